import { expect, it } from 'vitest';
import * as z from 'zod';
import { world } from './app-records.fixture.ts';
import {
  answer,
  describeGuarded,
  failure,
  firstId,
  NOBODY,
  refusal,
  withRecord,
} from './guarded-odoo.fixture.ts';

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
    const { create } = world(given);

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
      const args = { model: 'crm.lead', record_id: await create('crm.lead', values) };
      const told = await answer(given.sales, 'get_record_actions', args);
      expect(actions.parse(told).actions).toEqual([]);
    });
  },
  { files: { 'model_access.yaml': MODEL_ACCESS } },
);
