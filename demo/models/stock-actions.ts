import { type Env, modelOf, nowText, sudo } from '../engine/env.ts';
import { userError } from '../engine/errors.ts';
import { isTruthy, type Json } from '../engine/json.ts';
import type { ModelMethod } from '../engine/model.ts';
import { type RecordReader, readerOf } from '../engine/records.ts';
import { checkRules } from '../engine/rules.ts';
import { writeRecords } from '../engine/write.ts';
import { adjustQuant, availableIn } from './stock-quant.ts';
import { openWindow } from './window.ts';

/** The state of a transfer, from those of its moves. */
export function pickingState(picking: RecordReader): string {
  const states = picking.many('move_ids').map((move) => move.text('state'));
  const alive = states.filter((state) => state !== 'cancel');
  if (states.length === 0 || alive.includes('draft')) return 'draft';
  if (alive.length === 0) return 'cancel';
  if (alive.every((state) => state === 'done')) return 'done';
  const whole = picking.text('move_type') === 'one';
  const ready = (state: string) => state === 'assigned' || state === 'partially_available';
  const enough = whole ? alive.every((state) => state === 'assigned') : alive.some(ready);
  return enough ? 'assigned' : 'confirmed';
}

/** What can be done with a transfer. */
export const PICKING_METHODS: { readonly [name: string]: ModelMethod } = {
  action_confirm: {
    run: (env, ids) => {
      for (const picking of pickingsOf(env, ids)) confirm(env, picking);
      return true;
    },
  },
  action_assign: {
    run: (env, ids) => {
      for (const picking of pickingsOf(env, ids)) confirm(env, picking);
      const moves = pickingsOf(env, ids).flatMap((picking) => openMoves(picking));
      if (moves.length === 0) throw userError('Nothing to check the availability for.');
      for (const move of moves) reserve(env, move);
      return true;
    },
  },
  action_cancel: {
    run: (env, ids) => {
      for (const picking of pickingsOf(env, ids)) cancel(env, picking);
      return true;
    },
  },
  button_validate: { run: (env, ids) => validate(env, ids) },
  do_unreserve: {
    run: (env, ids) => {
      for (const picking of pickingsOf(env, ids)) {
        for (const move of openMoves(picking)) release(env, move, 'confirmed');
      }
      return null;
    },
  },
};

/** Confirms the moves of a transfer and sets aside what there is. */
export function confirm(env: Env, picking: RecordReader): void {
  for (const move of picking.many('move_ids')) {
    if (move.text('state') !== 'draft') continue;
    change(env, move, { state: 'confirmed' });
    reserve(env, readerOf(env, 'stock.move', move.id));
  }
}

function pickingsOf(env: Env, ids: readonly number[]): readonly RecordReader[] {
  const model = modelOf(env, 'stock.picking');
  checkRules(env, model, ids, 'write');
  return ids.map((id) => readerOf(env, model.name, id));
}

function openMoves(picking: RecordReader): readonly RecordReader[] {
  return picking
    .many('move_ids')
    .filter((move) => !['draft', 'done', 'cancel'].includes(move.text('state')));
}

/** What is not tracked, or comes from outside, is always there. */
function isUnlimited(move: RecordReader): boolean {
  const product = move.one('product_id');
  const tracked =
    move.version === 17 ? product?.text('type') === 'product' : product?.flag('is_storable');
  const source = move.one('location_id')?.text('usage') ?? '';
  return !tracked || !['internal', 'transit'].includes(source);
}

/** Sets aside as much as there is for a move. */
export function reserve(env: Env, move: RecordReader): void {
  const wanted = move.number('product_uom_qty');
  const missing = wanted - move.number('quantity');
  if (missing <= 0) return;
  const product = move.number('product_id');
  const location = move.number('location_id');
  const found = isUnlimited(move)
    ? missing
    : Math.min(missing, availableIn(env, product, location));
  if (!isUnlimited(move) && found > 0) adjustQuant(env, product, location, { reserved: found });
  const quantity = move.number('quantity') + found;
  const state =
    quantity >= wanted ? 'assigned' : quantity > 0 ? 'partially_available' : 'confirmed';
  change(env, move, { quantity, state });
}

function release(env: Env, move: RecordReader, state: string): void {
  const held = move.number('quantity');
  if (held > 0 && !isUnlimited(move)) {
    adjustQuant(env, move.number('product_id'), move.number('location_id'), { reserved: -held });
  }
  change(env, move, { state, quantity: 0, picked: false });
}

/** Cancels what is not done; a transfer that is done cannot be cancelled. */
export function cancel(env: Env, picking: RecordReader): void {
  const moves = picking.many('move_ids');
  if (moves.some((move) => move.text('state') === 'done')) {
    throw userError(
      "You cannot cancel a stock move that has been set to 'Done'. Create a return in order to reverse the moves which took place.",
    );
  }
  for (const move of moves) release(env, move, 'cancel');
  const { store } = env.db;
  store.put('stock.picking', picking.id, {
    ...store.get('stock.picking', picking.id),
    state: 'cancel',
  });
}

function validate(env: Env, ids: readonly number[]): Json {
  const pickings = pickingsOf(env, ids);
  if (pickings.some((picking) => picking.many('move_ids').length === 0)) {
    throw userError(
      'You can’t validate an empty transfer. Please add some products to move before proceeding.',
    );
  }
  for (const picking of pickings) confirm(env, picking);
  const moves = pickingsOf(env, ids).flatMap((picking) => openMoves(picking));
  if (moves.every((move) => move.number('quantity') <= 0)) {
    throw userError(
      env.db.version === 19
        ? "Transfer trouble alert! Validating a zero quantity transfer? You're not moving invisible goods around are you?\nSet some quantities and let's get moving!"
        : 'You cannot validate a transfer if no quantities are reserved. To force the transfer, encode quantities.',
    );
  }
  const short = moves.some((move) => move.number('quantity') < move.number('product_uom_qty'));
  if (short && !isTruthy(env.context.skip_backorder)) {
    for (const move of moves) change(env, move, { picked: true });
    return openWindow('stock.backorder.confirmation', 'Create Backorder?', {
      context: { button_validate_picking_ids: [...ids] },
    });
  }
  for (const move of moves) finish(env, move);
  writeRecords(sudo(env), modelOf(env, 'stock.picking'), ids, { date_done: nowText(env) });
  return true;
}

/** Takes the goods of a move from one place to the other. */
export function finish(env: Env, move: RecordReader): void {
  const product = move.number('product_id');
  const from = move.number('location_id');
  const quantity = move.number('quantity');
  const reserved = isUnlimited(move) ? {} : { reserved: -quantity };
  adjustQuant(env, product, from, { quantity: -quantity, ...reserved });
  adjustQuant(env, product, move.number('location_dest_id'), { quantity });
  change(env, move, { state: 'done', picked: true, date: nowText(env) });
}

function change(env: Env, move: RecordReader, values: { readonly [name: string]: Json }): void {
  writeRecords(sudo(env), modelOf(env, 'stock.move'), [move.id], values);
}
