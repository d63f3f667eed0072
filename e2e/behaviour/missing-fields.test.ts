import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { FormAnswer, FormFiller, FormRequest } from '../../upstream/mcp-clients.fixture.ts';
import { answer, describeGuarded, found, refusal } from './guarded-odoo.fixture.ts';
import { clientOf, EVERY_CLIENT, GATEWAY_WITH_TOKEN } from './mcp-client.fixture.ts';

const object = z.record(z.string(), z.unknown());

describeGuarded('what a create needs', (given) => {
  it('is told of an order', async () => {
    const needed = await answer(given.sales, 'get_create_requirements', { model: 'sale.order' });
    expect(needed).toMatchObject({
      model: 'sale.order',
      required_fields: {
        partner_id: { type: 'many2one', relation: 'res.partner', string: 'Customer' },
      },
      line_model: 'sale.order.line',
      line_field: 'order_line',
    });
    expect(Object.keys(object.parse(needed.required_fields))).toHaveLength(
      z.int().parse(needed.required_field_count),
    );
  });

  it('is told of models without a workflow', async () => {
    expect(
      await answer(given.sales, 'get_create_requirements', { model: 'res.partner' }),
    ).toMatchObject({ model: 'res.partner', required_fields: expect.any(Object) });
  });

  it('names no hidden field', async () => {
    for (const model of ['res.partner', 'sale.order', 'crm.lead', 'account.move']) {
      const response = await given.sales.call('get_create_requirements', { model });
      const text = JSON.stringify(response.result?.structuredContent ?? {});
      expect(text).not.toMatch(/"(vat|credit_limit|bank_ids|partner_bank_id|margin|password)"/);
    }
  });

  it.each(['res.users', 'hr.employee', 'res.country', 'hr.payslip'])(
    'is not told of %s, of which sales creates none',
    async (model) => {
      await refusal(given.sales, 'get_create_requirements', { model });
    },
  );

  it('what it names is enough', async () => {
    const { required_fields, defaulted_fields } = z
      .looseObject({
        required_fields: z.record(z.string(), z.unknown()),
        defaulted_fields: z.array(z.string()),
      })
      .parse(await answer(given.sales, 'get_create_requirements', { model: 'crm.lead' }));
    const needed = Object.keys(required_fields).filter((name) => !defaulted_fields.includes(name));
    expect(needed).toEqual(['name']);
    const { id } = await answer(given.sales, 'create_record', {
      model: 'crm.lead',
      values: { name: 'Enough' },
    });
    await answer(given.admin, 'delete_record', { model: 'crm.lead', record_id: id });
  });
});

describeGuarded(
  'missing fields',
  (given) => {
    function person(said: FormAnswer): { fill: FormFiller; asked: FormRequest[] } {
      const asked: FormRequest[] = [];
      return {
        asked,
        fill: (request) => {
          asked.push(request);
          return said;
        },
      };
    }
    const lead = { model: 'crm.lead', values: { description: 'From a form' } };

    describe.each(EVERY_CLIENT)('with the %s', (kind) => {
      it('are asked of the person, and the record is made with the answer', async () => {
        const name = `Asked ${Math.random().toString(36).slice(2)}`;
        const { fill, asked } = person({ action: 'accept', content: { name } });
        const client = await clientOf(given, kind, fill);
        try {
          const result = await client.call('create_record', lead);
          expect(result.isError, JSON.stringify(result.content)).not.toBe(true);
          expect(asked).toHaveLength(1);
          expect(Object.keys(asked[0]?.requestedSchema.properties ?? {})).toEqual(['name']);
          const [made] = await found(given.admin, 'crm.lead', {
            domain: [['name', '=', name]],
            fields: ['description'],
          });
          expect(made).toMatchObject({ id: result.structuredContent?.id });
          await answer(given.admin, 'delete_record', { model: 'crm.lead', record_id: made?.id });
        } finally {
          await client.close();
        }
      });

      it('an answer changes nothing that the caller wrote', async () => {
        const name = `Asked ${Math.random().toString(36).slice(2)}`;
        const { fill } = person({
          action: 'accept',
          content: { name, description: 'Forged' },
        });
        const client = await clientOf(given, kind, fill);
        try {
          const result = await client.call('create_record', lead);
          expect(result.isError, JSON.stringify(result.content)).not.toBe(true);
          const record_id = result.structuredContent?.id;
          const { record } = await answer(given.admin, 'get_record', {
            ...{ model: 'crm.lead', record_id, fields: ['name', 'description'] },
          });
          expect(record).toMatchObject({
            name,
            description: expect.stringContaining('From a form'),
          });
          await answer(given.admin, 'delete_record', { model: 'crm.lead', record_id });
        } finally {
          await client.close();
        }
      });

      it.each(['decline', 'cancel'] as const)('a %s makes nothing', async (action) => {
        const { fill, asked } = person({ action });
        const client = await clientOf(given, kind, fill);
        try {
          const count = async () =>
            (await answer(given.admin, 'search_count', { model: 'crm.lead' })).count;
          const before = await count();
          const result = await client.call('create_record', lead);
          expect(result.isError).toBe(true);
          expect(result.content[0]?.text).toMatch(/nothing was created/i);
          expect(asked).toHaveLength(1);
          expect(await count()).toBe(before);
        } finally {
          await client.close();
        }
      });

      it('are listed where the client shows no forms', async () => {
        const client = await clientOf(given, kind);
        try {
          const result = await client.call('create_record', lead);
          expect(result.isError).toBe(true);
          expect(result.content[0]?.text).toMatch(/Nothing was created: crm\.lead.*name/);
        } finally {
          await client.close();
        }
      });

      it('are not asked for in a trial, nor where none is missing', async () => {
        const { fill, asked } = person({ action: 'cancel' });
        const client = await clientOf(given, kind, fill);
        try {
          await client.call('create_record', { ...lead, dry_run: true });
          const made = await client.call('create_record', {
            ...{ model: 'crm.lead', values: { name: 'Whole' } },
          });
          expect(made.isError).not.toBe(true);
          const record_id = made.structuredContent?.id;
          await answer(given.admin, 'delete_record', { model: 'crm.lead', record_id });
          expect(asked).toEqual([]);
        } finally {
          await client.close();
        }
      });
    });
  },
  { files: { 'gateway.yaml': GATEWAY_WITH_TOKEN } },
);
