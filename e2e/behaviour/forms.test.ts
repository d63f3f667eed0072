import { expect, it } from 'vitest';
import * as z from 'zod';
import {
  answer,
  describeGuarded,
  failure,
  firstId,
  found,
  refusal,
} from './guarded-odoo.fixture.ts';

const object = z.record(z.string(), z.unknown());

describeGuarded('defaults', (given) => {
  it('of a new record are told', async () => {
    const { defaults, model } = await answer(given.sales, 'get_defaults', { model: 'crm.lead' });
    expect(model).toBe('crm.lead');
    expect(object.parse(defaults)).toMatchObject({ type: expect.any(String) });
  });

  it('of the fields asked for are told, and no others', async () => {
    const fields = ['active', 'is_company'];
    const { defaults } = await answer(given.sales, 'get_defaults', {
      model: 'res.partner',
      fields,
    });
    expect(defaults).toEqual({ active: true, is_company: false });
  });

  it('of a hidden field are refused where it is named, and left out where it is not', async () => {
    await refusal(given.sales, 'get_defaults', { model: 'res.partner', fields: ['vat'] });
    const { defaults } = await answer(given.sales, 'get_defaults', { model: 'res.partner' });
    expect(object.parse(defaults)).not.toHaveProperty('credit_limit');
  });

  it.each(['res.users', 'ir.config_parameter', 'hr.payslip', 'ir.mail_server'])(
    'of %s are closed',
    async (model) => {
      await refusal(given.sales, 'get_defaults', { model });
    },
  );
});

describeGuarded('forms', (given) => {
  const onchange = (args: Record<string, unknown>) => answer(given.sales, 'get_onchange', args);

  it('a state of a country brings its country', async () => {
    const [state] = await found(given.admin, 'res.country.state', {
      fields: ['country_id'],
      limit: 1,
    });
    const [country] = z.tuple([z.int(), z.string()]).parse(state?.country_id);
    const form = { model: 'res.partner', values: { state_id: state?.id } };
    expect(
      await onchange({ ...form, changed_field: 'state_id', fields: ['country_id', 'city'] }),
    ).toEqual({
      changes: { country_id: country },
      warnings: {},
      model: 'res.partner',
      _api_status: 'ok',
    });
    expect(
      await onchange({
        ...form,
        ...{ field_name: 'state_id', spec: { country_id: {} }, record_ids: [] },
      }),
    ).toMatchObject({ changes: { country_id: country } });
  });

  it('a customer brings the addresses of an order', async () => {
    const partner_id = await firstId(given.admin, 'res.partner', [['is_company', '=', true]]);
    const { changes } = await onchange({
      model: 'sale.order',
      values: { partner_id },
      changed_field: 'partner_id',
    });
    expect(changes).toMatchObject({
      partner_invoice_id: expect.any(Number),
      partner_shipping_id: expect.any(Number),
    });
  });

  it('an empty form has its defaults', async () => {
    const fields = ['active', 'is_company'];
    const { changes } = await onchange({ model: 'res.partner', changed_field: [], fields });
    expect(changes).toEqual({ active: true, is_company: false });
  });

  it('nothing is saved', async () => {
    const name = `Form ${Math.random().toString(36).slice(2)}`;
    await onchange({ model: 'res.partner', values: { name }, changed_field: 'name' });
    expect(
      await answer(given.admin, 'search_count', {
        model: 'res.partner',
        domain: [['name', '=', name]],
      }),
    ).toMatchObject({ count: 0 });
  });

  it('hidden fields are neither shown nor tried out', async () => {
    const { changes } = await onchange({
      model: 'res.partner',
      values: { is_company: true },
      changed_field: 'is_company',
    });
    const shown = object.parse(changes);
    for (const field of ['vat', 'credit_limit', 'bank_ids'])
      expect([undefined, '***']).toContain(shown[field]);
    await refusal(given.sales, 'get_onchange', {
      ...{ model: 'res.partner', values: { vat: 'BE0477472701' }, changed_field: 'vat' },
    });
  });

  it.each<[string, Record<string, unknown>]>([
    ['a model that is blocked', { model: 'res.users', values: {}, changed_field: [] }],
    [
      'a line that makes a user',
      { values: { user_ids: [[0, 0, { login: 'x' }]] }, changed_field: 'user_ids' },
    ],
    ['the mask of a value', { values: { vat: '***' }, changed_field: 'vat' }],
  ])('%s is refused by the guard', async (_what, args) => {
    await refusal(given.sales, 'get_onchange', { model: 'res.partner', ...args });
  });

  it.each<[string, Record<string, unknown>]>([
    ['no field that changed', { values: { city: 'x' } }],
    ['a changed field without a value', { values: { city: 'x' }, changed_field: 'zip' }],
    ['a field there is none of', { values: { citty: 'x' }, changed_field: 'citty' }],
    ['records that exist', { values: { city: 'x' }, changed_field: 'city', record_ids: [1] }],
    [
      'a nested specification',
      { values: { city: 'x' }, changed_field: 'city', spec: { child_ids: { fields: {} } } },
    ],
  ])('%s is refused', async (_what, args) => {
    await failure(given.sales, 'get_onchange', { model: 'res.partner', ...args });
  });
});
