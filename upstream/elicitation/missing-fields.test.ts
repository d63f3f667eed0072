import { describe, expect, it } from 'vitest';
import type { OdooClient } from '../odoo/client.ts';
import { missingFields } from './missing-fields.ts';

/** A sale as Odoo describes one, cut down to what decides. */
const FIELDS = {
  name: { type: 'char', string: 'Reference', required: true },
  partner_id: { type: 'many2one', string: 'Customer', required: true, relation: 'res.partner' },
  partner_invoice_id: {
    type: 'many2one',
    string: 'Invoice Address',
    required: true,
    relation: 'res.partner',
    depends: ['partner_id'],
  },
  order_line: { type: 'one2many', string: 'Lines', required: true, relation: 'sale.order.line' },
  template_id: { type: 'many2one', string: 'Template', required: true, relation: 'x.template' },
  color: { type: 'integer', string: 'Color', related: 'template_id.color' },
  state: { type: 'selection', string: 'State', required: true, readonly: true },
  kind: {
    type: 'selection',
    string: 'Kind',
    required: true,
    selection: [
      ['a', 'First'],
      ['b', 'Second'],
    ],
  },
  note: { type: 'text', string: 'Note', required: false },
};

const client: OdooClient = {
  uid: 2,
  login: 'admin',
  database: 'demo',
  method: 'password',
  call: () => Promise.reject(new Error('nothing is written')),
  query: async (_model, method) => (method === 'fields_get' ? FIELDS : { name: 'New' }),
  fields: () => Promise.reject(new Error('not asked for')),
  models: () => Promise.reject(new Error('not asked for')),
  version: async () => ({ major: 18, series: '18.0', edition: 'community' }),
};

const { signal } = new AbortController();
async function missing(refusal: string | undefined, values: Record<string, unknown> = {}) {
  const attempt = { model: 'sale.order', values, context: {}, refusal };
  return (await missingFields(client, attempt, signal)).map(({ name }) => name);
}

describe('what a create lacked', () => {
  it('is every required field without value or default, when one is named', async () => {
    const refusal = "Missing required value for the field 'Customer' (partner_id).";
    expect(await missing(refusal)).toEqual(['partner_id', 'kind']);
    expect(await missing(refusal, { kind: 'a' })).toEqual(['partner_id']);
  });

  it('includes a computed field only when Odoo names it', async () => {
    const refusal = 'Pflichtfeld nicht gesetzt: Rechnungsadresse (partner_invoice_id)';
    expect(await missing(refusal, { partner_id: 7, kind: 'a' })).toEqual(['partner_invoice_id']);
    expect(await missing(undefined)).toEqual(['partner_id', 'kind']);
  });

  it.each([
    ['another rule', 'The reference must be unique.'],
    ['a field that is filled in', 'Bad value for (note).'],
    ['a field with a default', "Missing required value for the field 'Reference' (name)."],
    ['a record that Odoo makes itself', 'Missing value (template_id).'],
  ])('is nothing when the refusal is about %s', async (_what, refusal) => {
    expect(await missing(refusal)).toEqual([]);
  });

  it('is nothing when the caller gave the field that is named', async () => {
    expect(await missing('Bad value (partner_id).', { partner_id: 999 })).toEqual([]);
  });

  it('comes with what a form needs', async () => {
    const attempt = { model: 'sale.order', values: {}, context: {}, refusal: '(partner_id)' };
    expect(await missingFields(client, attempt, signal)).toEqual([
      { name: 'partner_id', type: 'many2one', string: 'Customer', relation: 'res.partner' },
      { name: 'kind', type: 'selection', string: 'Kind', selection: FIELDS.kind.selection },
    ]);
  });
});
