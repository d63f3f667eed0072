import { expect, it } from 'vitest';
import * as z from 'zod';
import { describeAgainstOdoo } from '../against-odoo.fixture.ts';
import { WORKFLOWS } from './workflows.ts';

const NOBODY = 2_147_483_647;

const actions = z.looseObject({
  has_workflow: z.boolean(),
  state_field: z.string(),
  current_state: z.unknown(),
  current_state_label: z.string(),
  actions: z.array(z.looseObject({ method: z.string(), transition_via: z.string() })),
});
const requirements = z.looseObject({
  required_fields: z.record(z.string(), z.looseObject({ type: z.string() })),
  required_field_count: z.int(),
  optional_field_count: z.int(),
  defaulted_fields: z.array(z.string()),
  recommended_fields: z.array(z.string()).optional(),
  version_notes: z.array(z.string()).optional(),
});
const made = z.looseObject({ id: z.int() });
const found = z.looseObject({ records: z.array(z.looseObject({ id: z.int() })) });

describeAgainstOdoo(
  (odoo) => `workflows of ${odoo}`,
  (given, choice) => {
    const real = !choice.name.startsWith('the demo');
    const call = async (name: string, args: Record<string, unknown>) => {
      const result = await given.admin.call(name, args);
      expect(result.isError, JSON.stringify(result.content)).not.toBe(true);
      return result.structuredContent;
    };
    const hasModel = async (model: string) =>
      (await given.admin.call('get_model_fields', { model, field_filter: 'id' })).isError !== true;
    const first = async (model: string, domain: unknown[] = []) => {
      const answer = await call('search_read', { model, domain, fields: ['id'], limit: 1 });
      return found.parse(answer).records[0]?.id;
    };
    const standing = async (model: string, record_id: number) =>
      actions.parse(await call('get_record_actions', { model, record_id }));
    /** What can be done next, by the names of methods. */
    const open = async (model: string, record_id: number) =>
      (await standing(model, record_id)).actions.map(({ method }) => method);
    const run = (model: string, id: number, method: string, more: Record<string, unknown> = {}) =>
      call('execute_method', { model, method, record_ids: [id], ...more });

    /** Makes a record, uses it and removes it again. Does nothing where the model is not installed. */
    const withRecord = async (
      model: string,
      values: () => Promise<Record<string, unknown>>,
      use: (id: number) => Promise<void>,
    ) => {
      if (!(await hasModel(model))) return;
      const { id } = made.parse(await call('create_record', { model, values: await values() }));
      try {
        await use(id);
      } finally {
        await call('delete_record', { model, record_id: id });
      }
    };

    // The demo has the methods that its own records need.
    it
      .skipIf(!real)
      .each([...WORKFLOWS.values()].map((workflow) => [workflow.model, workflow] as const))(
      'every method named for %s is there',
      async (model, { transitions }) => {
        if (!(await hasModel(model))) return;
        for (const { by, releases } of transitions) {
          if (!('method' in by)) continue;
          const here =
            releases === undefined || releases.some((major) => major === given.odoo.major);
          if (!here) continue;
          const args = by.method === 'convert_opportunity' ? [false] : [];
          const answer = await given.admin.call('execute_method', {
            model,
            method: by.method,
            record_ids: [NOBODY],
            args,
          });
          expect(answer.content[0]?.text, by.method).not.toMatch(/method '[^']*' does not exist/i);
        }
      },
    );

    it('a sales order goes its way', async () => {
      const values = async () => ({
        partner_id: await first('res.partner'),
        order_line: [
          [0, 0, { product_id: await first('product.product', [['sale_ok', '=', true]]) }],
        ],
      });
      await withRecord('sale.order', values, async (id) => {
        const order = 'sale.order';
        expect(await standing(order, id)).toMatchObject({
          state_field: 'state',
          current_state: 'draft',
          current_state_label: 'Quotation',
        });
        expect(await open(order, id)).toEqual([
          'action_confirm',
          'action_quotation_sent',
          'action_cancel',
        ]);
        await run(order, id, 'action_confirm');
        expect(await open(order, id)).toEqual(
          expect.arrayContaining(['action_cancel', 'action_lock']),
        );
        await run(order, id, 'action_lock');
        expect(await open(order, id)).toEqual(['action_unlock']);
        await run(order, id, 'action_unlock');
        const kwargs = { context: { disable_cancel_warning: true } };
        await run(order, id, 'action_cancel', { kwargs });
        expect(await open(order, id)).toEqual(['action_draft']);
        await run(order, id, 'action_draft');
        expect((await standing(order, id)).current_state).toBe('draft');
        await run(order, id, 'action_cancel', { kwargs });
      });
    });

    it('a purchase order goes its way', async () => {
      const values = async () => ({ partner_id: await first('res.partner') });
      await withRecord('purchase.order', values, async (id) => {
        const order = 'purchase.order';
        expect(await open(order, id)).toEqual(['button_confirm', 'button_cancel']);
        await run(order, id, 'button_confirm');
        const [lock] = (await open(order, id)).filter((method) => method !== 'button_cancel');
        expect(lock).toBe(given.odoo.major >= 19 ? 'button_lock' : 'button_done');
        await run(order, id, lock ?? '');
        expect(await open(order, id)).toEqual(['button_unlock']);
        await run(order, id, 'button_unlock');
        await run(order, id, 'button_cancel');
        expect(await open(order, id)).toEqual(['button_draft']);
      });
    });

    it('a lead goes its way', async () => {
      const values = async () => ({ name: 'workflow', type: 'lead' });
      await withRecord('crm.lead', values, async (id) => {
        const lead = 'crm.lead';
        expect(await call('get_record_actions', { model: lead, record_id: id })).toMatchObject({
          stage_based: true,
          state_field: 'stage_id',
        });
        await run(lead, id, 'convert_opportunity', { args: [false] });
        expect(await open(lead, id)).toEqual([
          'action_set_won',
          'action_set_lost',
          'write:stage_id',
        ]);
        await run(lead, id, 'action_set_lost');
        const restore = given.odoo.major >= 19 ? 'action_restore' : 'action_unarchive';
        expect(await open(lead, id)).toEqual([restore]);
        await run(lead, id, restore);
        expect(await open(lead, id)).toContain('action_set_won');
      });
    });

    it('a task goes its way', async () => {
      await withRecord(
        'project.task',
        async () => ({ name: 'workflow' }),
        async (id) => {
          const task = 'project.task';
          const { actions: steps } = await standing(task, id);
          expect(steps).toContainEqual(
            expect.objectContaining({
              transition_via: 'update_record',
              write_field: 'state',
              target_state: '1_done',
            }),
          );
          const done = { model: task, record_id: id, values: { state: '1_done' } };
          expect(await call('update_record', done)).toMatchObject({ success: true });
          const after = await standing(task, id);
          expect(after.current_state).toBe('1_done');
          expect(after.actions.map(({ target_state }) => target_state)).toContain('01_in_progress');
        },
      );
    });

    it('an invoice goes its way', async () => {
      const values = async () => ({
        move_type: 'out_invoice',
        partner_id: await first('res.partner'),
      });
      await withRecord('account.move', values, async (id) => {
        expect(await open('account.move', id)).toEqual(
          expect.arrayContaining(['action_post', 'button_cancel']),
        );
        await run('account.move', id, 'button_cancel');
        expect((await standing('account.move', id)).current_state).toBe('cancel');
        const next = await open('account.move', id);
        expect(next).toContain('button_draft');
        expect(next).not.toContain('action_post');
      });
    });

    it('a transfer goes its way', async () => {
      const values = async () => ({
        picking_type_id: await first('stock.picking.type', [['code', '=', 'incoming']]),
      });
      await withRecord('stock.picking', values, async (id) => {
        expect(await open('stock.picking', id)).toEqual(['action_confirm', 'action_cancel']);
        await run('stock.picking', id, 'action_cancel');
        expect((await standing('stock.picking', id)).current_state).toBe('cancel');
        expect(await open('stock.picking', id)).toEqual([]);
      });
    });

    it('a request for time off can be approved by those who may', async () => {
      const leave = await first('hr.leave', [['state', '=', 'confirm']]);
      if (leave === undefined) return;
      expect(await open('hr.leave', leave)).toEqual(
        expect.arrayContaining(['action_approve', 'action_refuse']),
      );
    });

    it('offers nothing to somebody who may not change the record', async () => {
      if (given.odoo.sales === undefined) return;
      const sales = await given.connect(given.odoo.sales);
      const { structuredContent } = await sales.call('get_record_actions', {
        model: 'project.task',
        record_id: await first('project.task'),
      });
      await sales.close();
      // A salesperson who reads tasks at all may not write them.
      expect(structuredContent?.actions ?? []).toEqual([]);
    });

    it('says so for a model without a workflow, and for a record that is not there', async () => {
      const none = { model: 'res.country', record_id: 1 };
      expect(await call('get_record_actions', none)).toMatchObject({
        has_workflow: false,
        message: expect.stringContaining('res.country'),
      });
      const gone = { model: 'sale.order', record_id: NOBODY };
      const result = await given.admin.call('get_record_actions', gone);
      expect(result.isError).toBe(true);
      expect(result._meta?.['odoo-mcp/error']).toMatchObject({ class: 'missing' });
    });

    it('tells what a new order needs', async () => {
      const answer = await call('get_create_requirements', { model: 'sale.order' });
      const needed = requirements.parse(answer);
      expect(needed.required_fields).toHaveProperty('partner_id');
      expect(needed.required_fields.partner_id).toMatchObject({
        type: 'many2one',
        relation: 'res.partner',
      });
      expect(needed.required_field_count).toBe(Object.keys(needed.required_fields).length);
      expect(needed.defaulted_fields).not.toContain('partner_id');
      expect(needed.defaulted_fields).toContain('date_order');
      expect(answer).toMatchObject({ line_model: 'sale.order.line', line_field: 'order_line' });
      const notes = needed.version_notes?.join(' ') ?? '';
      expect(notes.includes('product_uom_id')).toBe(given.odoo.major >= 19);
    });

    it.each([...WORKFLOWS.keys()])('recommends fields of %s that are there', async (model) => {
      if (!(await hasModel(model))) return;
      const answer = requirements.parse(await call('get_create_requirements', { model }));
      const guide = WORKFLOWS.get(model)?.guide.recommended;
      if (real) expect(answer.recommended_fields).toEqual(guide);
      else expect(guide).toEqual(expect.arrayContaining(answer.recommended_fields ?? []));
    });

    it('tells requirements only to those who may create', async () => {
      if (given.odoo.sales === undefined) return;
      const sales = await given.connect(given.odoo.sales);
      const result = await sales.call('get_create_requirements', { model: 'res.users' });
      await sales.close();
      expect(result.isError).toBe(true);
      expect(result._meta?.['odoo-mcp/error']).toMatchObject({ class: 'access' });
    });
  },
);
