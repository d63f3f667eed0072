import { boolean, char, integer, many2one, one2many, selection } from '../engine/fields.ts';
import type { ModelDefinition } from '../engine/model.ts';
import type { RecordReader } from '../engine/records.ts';

export const STOCK_USER = 'stock.group_stock_user';
export const STOCK_MANAGER = 'stock.group_stock_manager';

const USAGES = [
  ['supplier', 'Vendor Location'],
  ['view', 'View'],
  ['internal', 'Internal Location'],
  ['customer', 'Customer Location'],
  ['inventory', 'Inventory Loss'],
  ['production', 'Production'],
  ['transit', 'Transit Location'],
] as const;

/** What a transfer does: bring in, send out, move within, or make. */
export const PICKING_CODES = [
  ['incoming', 'Receipt'],
  ['outgoing', 'Delivery'],
  ['internal', 'Internal Transfer'],
] as const;

/** Warehouses, locations and types of transfer. */
export const STOCK_PLACE_MODELS: readonly ModelDefinition[] = [
  {
    name: 'stock.warehouse',
    description: 'Warehouse',
    order: 'sequence,id',
    fields: {
      name: char('Warehouse', { required: true }),
      code: char('Short Name', { required: true, size: 5 }),
      sequence: integer('Sequence', { default: 10, aggregator: false }),
      active: boolean('Active', { default: true }),
      company_id: many2one('Company', 'res.company', {
        required: true,
        readonly: true,
        default: ({ companyId }) => companyId,
      }),
      partner_id: many2one('Address', 'res.partner'),
      lot_stock_id: many2one('Location Stock', 'stock.location', { required: true }),
    },
    access: { 'base.group_user': 'r', [STOCK_USER]: 'r', [STOCK_MANAGER]: 'rwcu' },
    rules: [
      {
        name: 'Warehouse multi-company',
        domain: (env) => [['company_id', 'in', [...env.actor.companyIds]]],
      },
    ],
  },
  {
    name: 'stock.location',
    description: 'Inventory Locations',
    order: 'complete_name, id',
    recName: 'complete_name',
    recNamesSearch: ['complete_name', 'barcode'],
    parentName: 'location_id',
    fields: {
      name: char('Location Name', { required: true }),
      complete_name: char('Full Location Name', {
        store: true,
        readonly: true,
        compute: completeName,
      }),
      active: boolean('Active', { default: true }),
      usage: selection('Location Type', USAGES, { required: true, default: 'internal' }),
      location_id: many2one('Parent Location', 'stock.location'),
      child_ids: one2many('Contains', 'stock.location', 'location_id'),
      company_id: many2one('Company', 'res.company', { default: ({ companyId }) => companyId }),
      warehouse_id: many2one('Warehouse', 'stock.warehouse', {
        store: true,
        readonly: true,
        compute: (it) =>
          it.all('stock.warehouse', (house) => house.number('lot_stock_id') === it.id)[0]?.id ??
          false,
      }),
      barcode: char('Barcode', { copy: false }),
    },
    access: { 'base.group_user': 'r', [STOCK_USER]: 'rw', [STOCK_MANAGER]: 'rwcu' },
    rules: [
      {
        name: 'Location multi-company',
        domain: (env) => [['company_id', 'in', [...env.actor.companyIds, false]]],
      },
    ],
  },
  {
    name: 'stock.picking.type',
    description: 'Picking Type',
    order: 'is_favorite desc, sequence, id',
    recNamesSearch: ['name', 'warehouse_id.name'],
    displayName: (it) => {
      const house = it.one('warehouse_id')?.text('name');
      return house ? `${house}: ${it.text('name')}` : it.text('name');
    },
    fields: {
      name: char('Operation Type', { required: true, translate: true }),
      code: selection('Type of Operation', [...PICKING_CODES, ['mrp_operation', 'Manufacturing']], {
        required: true,
        default: 'incoming',
      }),
      sequence_code: char('Sequence Prefix', { required: true }),
      sequence: integer('Sequence', { aggregator: false }),
      active: boolean('Active', { default: true }),
      is_favorite: boolean('Show Operation in Overview', { since: 18 }),
      company_id: many2one('Company', 'res.company', {
        required: true,
        default: ({ companyId }) => companyId,
      }),
      warehouse_id: many2one('Warehouse', 'stock.warehouse'),
      default_location_src_id: many2one('Source Location', 'stock.location', {
        required: true,
        variants: { 17: { required: false } },
      }),
      default_location_dest_id: many2one('Destination Location', 'stock.location', {
        required: true,
        variants: { 17: { required: false } },
      }),
      barcode: char('Barcode', { copy: false }),
    },
    access: { 'base.group_user': 'r', [STOCK_USER]: 'r', [STOCK_MANAGER]: 'rwcu' },
    rules: [
      {
        name: 'Stock Operation Type multi-company',
        domain: (env) => [['company_id', 'in', [...env.actor.companyIds]]],
      },
    ],
    variants: { 17: { order: 'sequence, id' } },
  },
];

function completeName(it: RecordReader): string {
  const parent = it.one('location_id');
  return parent && it.text('usage') !== 'view'
    ? `${parent.text('complete_name')}/${it.text('name')}`
    : it.text('name');
}
