import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import {
  CLIENT_KINDS,
  connectClient,
  type TestClient,
  type ToolList,
} from '../../upstream/mcp-clients.fixture.ts';
import { everyTarget, type OdooTarget } from '../../upstream/odoo-targets.fixture.ts';
import { type Connected, connectTo } from '../../upstream/tools/documents.fixture.ts';
import { type GuardProcess, startGuardProcess } from '../guard-process.fixture.ts';
import { withFiles } from './files.fixture.ts';

const TOKEN = 'strict-client';
const GATEWAY = `
identity:
  tokens:
    - name: administrator
      sha256: ${createHash('sha256').update(TOKEN).digest('hex')}
      admin: true
      groups: [base.group_user, base.group_system]
      odoo: {login: admin, password: admin}
`;

/** Words of JSON Schema that some clients do not understand. No tool needs any of them. */
const UNIONS = /"(anyOf|oneOf|allOf|not|if)":/;

const integer = z.int();
const many = z.array(z.looseObject({ id: z.int() }));

for (const choice of everyTarget()) {
  describe.skipIf(!choice.available)(`strict clients in front of ${choice.name}`, () => {
    let odoo: OdooTarget;
    let guard: GuardProcess;
    let direct: Connected;
    let files: { readonly folder: string; remove(): void };
    beforeAll(async () => {
      odoo = await choice.start();
      files = withFiles({ 'gateway.yaml': GATEWAY });
      guard = await startGuardProcess({
        ...{ RATE_LIMIT_GLOBAL: '100000', RATE_LIMIT_WRITE: '100000' },
        ...{ ODOO_URL: odoo.url.href, ODOO_DB: odoo.database, CONFIG_DIR: files.folder },
      });
      direct = await connectTo(odoo);
    });
    afterAll(async () => {
      await direct?.close();
      await guard?.stop();
      files?.remove();
      await odoo?.stop();
    });

    describe.each(CLIENT_KINDS)('the %s', (kind) => {
      let client: TestClient;
      let tools: ToolList;
      beforeAll(async () => {
        const headers = { authorization: `Bearer ${TOKEN}` };
        client = await connectClient(kind, { url: new URL(guard.url), headers });
        tools = await client.tools();
      });
      afterAll(() => client?.close());

      it('sees the same list however often it asks', async () => {
        const again = await client.tools();
        expect(JSON.stringify(again)).toBe(JSON.stringify(tools));
        expect(new Set(tools.map(({ name }) => name)).size).toBe(tools.length);
        expect(tools.length).toBeGreaterThanOrEqual(38);
      });

      it('finds every schema plain: an object, without references', () => {
        for (const { name, inputSchema, outputSchema } of tools)
          for (const schema of [inputSchema, outputSchema ?? {}]) {
            expect(schema, name).toMatchObject({ type: 'object' });
            expect(JSON.stringify(schema), name).not.toMatch(/"(\$ref|\$defs|definitions)":/);
          }
      });

      it('finds no unions', () => {
        for (const { name, inputSchema, outputSchema } of tools)
          expect(JSON.stringify([inputSchema, outputSchema]), name).not.toMatch(UNIONS);
      });

      it('finds every tool described: title, words, hints, arguments, result', () => {
        for (const { name, title, description, annotations, inputSchema, outputSchema } of tools) {
          expect(title, name).toMatch(/\w/);
          expect(description, name).toMatch(/\w/);
          expect(annotations, name).toMatchObject({
            readOnlyHint: expect.any(Boolean),
            openWorldHint: false,
          });
          expect(outputSchema, name).toBeDefined();
          const { properties = {} } = z
            .looseObject({ properties: z.record(z.string(), z.unknown()).optional() })
            .parse(inputSchema);
          for (const [argument, schema] of Object.entries(properties))
            expect(schema, `${name}.${argument}`).toMatchObject({
              description: expect.stringMatching(/\w/),
            });
        }
      });

      it('takes every result of every tool for what was promised', async () => {
        const used = new Set<string>();
        // The clients check a structured result against the schema, and throw where it does not fit.
        const call = async (name: string, args: Record<string, unknown> = {}) => {
          used.add(name);
          const result = await client.call(name, args);
          expect(result.isError, `${name}: ${JSON.stringify(result.content)}`).not.toBe(true);
          expect(result.structuredContent, name).toBeDefined();
          return result.structuredContent ?? {};
        };
        /** A call that may fail: what it says has to fit all the same. */
        const attempt = async (name: string, args: Record<string, unknown> = {}) => {
          used.add(name);
          return client.call(name, args);
        };
        const first = async (model: string, domain: unknown[] = []) => {
          const { records } = await call('search_read', {
            model,
            domain,
            fields: ['id'],
            limit: 1,
          });
          return integer.parse(many.parse(records)[0]?.id);
        };
        const made: [string, number][] = [];
        const create = async (model: string, values: Record<string, unknown>) => {
          const id = integer.parse((await call('create_record', { model, values })).id);
          made.unshift([model, id]);
          return id;
        };
        try {
          await call('whoami');
          await call('list_models', { limit: 5 });
          await call('list_models', { compact: true });
          await call('get_model_fields', { model: 'res.partner' });
          await call('get_model_fields', { model: 'sale.order', field_filter: ['name', 'state'] });
          await call('search_read', { model: 'res.partner', limit: 2, count_total: true });
          await call('search_count', { model: 'res.partner' });
          await call('name_search', { model: 'res.country', name: 'Bel' });
          await call('read_group', {
            ...{ model: 'sale.order', groupby: ['state', 'date_order:month'] },
            fields: ['amount_total:sum'],
          });
          await call('get_defaults', { model: 'crm.lead' });
          await call('get_onchange', { model: 'res.partner', changed_field: [] });
          await call('get_create_requirements', { model: 'sale.order' });
          const partner = await create('res.partner', { name: 'Strict' });
          const record = { model: 'res.partner', record_id: partner };
          await call('get_record', record);
          await call('create_record', {
            ...{ model: 'res.partner', values: { name: 'x' }, dry_run: true },
          });
          for (const dry_run of [true, false])
            await call('update_record', { ...record, values: { city: 'x' }, dry_run });
          await call('delete_record', { ...record, dry_run: true });
          for (const dry_run of [true, false]) {
            await call('post_message', { ...record, body: 'x', dry_run });
            const { created_ids = [] } = await call('bulk_create', {
              ...{ model: 'res.partner', records: [{ name: 'x' }], dry_run },
            });
            for (const id of z.array(integer).parse(created_ids)) made.unshift(['res.partner', id]);
            await call('bulk_update', {
              ...{ model: 'res.partner', record_ids: [partner], values: { city: 'y' }, dry_run },
            });
          }
          await call('get_messages', record);
          const failed = await attempt('bulk_create', {
            ...{ model: 'res.partner', chunk_size: 1 },
            records: [{ name: 'x', country_id: 987_654 }],
          });
          expect(failed.isError).toBe(true);
          const product_id = await first('product.product', [['sale_ok', '=', true]]);
          const order = await create('sale.order', {
            ...{ partner_id: partner, order_line: [[0, 0, { product_id }]] },
          });
          await call('get_record_actions', { model: 'sale.order', record_id: order });
          await call('get_record_actions', record);
          await call('execute_method', {
            ...{ model: 'sale.order', method: 'action_quotation_sent', record_ids: [order] },
            dry_run: true,
          });
          await call('execute_method', {
            ...{ model: 'sale.order', method: 'action_quotation_sent', record_ids: [order] },
          });
          await attempt('get_report', {
            ...{ model: 'sale.order', record_ids: [order], report: 'sale.report_saleorder' },
          });
          await call('get_my_quotations');
          await call('get_order_details', { order_id: order });
          await call('confirm_order', { order_id: order, dry_run: true });
          await call('get_sales_summary');

          const project = await create('project.project', { name: 'Strict' });
          const stage = integer.parse(
            (
              await direct.call('create_record', {
                model: 'project.task.type',
                values: { name: 'Strict', project_ids: [[6, 0, [project]]] },
              })
            ).id,
          );
          const task = await create('project.task', { name: 'Strict', project_id: project });
          const attached = await direct.call('execute_method', {
            ...{ model: 'ir.attachment', method: 'create' },
            args: [
              {
                ...{ name: 'a.txt', res_model: 'project.task', res_id: task },
                datas: Buffer.from('attached').toString('base64'),
              },
            ],
          });
          const of = { model: 'project.task', record_id: task };
          await call('list_attachments', of);
          await call('get_attachment', { ...of, attachment_id: attached.result });
          await call('get_my_tasks');
          await call('get_project_summary', { project_id: project });
          for (const dry_run of [true, false])
            await call('update_task_stage', { task_id: task, stage_id: stage, dry_run });
          await call('delete_record', of);
          made.splice(
            made.findIndex(([model]) => model === 'project.task'),
            1,
          );
          await direct.call('delete_record', { model: 'project.task.type', record_id: stage });

          await call('get_my_profile');
          await call('get_my_attendance');
          await call('get_my_leaves');
          await attempt('check_out');
          await call('check_in', { dry_run: true });
          const begun = await call('check_in');
          made.unshift(['hr.attendance', integer.parse(begun.attendance_id)]);
          await attempt('check_in');
          await call('check_out', { dry_run: true });
          await call('check_out');
          const type = await first('hr.leave.type', [['request_unit', '=', 'day']]);
          const days = { date_from: '2031-04-02', date_to: '2031-04-02' };
          await call('request_leave', { leave_type_id: type, ...days, dry_run: true });

          const tickets = await attempt('get_my_tickets');
          const ticket = await attempt('create_ticket', { name: 'Strict' });
          const ticket_id = ticket.structuredContent?.ticket_id;
          if (ticket_id !== undefined) {
            expect(tickets.isError).not.toBe(true);
            made.unshift(['helpdesk.ticket', integer.parse(ticket_id)]);
          }
          await attempt('update_ticket_stage', { ticket_id: ticket_id ?? 1, stage_id: 1 });
        } finally {
          for (const [model, record_id] of made) {
            if (model === 'sale.order')
              await direct.raw('execute_method', {
                ...{ model, method: 'action_cancel', record_ids: [record_id] },
                kwargs: { context: { disable_cancel_warning: true } },
              });
            await call('delete_record', { model, record_id });
          }
        }
        const offered = tools.map(({ name }) => name).filter((name) => name !== 'login');
        expect(offered.filter((name) => !used.has(name))).toEqual([]);
      }, 60_000);

      it('lists resources, templates and prompts in one order', async () => {
        for (const list of [client.resources, client.templates, client.prompts])
          expect(JSON.stringify(await list())).toBe(JSON.stringify(await list()));
        expect(await client.prompts()).toHaveLength(17);
      });
    });

    it('all see the same tools', async () => {
      const seen = new Set<string>();
      for (const kind of CLIENT_KINDS) {
        const headers = { authorization: `Bearer ${TOKEN}` };
        const client = await connectClient(kind, { url: new URL(guard.url), headers });
        seen.add(JSON.stringify((await client.tools()).map(({ name }) => name)));
        await client.close();
      }
      expect(seen.size).toBe(1);
    });
  });
}
