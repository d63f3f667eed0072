import { char, datetime, html, many2one, one2many, selection } from '../engine/fields.ts';
import type { ModelDefinition, RecordRule } from '../engine/model.ts';
import { nextInSequence } from './sequence.ts';
import { PICKING_METHODS, pickingState } from './stock-actions.ts';
import { STOCK_MOVE } from './stock-move.ts';
import { PICKING_CODES, STOCK_MANAGER, STOCK_PLACE_MODELS, STOCK_USER } from './stock-places.ts';
import { STOCK_QUANT } from './stock-quant.ts';

const rules = (portal: readonly RecordRule[]): readonly RecordRule[] => [
  {
    name: 'stock_picking multi-company',
    domain: (env) => [['company_id', 'in', [...env.actor.companyIds]]],
  },
  ...portal,
];

const PICKING: ModelDefinition = {
  name: 'stock.picking',
  description: 'Transfer',
  order: 'priority desc, scheduled_date asc, id desc',
  recNamesSearch: ['name', 'origin', 'partner_id.name'],
  fields: {
    name: char('Reference', { readonly: true, default: '/', copy: false }),
    origin: char('Source Document'),
    note: html('Notes'),
    state: selection(
      'Status',
      [
        ['draft', 'Draft'],
        ['waiting', 'Waiting Another Operation'],
        ['confirmed', 'Waiting'],
        ['assigned', 'Ready'],
        ['done', 'Done'],
        ['cancel', 'Cancelled'],
      ],
      { store: true, readonly: true, editable: true, compute: pickingState },
    ),
    partner_id: many2one('Contact', 'res.partner'),
    picking_type_id: many2one('Operation Type', 'stock.picking.type', {
      required: true,
      variants: { 17: { readonly: true } },
    }),
    picking_type_code: selection('Type of Operation', PICKING_CODES, {
      related: 'picking_type_id.code',
    }),
    location_id: many2one('Source Location', 'stock.location', {
      required: true,
      store: true,
      editable: true,
      compute: (it) => it.one('picking_type_id')?.number('default_location_src_id') || false,
    }),
    location_dest_id: many2one('Destination Location', 'stock.location', {
      required: true,
      store: true,
      editable: true,
      compute: (it) => it.one('picking_type_id')?.number('default_location_dest_id') || false,
    }),
    move_ids: one2many('Stock Moves', 'stock.move', 'picking_id'),
    move_ids_without_package: one2many('Stock move', 'stock.move', 'picking_id', { until: 18 }),
    scheduled_date: datetime('Scheduled Date', { default: ({ now }) => now }),
    date_deadline: datetime('Deadline', { readonly: true }),
    date_done: datetime('Date of Transfer', {
      readonly: true,
      copy: false,
      variants: { 19: { readonly: false } },
    }),
    company_id: many2one('Company', 'res.company', {
      related: 'picking_type_id.company_id',
      store: true,
    }),
    user_id: many2one('Responsible', 'res.users', { default: ({ uid }) => uid }),
    priority: selection(
      'Priority',
      [
        ['0', 'Normal'],
        ['1', 'Urgent'],
      ],
      { default: '0' },
    ),
    move_type: selection(
      'Shipping Policy',
      [
        ['direct', 'As soon as possible'],
        ['one', 'When all products are ready'],
      ],
      { required: true, default: 'direct' },
    ),
    backorder_id: many2one('Back Order of', 'stock.picking', { readonly: true, copy: false }),
    sale_id: many2one('Sales Order', 'sale.order', { variants: { 17: { readonly: true } } }),
  },
  access: {
    'base.group_portal': 'r',
    [STOCK_USER]: 'rwcu',
    [STOCK_MANAGER]: 'rwcu',
    'purchase.group_purchase_user': 'rwcu',
    'sales_team.group_sale_salesman': 'rwc',
    'account.group_account_invoice': 'rwc',
  },
  rules: rules([
    {
      name: 'Portal Follower Transfers',
      groups: ['base.group_portal'],
      domain: (env) => [['partner_id', '=', env.actor.partnerId]],
    },
  ]),
  beforeWrite: (env, ids, values) => {
    if (ids.length > 0 || (values.name && values.name !== '/')) return values;
    const type = env.db.store.get('stock.picking.type', Number(values.picking_type_id));
    const house = env.db.store.get('stock.warehouse', Number(type?.warehouse_id));
    const prefix = `${String(house?.code ?? 'WH')}/${String(type?.sequence_code ?? 'X')}/`;
    return { ...values, name: nextInSequence(env, 'stock.picking', prefix, 5) };
  },
  thread: { created: 'Transfer created', post: 'write' },
  methods: PICKING_METHODS,
};

/** Transfers, their moves, what is where. */
export const STOCK_MODELS: readonly ModelDefinition[] = [
  ...STOCK_PLACE_MODELS,
  PICKING,
  STOCK_MOVE,
  STOCK_QUANT,
];
