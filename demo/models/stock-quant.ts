import { type Env, modelOf, nowText, sudo } from '../engine/env.ts';
import { datetime, float, many2one } from '../engine/fields.ts';
import type { ModelDefinition } from '../engine/model.ts';
import { readerOf } from '../engine/records.ts';
import { createRecord, writeRecords } from '../engine/write.ts';
import { STOCK_USER } from './stock-places.ts';

/** How much of a product is in a location. */
export const STOCK_QUANT: ModelDefinition = {
  name: 'stock.quant',
  description: 'Quants',
  order: 'id',
  recName: 'product_id',
  displayName: (quant) => quant.one('product_id')?.displayName() ?? '',
  fields: {
    product_id: many2one('Product', 'product.product', { required: true }),
    location_id: many2one('Location', 'stock.location', { required: true }),
    quantity: float('Quantity', { readonly: true }),
    reserved_quantity: float('Reserved Quantity', { required: true, readonly: true, default: 0 }),
    available_quantity: float('Available Quantity', {
      compute: (quant) => quant.number('quantity') - quant.number('reserved_quantity'),
    }),
    company_id: many2one('Company', 'res.company', {
      related: 'location_id.company_id',
      store: true,
    }),
    in_date: datetime('Incoming Date', {
      required: true,
      readonly: true,
      default: ({ now }) => now,
    }),
    product_uom_id: many2one('Unit of Measure', 'uom.uom', { related: 'product_id.uom_id' }),
  },
  access: { 'base.group_user': 'r', [STOCK_USER]: 'rwc' },
  rules: [
    {
      name: 'stock_quant multi-company',
      domain: (env) => [['company_id', 'in', [...env.actor.companyIds, false]]],
    },
  ],
};

/** Adds to (or takes from) what is in a location, and to what is set aside there. */
export function adjustQuant(
  env: Env,
  product: number,
  location: number,
  change: { readonly quantity?: number; readonly reserved?: number },
): void {
  const quants = modelOf(env, 'stock.quant');
  const full = sudo(env);
  const id = quantOf(env, product, location);
  const held = id === undefined ? undefined : readerOf(full, quants.name, id);
  const values = {
    quantity: (held?.number('quantity') ?? 0) + (change.quantity ?? 0),
    reserved_quantity: (held?.number('reserved_quantity') ?? 0) + (change.reserved ?? 0),
  };
  if (id !== undefined) writeRecords(full, quants, [id], values);
  else {
    const place = { product_id: product, location_id: location, in_date: nowText(env) };
    createRecord(full, quants, { ...place, ...values });
  }
}

/** What of a product can still be set aside in a location. */
export function availableIn(env: Env, product: number, location: number): number {
  const id = quantOf(env, product, location);
  return id === undefined
    ? 0
    : Math.max(0, readerOf(sudo(env), 'stock.quant', id).number('available_quantity'));
}

function quantOf(env: Env, product: number, location: number): number | undefined {
  const { store } = env.db;
  return store.ids('stock.quant').find((id) => {
    const row = store.get('stock.quant', id);
    return row?.product_id === product && row.location_id === location;
  });
}
