import {
  boolean,
  char,
  float,
  html,
  integer,
  many2many,
  many2one,
  one2many,
  selection,
  text,
} from '../engine/fields.ts';
import type { ModelDefinition } from '../engine/model.ts';
import type { RecordReader } from '../engine/records.ts';

const CATALOGUE = {
  'base.group_user': 'r',
  'sales_team.group_sale_salesman': 'r',
  'sales_team.group_sale_manager': 'rwcu',
};

/** Products, their categories and units, pricelists. */
export const PRODUCT_MODELS: readonly ModelDefinition[] = [
  {
    name: 'product.template',
    description: 'Product',
    order: 'is_favorite desc, name',
    variants: { 17: { order: 'name' } },
    recNamesSearch: ['name', 'default_code', 'barcode'],
    displayName: codeAndName,
    fields: {
      name: char('Name', { required: true, translate: true }),
      sequence: integer('Sequence', { default: 1, aggregator: false }),
      is_favorite: boolean('Favorite', { since: 18 }),
      description: html('Description', { translate: true }),
      description_sale: text('Sales Description', { translate: true }),
      detailed_type: selection(
        'Product Type',
        [
          ['consu', 'Consumable'],
          ['service', 'Service'],
          ['product', 'Storable Product'],
        ],
        { until: 17, required: true, default: 'consu' },
      ),
      type: selection(
        'Product Type',
        [
          ['consu', 'Goods'],
          ['service', 'Service'],
          ['combo', 'Combo'],
        ],
        {
          required: true,
          default: 'consu',
          variants: {
            17: {
              required: false,
              selection: [
                ['consu', 'Consumable'],
                ['service', 'Service'],
                ['product', 'Storable Product'],
              ],
            },
          },
        },
      ),
      is_storable: boolean('Track Inventory', { since: 18, module: 'stock' }),
      categ_id: many2one('Product Category', 'product.category', {
        required: true,
        variants: { 19: { required: false } },
        default: 1,
        ondelete: 'restrict',
      }),
      list_price: float('Sales Price', { default: 1, digits: [16, 2] }),
      standard_price: float('Cost', { groups: 'base.group_user', digits: [16, 2] }),
      sale_ok: boolean('Sales', { default: true }),
      purchase_ok: boolean('Purchase', { default: true }),
      uom_id: many2one('Unit of Measure', 'uom.uom', { required: true, default: 1 }),
      uom_po_id: many2one('Purchase UoM', 'uom.uom', { until: 18, required: true, default: 1 }),
      taxes_id: many2many('Sales Taxes', 'account.tax', { default: [1] }),
      company_id: many2one('Company', 'res.company'),
      currency_id: many2one('Currency', 'res.currency', { compute: companyCurrency }),
      active: boolean('Active', { default: true }),
      default_code: char('Internal Reference'),
      barcode: char('Barcode', { copy: false }),
      weight: float('Weight', { digits: [16, 2] }),
      volume: float('Volume', { digits: [16, 2] }),
      product_variant_ids: one2many('Products', 'product.product', 'product_tmpl_id', {
        required: true,
      }),
      product_variant_id: many2one('Product', 'product.product', {
        searchable: true,
        compute: (template) => template.many('product_variant_ids')[0]?.id ?? false,
      }),
      product_variant_count: integer('# Product Variants', {
        compute: (template) => template.many('product_variant_ids').length,
      }),
    },
    access: CATALOGUE,
    rules: [
      {
        name: 'Product multi-company',
        domain: (env) => [['company_id', 'in', [...env.actor.companyIds, false]]],
      },
    ],
    thread: { created: 'Product created', post: 'write' },
  },
  {
    name: 'product.product',
    description: 'Product Variant',
    order: 'default_code, name, id',
    recNamesSearch: ['name', 'default_code', 'barcode'],
    inherits: { model: 'product.template', field: 'product_tmpl_id' },
    displayName: codeAndName,
    fields: {
      product_tmpl_id: many2one('Product Template', 'product.template', {
        required: true,
        ondelete: 'cascade',
      }),
      default_code: char('Internal Reference'),
      barcode: char('Barcode', { copy: false }),
      active: boolean('Active', { default: true }),
      lst_price: float('Sales Price', {
        compute: (product) => product.number('list_price'),
        digits: [16, 2],
      }),
      combination_indices: char('Combination Indices', {
        store: true,
        readonly: true,
        compute: () => '',
      }),
      is_product_variant: boolean('Is a product variant', { compute: () => true }),
      partner_ref: char('Customer Ref', { compute: codeAndName }),
    },
    access: CATALOGUE,
    onchangeWarning: knownReference,
    thread: { created: 'Product Variant created', post: 'write' },
  },
  {
    name: 'product.pricelist',
    description: 'Pricelist',
    order: 'sequence, id, name',
    displayName: (list) => `${list.text('name')} (${list.one('currency_id')?.text('name') ?? ''})`,
    fields: {
      name: char('Pricelist Name', { required: true, translate: true }),
      active: boolean('Active', { default: true }),
      sequence: integer('Sequence', { default: 16, aggregator: false }),
      currency_id: many2one('Currency', 'res.currency', { required: true, default: 1 }),
      company_id: many2one('Company', 'res.company'),
    },
    access: {
      'base.group_user': 'r',
      'base.group_portal': 'r',
      'sales_team.group_sale_manager': 'rwcu',
    },
    rules: [
      {
        name: 'product pricelist company rule',
        domain: (env) => [['company_id', 'in', [...env.actor.companyIds, false]]],
      },
    ],
  },
  {
    name: 'product.category',
    description: 'Product Category',
    order: 'complete_name',
    recName: 'complete_name',
    parentName: 'parent_id',
    fields: {
      name: char('Name', { required: true }),
      complete_name: char('Complete Name', { readonly: true, store: true, compute: categoryPath }),
      parent_id: many2one('Parent Category', 'product.category', { ondelete: 'cascade' }),
      child_id: one2many('Child Categories', 'product.category', 'parent_id'),
      product_count: integer('# Products', {
        compute: (category) =>
          category.all('product.template', (it) => it.number('categ_id') === category.id).length,
      }),
    },
    access: CATALOGUE,
  },
  {
    name: 'uom.uom',
    description: 'Product Unit of Measure',
    order: 'factor DESC, id',
    fields: {
      name: char('Unit of Measure', { required: true, translate: true }),
      category_id: many2one('Category', 'uom.category', { until: 18, required: true, default: 1 }),
      factor: float('Ratio', {
        required: true,
        default: 1,
        aggregator: false,
        variants: { 19: { required: false, readonly: true } },
      }),
      uom_type: selection(
        'Type',
        [
          ['bigger', 'Bigger than the reference Unit of Measure'],
          ['reference', 'Reference Unit of Measure for this category'],
          ['smaller', 'Smaller than the reference Unit of Measure'],
        ],
        { until: 18, required: true, default: 'reference' },
      ),
      relative_factor: float('Contains', {
        since: 19,
        required: true,
        default: 1,
        aggregator: false,
      }),
      rounding: float('Rounding Precision', {
        until: 18,
        required: true,
        default: 0.01,
        aggregator: false,
      }),
      active: boolean('Active', { default: true }),
    },
    access: CATALOGUE,
  },
  {
    name: 'uom.category',
    description: 'Product UoM Categories',
    until: 18,
    fields: { name: char('Unit of Measure Category', { required: true, translate: true }) },
    access: CATALOGUE,
  },
];

/** `[CODE] Name`, as product labels are written. */
function codeAndName(product: RecordReader): string {
  const code = product.text('default_code');
  return code ? `[${code}] ${product.text('name')}` : product.text('name');
}

function categoryPath(category: RecordReader): string {
  const parent = category.one('parent_id');
  return parent ? `${categoryPath(parent)} / ${category.text('name')}` : category.text('name');
}

function companyCurrency(template: RecordReader): number | false {
  const company = template.one('company_id') ?? template.all('res.company', () => true)[0];
  return company?.number('currency_id') ?? false;
}

function knownReference(
  product: RecordReader,
  changed: readonly string[],
): { title: string; message: string } | undefined {
  const code = product.text('default_code');
  if (!code || !changed.includes('default_code')) return undefined;
  const taken = product.all(
    'product.product',
    (other) => other.id !== product.id && other.text('default_code') === code,
  );
  if (taken.length === 0) return undefined;
  const label = product.version === 17 ? 'Internal Reference' : 'Reference';
  return { title: 'Note:', message: `The ${label} '${code}' already exists.` };
}
