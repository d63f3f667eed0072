import { type Env, modelOf, nowText } from '../engine/env.ts';
import { userError } from '../engine/errors.ts';
import { isTruthy, type Json, type JsonObject } from '../engine/json.ts';
import type { ModelMethod } from '../engine/model.ts';
import type { RecordReader } from '../engine/records.ts';
import { readable } from '../engine/rules.ts';
import { writeRecords } from '../engine/write.ts';
import { deliverOrder } from './sale-delivery.ts';
import { openWindow } from './window.ts';

/** What can be done with an order. */
export const ORDER_METHODS: { readonly [name: string]: ModelMethod } = {
  action_confirm: {
    run: (env, ids) => {
      const orders = readable(env, 'sale.order', ids);
      const wrong = orders.filter((order) => !['draft', 'sent'].includes(order.text('state')));
      if (wrong.length > 0) throw userError(notConfirmable(env, wrong));
      if (orders.some(lacksProduct)) {
        throw userError(
          env.db.version === 19
            ? 'Some order lines are missing a product, you need to correct them before going further.'
            : 'A line on these orders missing a product, you cannot confirm it.',
        );
      }
      change(env, ids, { state: 'sale', date_order: nowText(env) });
      for (const id of ids) deliverOrder(env, id);
      return true;
    },
  },
  action_cancel: {
    run: (env, ids) => {
      const orders = readable(env, 'sale.order', ids);
      if (orders.some((order) => order.flag('locked'))) {
        throw userError('You cannot cancel a locked order. Please unlock it first.');
      }
      const asks = orders.some((order) => order.text('state') !== 'draft');
      if (env.db.version < 19 && asks && !isTruthy(env.context.disable_cancel_warning)) {
        return openWindow('sale.order.cancel', 'Cancel Sales Order', {
          context: { default_order_id: ids[0] ?? false },
        });
      }
      return change(env, ids, { state: 'cancel' });
    },
  },
  action_draft: {
    run: (env, ids) => {
      const back = readable(env, 'sale.order', ids).filter((order) =>
        ['cancel', 'sent'].includes(order.text('state')),
      );
      return change(
        env,
        back.map((order) => order.id),
        { state: 'draft' },
      );
    },
  },
  action_quotation_sent: {
    run: (env, ids) => {
      if (readable(env, 'sale.order', ids).some((order) => order.text('state') !== 'draft')) {
        throw userError('Only draft orders can be marked as sent directly.');
      }
      change(env, ids, { state: 'sent' });
      return null;
    },
  },
  action_quotation_send: {
    run: (_env, ids) =>
      openWindow('mail.compose.message', 'Send', {
        context: { default_model: 'sale.order', default_res_ids: [...ids] },
      }),
  },
  action_lock: {
    run: (env, ids) => {
      change(env, ids, { locked: true });
      return null;
    },
  },
  action_unlock: {
    run: (env, ids) => {
      change(env, ids, { locked: false });
      return null;
    },
  },
};

function notConfirmable(env: Env, orders: readonly RecordReader[]): string {
  return env.db.version === 17
    ? `The following orders are not in a state requiring confirmation: ${orders.map((order) => order.text('name')).join(', ')}`
    : 'Some orders are not in a state requiring confirmation.';
}

function lacksProduct(order: RecordReader): boolean {
  return order
    .many('order_line')
    .some((line) => !line.text('display_type') && line.one('product_id') === undefined);
}

function change(env: Env, ids: readonly number[], values: JsonObject): Json {
  writeRecords(env, modelOf(env, 'sale.order'), ids, values);
  return true;
}
