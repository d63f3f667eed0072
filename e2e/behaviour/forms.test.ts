import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { FormAnswer, FormFiller, FormRequest } from '../../upstream/mcp-clients.fixture.ts';
import {
  answer,
  describeGuarded,
  failure,
  firstId,
  found,
  refusal,
  withRecord,
} from './guarded-odoo.fixture.ts';
import { clientOf, EVERY_CLIENT, GATEWAY_WITH_TOKEN } from './mcp-client.fixture.ts';

const object = z.record(z.string(), z.unknown());
const NOBODY = 2_147_483_000;

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

const actions = z.looseObject({
  has_workflow: z.boolean(),
  actions: z.array(
    z.looseObject({ method: z.string(), transition_via: z.string(), label: z.string() }),
  ),
});

describeGuarded('what can be done with a record', (given) => {
  const order = async (use: (id: number) => Promise<void>) => {
    const partner_id = await firstId(given.admin, 'res.partner', [['is_company', '=', true]]);
    const user_id = (await answer(given.sales, 'whoami')).uid;
    await withRecord(given, 'sale.order', { partner_id, user_id }, use);
  };

  it('is told with the state it is in', () =>
    order(async (record_id) => {
      const told = await answer(given.admin, 'get_record_actions', {
        model: 'sale.order',
        record_id,
      });
      expect(told).toMatchObject({
        model: 'sale.order',
        record_id,
        has_workflow: true,
        state_field: 'state',
        current_state: 'draft',
        current_state_label: 'Quotation',
      });
      expect(actions.parse(told).actions.map(({ method }) => method)).toEqual([
        'action_confirm',
        'action_quotation_sent',
        'action_cancel',
      ]);
    }));

  it('is only what the caller may call', () =>
    order(async (record_id) => {
      const told = actions.parse(
        await answer(given.sales, 'get_record_actions', { model: 'sale.order', record_id }),
      );
      // The tool that calls any method is the administrators', and so are its methods ...
      for (const { method } of told.actions) {
        const tried = await given.sales.call('execute_method', {
          ...{ model: 'sale.order', method, record_ids: [record_id], dry_run: true },
        });
        const confirmed = await given.sales.call('confirm_order', {
          ...{ order_id: record_id, dry_run: true },
        });
        // ... but for the one that has a tool of its own.
        expect(tried.result?.isError === true && confirmed.result?.isError === true).toBe(false);
      }
    }));

  it('is nothing for a kind of record without a workflow', async () => {
    const record_id = await firstId(given.admin, 'res.country');
    expect(
      await answer(given.sales, 'get_record_actions', { model: 'res.country', record_id }),
    ).toMatchObject({ has_workflow: false, message: expect.stringContaining('res.country') });
  });

  it.each<[string, Record<string, unknown>]>([
    ['a blocked model', { model: 'res.users', record_id: 2 }],
    ['a model that is not granted', { model: 'mrp.production', record_id: 1 }],
  ])('%s is refused', async (_what, args) => {
    await refusal(given.sales, 'get_record_actions', args);
  });

  it('a record that is not there is not there', async () => {
    await failure(given.admin, 'get_record_actions', { model: 'sale.order', record_id: NOBODY });
  });
});

const MODEL_ACCESS = `
stock_models: {full_crud: [sale.order, res.partner, project.task], read_only: [project.project]}
sensitive_fields: {sale.order: [state], project.task: [state]}
group_access:
  base.group_user: {crm.lead: {operations: [read, create], fields: {read: [id, name, stage_id]}}}
`;

describeGuarded(
  'a hidden state',
  (given) => {
    it('is told to nobody it is hidden from, and no step gives it away', async () => {
      const user_id = (await answer(given.sales, 'whoami')).uid;
      const partner_id = await firstId(given.admin, 'res.partner', [['is_company', '=', true]]);
      await withRecord(given, 'sale.order', { partner_id, user_id }, async (record_id) => {
        const args = { model: 'sale.order', record_id };
        const response = await given.sales.call('get_record_actions', args);
        const text = JSON.stringify(response.result ?? {});
        expect(text).not.toMatch(/draft|Quotation|action_confirm|action_cancel/);
        expect(await answer(given.admin, 'get_record_actions', args)).toMatchObject({
          current_state: 'draft',
        });
      });
    });

    it('is no way to write what may not be written', async () => {
      const user_id = (await answer(given.sales, 'whoami')).uid;
      const values = { name: 'Step', type: 'opportunity', user_id };
      const { id } = await answer(given.sales, 'create_record', {
        model: 'crm.lead',
        values: { name: 'Step' },
      }).catch(() => ({ id: undefined }));
      expect(values.user_id).toBe(user_id);
      if (id === undefined) return;
      try {
        const told = await answer(given.sales, 'get_record_actions', {
          model: 'crm.lead',
          record_id: id,
        });
        expect(JSON.stringify(told)).not.toContain('write:stage_id');
      } finally {
        await answer(given.admin, 'delete_record', { model: 'crm.lead', record_id: id }).catch(
          () => undefined,
        );
      }
    });
  },
  { files: { 'model_access.yaml': MODEL_ACCESS } },
);

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
