import { type Env, modelOf, nowText } from '../engine/env.ts';
import type { JsonObject } from '../engine/json.ts';
import type { ModelMethod } from '../engine/model.ts';
import type { RecordReader } from '../engine/records.ts';
import { readable } from '../engine/rules.ts';
import { writeRecords } from '../engine/write.ts';

/** What can be done with a manufacturing order. */
export const PRODUCTION_METHODS: { readonly [name: string]: ModelMethod } = {
  action_confirm: each((_env, order) =>
    order.text('state') === 'draft' ? { state: 'confirmed' } : {},
  ),
  action_assign: each(() => ({})),
  button_mark_done: each((env, order) =>
    isClosed(order)
      ? {}
      : {
          state: 'done',
          qty_producing: order.number('product_qty'),
          date_finished: nowText(env),
        },
  ),
  action_cancel: each((_env, order) => (isClosed(order) ? {} : { state: 'cancel' })),
};

function isClosed(order: RecordReader): boolean {
  return ['done', 'cancel'].includes(order.text('state'));
}

function each(change: (env: Env, order: RecordReader) => JsonObject): ModelMethod {
  return {
    run: (env, ids) => {
      for (const order of readable(env, 'mrp.production', ids)) {
        const values = change(env, order);
        if (Object.keys(values).length > 0) {
          writeRecords(env, modelOf(env, 'mrp.production'), [order.id], values);
        }
      }
      return true;
    },
  };
}
