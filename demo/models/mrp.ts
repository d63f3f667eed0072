import { userError } from '../engine/errors.ts';
import {
  boolean,
  char,
  datetime,
  float,
  integer,
  many2one,
  one2many,
  selection,
} from '../engine/fields.ts';
import type { ModelDefinition } from '../engine/model.ts';
import { PRODUCTION_METHODS } from './mrp-actions.ts';
import { nextInSequence } from './sequence.ts';

const USER = 'mrp.group_mrp_user';
const MANAGER = 'mrp.group_mrp_manager';

const PRODUCTION: ModelDefinition = {
  name: 'mrp.production',
  description: 'Manufacturing Order',
  order: 'priority desc, date_start asc,id',
  fields: {
    name: char('Reference', { default: 'New', copy: false }),
    origin: char('Source', { copy: false }),
    product_id: many2one('Product', 'product.product', { required: true }),
    product_qty: float('Quantity To Produce', { required: true, default: 1 }),
    product_uom_id: many2one('Product Unit of Measure', 'uom.uom', {
      required: true,
      store: true,
      editable: true,
      compute: (order) => order.one('product_id')?.number('uom_id') || false,
    }),
    qty_producing: float('Quantity Producing', { copy: false }),
    bom_id: many2one('Bill of Material', 'mrp.bom', {
      store: true,
      editable: true,
      compute: (order) =>
        order.all(
          'mrp.bom',
          (bom) =>
            bom.number('product_tmpl_id') === order.one('product_id')?.number('product_tmpl_id'),
        )[0]?.id ?? false,
    }),
    state: selection(
      'State',
      [
        ['draft', 'Draft'],
        ['confirmed', 'Confirmed'],
        ['progress', 'In Progress'],
        ['to_close', 'To Close'],
        ['done', 'Done'],
        ['cancel', 'Cancelled'],
      ],
      { store: true, readonly: true, default: 'draft', copy: false },
    ),
    date_start: datetime('Start', { required: true, default: ({ now }) => now }),
    date_finished: datetime('End', { copy: false }),
    date_deadline: datetime('Deadline', { copy: false }),
    user_id: many2one('Responsible', 'res.users', { default: ({ uid }) => uid }),
    company_id: many2one('Company', 'res.company', {
      required: true,
      default: ({ companyId }) => companyId,
    }),
    priority: selection(
      'Priority',
      [
        ['0', 'Normal'],
        ['1', 'Urgent'],
      ],
      { default: '0' },
    ),
  },
  access: { [USER]: 'rwcu', [MANAGER]: 'r', 'stock.group_stock_user': 'r' },
  rules: [
    {
      name: 'mrp_production multi-company',
      domain: (env) => [['company_id', 'in', [...env.actor.companyIds]]],
    },
  ],
  beforeWrite: (env, ids, values) =>
    ids.length === 0 && (!values.name || values.name === 'New')
      ? { ...values, name: nextInSequence(env, 'mrp.production', 'WH/MO/', 5) }
      : values,
  beforeUnlink: (order) => {
    const state = order.text('state');
    if (state === 'done') throw userError('Cannot delete a manufacturing order in done state.');
    if (state !== 'cancel' && state !== 'draft') {
      throw userError(`${order.text('name')} cannot be deleted. Try to cancel them before.`);
    }
  },
  thread: { created: 'Manufacturing Order created', post: 'write' },
  methods: PRODUCTION_METHODS,
};

/** Manufacturing orders and bills of material. */
export const MRP_MODELS: readonly ModelDefinition[] = [
  PRODUCTION,
  {
    name: 'mrp.bom',
    description: 'Bill of Material',
    order: 'sequence, id',
    recName: 'product_tmpl_id',
    recNamesSearch: ['product_tmpl_id', 'code'],
    displayName: (bom) => {
      const product = bom.one('product_tmpl_id')?.displayName() ?? '';
      return bom.text('code') ? `${bom.text('code')}: ${product}` : product;
    },
    fields: {
      code: char('Reference'),
      active: boolean('Active', { default: true }),
      type: selection(
        'BoM Type',
        [
          ['normal', 'Manufacture this product'],
          ['phantom', 'Kit'],
        ],
        { required: true, default: 'normal' },
      ),
      product_tmpl_id: many2one('Product', 'product.template', { required: true }),
      product_id: many2one('Product Variant', 'product.product'),
      product_qty: float('Quantity', { required: true, default: 1 }),
      product_uom_id: many2one('Unit of Measure', 'uom.uom', { required: true, default: 1 }),
      bom_line_ids: one2many('BoM Lines', 'mrp.bom.line', 'bom_id'),
      sequence: integer('Sequence', { aggregator: false }),
      company_id: many2one('Company', 'res.company', { default: ({ companyId }) => companyId }),
    },
    access: { [USER]: 'r', [MANAGER]: 'rwcu', 'stock.group_stock_user': 'r' },
    rules: [
      {
        name: 'mrp_bom multi-company',
        domain: (env) => [['company_id', 'in', [...env.actor.companyIds, false]]],
      },
    ],
    thread: { created: 'Bill of Material created', post: 'write' },
  },
  {
    name: 'mrp.bom.line',
    description: 'Bill of Material Line',
    order: 'sequence, id',
    recName: 'product_id',
    displayName: (line) => line.one('product_id')?.displayName() ?? '',
    fields: {
      bom_id: many2one('Parent BoM', 'mrp.bom', { required: true, ondelete: 'cascade' }),
      product_id: many2one('Component', 'product.product', { required: true }),
      product_qty: float('Quantity', { required: true, default: 1 }),
      product_uom_id: many2one('Product Unit of Measure', 'uom.uom', {
        required: true,
        default: 1,
      }),
      sequence: integer('Sequence', { default: 1, aggregator: false }),
    },
    access: { [USER]: 'r', [MANAGER]: 'rwcu', 'stock.group_stock_user': 'r' },
  },
];
