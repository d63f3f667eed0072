import type { JsonObject } from '../../policies/json.ts';

/** What a field is: its type, or for a relation its type and comodel. */
export interface FieldKind {
  readonly type: string;
  readonly relation?: string;
  /** On a one2many: the many2one that points back. */
  readonly inverse?: string;
}

const char = (names: string) => kinds(names, { type: 'char' });
const number = (names: string) => kinds(names, { type: 'integer' });
const many2one = (relation: string, names: string) => kinds(names, { type: 'many2one', relation });
const one2many = (relation: string, inverse: string, names: string) =>
  kinds(names, { type: 'one2many', relation, inverse });

function kinds(names: string, kind: FieldKind): Readonly<Record<string, FieldKind>> {
  return Object.fromEntries(names.split(' ').map((name) => [name, kind]));
}

const EVERYWHERE = { ...number('id'), ...char('display_name') };

/** Models and fields as Odoo's standard modules have them, as many as the tests need. */
export const ODOO_FIELDS: Readonly<Record<string, Readonly<Record<string, FieldKind>>>> = {
  'res.partner': {
    ...EVERYWHERE,
    ...char('name email phone vat city ref website'),
    ...kinds('comment', { type: 'html' }),
    ...kinds('customer_rank', { type: 'integer' }),
    ...many2one('res.country', 'country_id'),
    ...many2one('res.users', 'user_id'),
    ...many2one('res.partner', 'parent_id'),
    ...one2many('res.partner', 'parent_id', 'child_ids'),
  },
  'res.country': { ...EVERYWHERE, ...char('name code') },
  'res.users': {
    ...EVERYWHERE,
    ...char('name login email signature'),
    ...kinds('active', { type: 'boolean' }),
    ...many2one('res.company', 'company_id'),
    ...many2one('res.partner', 'partner_id'),
  },
  'res.company': { ...EVERYWHERE, ...char('name email') },
  'crm.lead': {
    ...EVERYWHERE,
    ...char('name contact_name email_from phone'),
    ...kinds('expected_revenue', { type: 'float' }),
    ...many2one('res.partner', 'partner_id'),
    ...many2one('res.users', 'user_id'),
    ...one2many('mail.message', 'res_id', 'message_ids'),
  },
  'sale.order': {
    ...EVERYWHERE,
    ...char('name client_order_ref'),
    ...kinds('state', { type: 'selection' }),
    ...kinds('amount_total', { type: 'float' }),
    ...kinds('date_order', { type: 'datetime' }),
    ...many2one('res.partner', 'partner_id'),
    ...many2one('res.users', 'user_id'),
    ...one2many('sale.order.line', 'order_id', 'order_line'),
  },
  'sale.order.line': {
    ...EVERYWHERE,
    ...kinds('name', { type: 'text' }),
    ...kinds('price_unit product_uom_qty', { type: 'float' }),
    ...many2one('sale.order', 'order_id'),
  },
  'hr.employee': {
    ...EVERYWHERE,
    ...char('name work_email work_phone job_title ssnid pin private_email'),
    ...many2one('res.users', 'user_id'),
    ...many2one('hr.employee', 'parent_id'),
  },
  x_visit: { ...EVERYWHERE, ...char('x_name x_note') },
};

/** The `fields_get` of a model, with the attributes a guard asks for; undefined for a model nobody has. */
export function fieldsGet(model: string): JsonObject | undefined {
  const fields = ODOO_FIELDS[model];
  return (
    fields &&
    Object.fromEntries(
      Object.entries(fields).map(([name, kind]) => [
        name,
        {
          type: kind.type,
          string: name,
          required: name === 'name',
          readonly: name === 'id' || name === 'display_name',
          store: name !== 'display_name',
          searchable: true,
          sortable: true,
          ...(kind.relation === undefined ? {} : { relation: kind.relation }),
          ...(kind.inverse === undefined ? {} : { relation_field: kind.inverse }),
        },
      ]),
    )
  );
}
