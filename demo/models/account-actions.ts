import { type Env, modelOf, nowText, sudo } from '../engine/env.ts';
import { accessError, userError } from '../engine/errors.ts';
import type { JsonObject } from '../engine/json.ts';
import type { ModelMethod } from '../engine/model.ts';
import { type RecordReader, readerOf } from '../engine/records.ts';
import { checkRules } from '../engine/rules.ts';
import { createRecord, unlinkRecords, writeRecords } from '../engine/write.ts';
import { BILLING } from './account-setup.ts';
import { nextInSequence } from './sequence.ts';
import { openWindow } from './window.ts';

const PREFIXES: { readonly [type: string]: string } = {
  out_invoice: 'INV',
  out_refund: 'RINV',
  in_invoice: 'BILL',
  in_refund: 'RBILL',
};

/** What can be done with an invoice. */
export const MOVE_METHODS: { readonly [name: string]: ModelMethod } = {
  action_post: {
    run: (env, ids) => {
      for (const move of movesOf(env, ids)) post(env, move);
      return false;
    },
  },
  button_draft: {
    run: (env, ids) => {
      const moves = movesOf(env, ids);
      if (moves.some((move) => !['posted', 'cancel'].includes(move.text('state')))) {
        throw userError('Only posted/cancelled journal entries can be reset to draft.');
      }
      for (const move of moves) backToDraft(env, move);
      return null;
    },
  },
  button_cancel: {
    run: (env, ids) => {
      for (const move of movesOf(env, ids)) {
        if (move.text('state') === 'posted') backToDraft(env, move);
        change(env, move.id, { state: 'cancel' });
      }
      return null;
    },
  },
  action_register_payment: {
    run: (env) =>
      openWindow('account.payment.register', env.db.version === 17 ? 'Register Payment' : 'Pay'),
  },
};

function movesOf(env: Env, ids: readonly number[]): readonly RecordReader[] {
  const model = modelOf(env, 'account.move');
  checkRules(env, model, ids, 'read');
  return ids.map((id) => readerOf(env, model.name, id));
}

function post(env: Env, move: RecordReader): void {
  if (!env.su && !env.actor.groups.has(BILLING)) {
    throw accessError("You don't have the access rights to post an invoice.");
  }
  if (move.text('state') !== 'draft') {
    const name = move.text('name') || (env.db.version === 17 ? '/' : 'False');
    throw userError(`The entry ${name} (id ${move.id}) must be in draft.`);
  }
  checkComplete(env, move);
  const { prefix, year } = numbering(env, move);
  const numbered = move.text('name') !== '' && move.text('name') !== '/';
  const name = numbered
    ? move.text('name')
    : nextInSequence(env, 'account.move', `${prefix}/${year}/`, 5);
  const today = nowText(env).slice(0, 10);
  const sold = move.text('move_type').startsWith('out_');
  change(env, move.id, {
    state: 'posted',
    name,
    ...(move.text('invoice_date') || !isInvoice(move) ? {} : { invoice_date: today }),
    ...(sold && !move.text('payment_reference') ? { payment_reference: name } : {}),
  });
  balance(env, readerOf(env, 'account.move', move.id));
}

function checkComplete(env: Env, move: RecordReader): void {
  const lines = move.many('line_ids').filter((line) => line.text('display_type') === 'product');
  if (lines.length === 0) {
    throw userError(
      env.db.version === 19
        ? "Even magicians can't post nothing!"
        : 'You need to add a line before posting.',
    );
  }
  if (!isInvoice(move)) return;
  const sold = move.text('move_type').startsWith('out_');
  if (!move.one('partner_id')) throw userError(missingPartner(env, sold));
  if (!sold && !move.text('invoice_date')) {
    throw userError('The Bill/Refund date is required to validate this document.');
  }
}

function missingPartner(env: Env, sold: boolean): string {
  if (env.db.version < 19) {
    return sold
      ? "The field 'Customer' is required, please complete it to validate the Customer Invoice."
      : "The field 'Vendor' is required, please complete it to validate the Vendor Bill.";
  }
  return sold
    ? "The 'Customer' field is required to validate the invoice.\nYou probably don't want to explain to your auditor that you invoiced an invisible man :)"
    : "The 'Vendor' field is required to validate the bill.";
}

function isInvoice(move: RecordReader): boolean {
  return move.text('move_type') !== 'entry';
}

function numbering(env: Env, move: RecordReader): { prefix: string; year: string } {
  const date = move.text('invoice_date') || move.text('date') || nowText(env);
  const prefix = PREFIXES[move.text('move_type')] ?? move.one('journal_id')?.text('code') ?? 'MISC';
  return { prefix, year: date.slice(0, 4) };
}

/** The other side of the entry: what the partner owes or is owed. */
function balance(env: Env, move: RecordReader): void {
  if (!isInvoice(move)) return;
  const sold = move.text('move_type').startsWith('out_');
  const kind = sold ? 'asset_receivable' : 'liability_payable';
  const account = move.all('account.account', (it) => it.text('account_type') === kind)[0];
  const amount = move.number('amount_total');
  createRecord(sudo(env), modelOf(env, 'account.move.line'), {
    move_id: move.id,
    name: move.text('payment_reference') || false,
    display_type: 'payment_term',
    account_id: account?.id ?? false,
    quantity: 0,
    price_unit: 0,
    tax_ids: [],
    balance: sold ? amount : -amount,
  });
}

function backToDraft(env: Env, move: RecordReader): void {
  const owed = move.many('line_ids').filter((it) => it.text('display_type') === 'payment_term');
  unlinkRecords(
    sudo(env),
    modelOf(env, 'account.move.line'),
    owed.map(({ id }) => id),
  );
  change(env, move.id, { state: 'draft' });
}

function change(env: Env, id: number, values: JsonObject): void {
  const model = modelOf(env, 'account.move');
  checkRules(env, model, [id], 'write');
  writeRecords(sudo(env), model, [id], values);
}
