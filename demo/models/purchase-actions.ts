import { type Env, modelOf, nowText } from '../engine/env.ts';
import { userError } from '../engine/errors.ts';
import type { Json, JsonObject } from '../engine/json.ts';
import type { ModelMethod } from '../engine/model.ts';
import { readable } from '../engine/rules.ts';
import { writeRecords } from '../engine/write.ts';

/** What can be done with a purchase. 17 and 18 lock by a state, 19 by a flag. */
export const PURCHASE_METHODS: { readonly [name: string]: ModelMethod } = {
  button_confirm: {
    run: (env, ids) => {
      const open = readable(env, 'purchase.order', ids)
        .filter((order) => ['draft', 'sent'].includes(order.text('state')))
        .map(({ id }) => id);
      return change(env, open, { state: 'purchase', date_approve: nowText(env) }, true);
    },
  },
  button_approve: {
    params: ['force?'],
    run: (env, ids) => change(env, ids, { state: 'purchase', date_approve: nowText(env) }, {}),
  },
  button_draft: { run: (env, ids) => change(env, ids, { state: 'draft' }, {}) },
  button_cancel: {
    run: (env, ids) => {
      const locked = readable(env, 'purchase.order', ids).filter((order) => order.flag('locked'));
      if (locked.length > 0) {
        const names = locked.map((order) => order.text('name')).join(', ');
        throw userError(
          `Unable to cancel purchase order(s): ${names}. You must first unlock them.`,
        );
      }
      return change(env, ids, { state: 'cancel' }, null);
    },
  },
  button_done: { until: 18, run: (env, ids) => change(env, ids, { state: 'done' }, null) },
  button_lock: { since: 19, run: (env, ids) => change(env, ids, { locked: true }, null) },
  button_unlock: {
    run: (env, ids) =>
      change(env, ids, env.db.version === 19 ? { locked: false } : { state: 'purchase' }, null),
  },
};

function change(env: Env, ids: readonly number[], values: JsonObject, answer: Json): Json {
  writeRecords(env, modelOf(env, 'purchase.order'), ids, values);
  return answer;
}
