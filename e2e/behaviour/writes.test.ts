import { expect, it } from 'vitest';
import * as z from 'zod';
import {
  answer,
  describeGuarded,
  failure,
  firstId,
  found,
  refusal,
  withRecord,
} from './guarded-odoo.fixture.ts';

const id = z.object({ id: z.number() });

describeGuarded('writes', (given) => {
  const create = (values: Record<string, unknown>, model = 'res.partner') => ({ model, values });

  it.each([
    'password',
    'password_crypt',
    'groups_id',
    'group_ids',
    'totp_secret',
    'signup_token',
    'signup_type',
    'signup_expiration',
    'api_key',
    'share',
    'active',
    'id',
    'create_uid',
    'role',
  ])('%s is written by nobody', async (field) => {
    for (const session of [given.admin, given.sales]) {
      await refusal(session, 'create_record', create({ name: 'x', [field]: '1' }));
      await refusal(session, 'update_record', {
        model: 'res.partner',
        record_id: 1,
        values: { [field]: '1' },
      });
    }
  });

  it.each(['vat', 'credit_limit', 'bank_ids'])(
    '%s is written by administrators only',
    async (field) => {
      expect(
        await refusal(given.sales, 'create_record', create({ name: 'x', [field]: false })),
      ).toMatchObject({ code: 'field_not_writable' });
    },
  );

  it('a refused field refuses the call: nothing is dropped in silence', async () => {
    const name = `Dropped ${Math.random().toString(36).slice(2)}`;
    await refusal(given.sales, 'create_record', create({ name, vat: 'BE0477472701' }));
    expect(await found(given.admin, 'res.partner', { domain: [['name', '=', name]] })).toEqual([]);
  });

  it('the mask is not written back', async () => {
    await withRecord(given, 'res.partner', { name: 'Masked' }, async (record_id) => {
      await refusal(given.sales, 'update_record', {
        model: 'res.partner',
        record_id,
        values: { vat: '***' },
      });
    });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['a read-only field', { name: 'x', partner_share: true }, 'res.partner'],
    ['a required field left blank', { name: '   ' }, 'crm.lead'],
    ['a date that is none', { name: 'x', date_deadline: '2026-02-30' }, 'crm.lead'],
    ['a selection that is none', { name: 'x', type: 'nonsense' }, 'crm.lead'],
    ['a number that is none', { name: 'x', expected_revenue: 'much' }, 'crm.lead'],
    ['a truth that is none', { name: 'x', is_company: 'perhaps' }, 'res.partner'],
    ['a field that does not exist', { name: 'x', no_such_field: 1 }, 'res.partner'],
    ['a path', { 'country_id.code': 'x' }, 'res.partner'],
    ['a text of more than 64 KiB', { name: 'x', comment: 'y'.repeat(70_000) }, 'res.partner'],
    [
      'more than 100 KB of values',
      {
        name: 'x',
        ...Object.fromEntries(
          ['comment', 'street', 'street2', 'city', 'website'].map((field) => [
            field,
            'y'.repeat(40_000),
          ]),
        ),
      },
      'res.partner',
    ],
    ['values nested deeper than five', { name: 'x', child_ids: [[[[[[[1]]]]]]] }, 'res.partner'],
  ])('%s is refused before Odoo sees it', async (_what, values, model) => {
    await failure(given.admin, 'create_record', { model, values });
    await failure(given.admin, 'create_record', { model, values, dry_run: true });
  });

  it.each<[string, unknown]>([
    ['a list', [['name', 'x']]],
    ['a text', '{"name": "x"}'],
    ['nothing', {}],
  ])('values that are %s are refused', async (_what, values) => {
    await failure(given.admin, 'update_record', { model: 'res.partner', record_id: 1, values });
  });

  it.each<[string, unknown]>([
    ['a user', { user_ids: [[0, 0, { login: 'new', password: 'x' }]] }],
    ['a message', { message_ids: [[0, 0, { body: 'x' }]] }],
    ['an account number', { bank_ids: [[0, 0, { acc_number: 'BE1' }]] }],
    ['a hidden field of a child', { child_ids: [[0, 0, { name: 'x', vat: 'BE1' }]] }],
    [
      'a hidden field two levels down',
      { child_ids: [[0, 0, { name: 'x', child_ids: [[0, 0, { name: 'y', vat: '1' }]] }]] },
    ],
    ['a command that is a text', { child_ids: [['0', 0, { name: 'x' }]] }],
    ['a command that is true', { category_id: [[true, 1]] }],
    ['a command there is not', { child_ids: [[9, 0, 0]] }],
  ])('no command creates %s', async (_what, values) => {
    await refusal(given.sales, 'create_record', {
      model: 'res.partner',
      values: { name: 'Parent', ...z.record(z.string(), z.unknown()).parse(values) },
    });
  });

  it('lines are written with their order', async () => {
    const partner_id = await firstId(given.admin, 'res.partner', [['is_company', '=', true]]);
    const product_id = await firstId(given.admin, 'product.product', [['sale_ok', '=', true]]);
    await withRecord(
      given,
      'sale.order',
      { partner_id, order_line: [[0, 0, { product_id, product_uom_qty: 2 }]] },
      async (order) => {
        const lines = await found(given.admin, 'sale.order.line', {
          domain: [['order_id', '=', order]],
          fields: ['product_uom_qty'],
        });
        expect(lines).toMatchObject([{ product_uom_qty: 2 }]);
      },
    );
  });

  it('a trial of each write writes nothing and says what would be sent', async () => {
    const name = `Trial ${Math.random().toString(36).slice(2)}`;
    expect(
      await answer(given.admin, 'create_record', { ...create({ name }), dry_run: true }),
    ).toMatchObject({
      dry_run: true,
      action: 'create',
      validated_values: { name },
      field_count: 1,
    });
    expect(await found(given.admin, 'res.partner', { domain: [['name', '=', name]] })).toEqual([]);
    await withRecord(given, 'res.partner', { name }, async (record_id) => {
      expect(
        await answer(given.admin, 'update_record', {
          model: 'res.partner',
          record_id,
          values: { city: 'Nowhere' },
          dry_run: true,
        }),
      ).toMatchObject({ dry_run: true, action: 'update', id: record_id });
      expect(
        await answer(given.admin, 'delete_record', {
          model: 'res.partner',
          record_id,
          dry_run: true,
        }),
      ).toMatchObject({ dry_run: true, action: 'delete', id: record_id });
      expect(
        await found(given.admin, 'res.partner', {
          domain: [['id', '=', record_id]],
          fields: ['city'],
        }),
      ).toEqual([{ id: record_id, city: false }]);
    });
  });

  it('deletes are for administrators', async () => {
    await withRecord(given, 'crm.lead', { name: 'Stays' }, async (record_id) => {
      expect(
        await refusal(given.sales, 'delete_record', { model: 'crm.lead', record_id }),
      ).toMatchObject({ rule: expect.stringMatching(/^rbac\.yaml/) });
    });
  });

  it('a record that is not there is not changed with success', async () => {
    await failure(given.admin, 'update_record', {
      model: 'res.partner',
      record_id: 99_999_999,
      values: { city: 'x' },
    });
    await failure(given.admin, 'delete_record', { model: 'res.partner', record_id: 99_999_999 });
  });

  it('a created record belongs to who created it', async () => {
    const made = id.parse(
      await answer(given.sales, 'create_record', { model: 'crm.lead', values: { name: 'Mine' } }),
    );
    const [lead] = await found(given.sales, 'crm.lead', {
      domain: [['id', '=', made.id]],
      fields: ['user_id', 'name'],
    });
    expect(lead).toMatchObject({ name: 'Mine' });
    await answer(given.admin, 'delete_record', { model: 'crm.lead', record_id: made.id });
  });
});
