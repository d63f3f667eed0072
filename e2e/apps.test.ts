import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type GuardProcess, startGuardProcess } from './guard-process.fixture.ts';
import { odoosUnderTest, signedIn } from './odoo-under-test.fixture.ts';
import type { LegacySession } from './raw-mcp.fixture.ts';

/** Everything the domain tools need, for everybody who is signed in. */
const MODELS = [
  ...['hr.employee', 'hr.attendance', 'hr.leave', 'hr.leave.type'],
  ...['sale.order', 'sale.order.line', 'product.product', 'res.partner', 'res.currency'],
  ...['project.project', 'project.task', 'project.task.type', 'project.tags'],
  ...['helpdesk.ticket', 'helpdesk.stage', 'helpdesk.team'],
  ...['hr.job', 'hr.department', 'hr.work.location'],
];
const OPEN = {
  gateway: "audit: {sink: 'off'}\nrate_limit: {global_per_minute: 10000, write_per_minute: 10000}",
  restrictions: '{}',
  rbac: '{}',
  model_access: [
    `stock_models: {full_crud: [${MODELS.join(', ')}]}`,
    'allowed_methods: {sale.order: [action_confirm, action_cancel]}',
    'traversable_fields: {res.users: [id, name, display_name]}',
  ].join('\n'),
};
/** The same with a few fields only administrators see, and no names of customers. */
const HIDING = {
  ...OPEN,
  model_access: [
    OPEN.model_access,
    'sensitive_fields:',
    '  sale.order: [amount_total, amount_untaxed, amount_tax]',
    '  sale.order.line: [price_subtotal, price_unit]',
    '  hr.employee: [work_phone]',
    '  hr.leave: [number_of_days]',
    '  project.task: [date_deadline]',
    'hidden_labels: [res.partner]',
  ].join('\n'),
};
/** Reading only. */
const READING = { ...OPEN, model_access: OPEN.model_access.replace('full_crud', 'read_only') };

const decided = z.object({
  'odoo-mcp-guard/decision': z.looseObject({
    effect: z.string(),
    reason: z.string().optional(),
    code: z.string().optional(),
  }),
});

const folders: string[] = [];
function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'apps-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files))
    writeFileSync(join(folder, `${name}.yaml`), text);
  return folder;
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

describe.each(odoosUnderTest())('the domain tools through the guard, on $name', (odoo) => {
  const guards: GuardProcess[] = [];
  const sessions = async (files: Readonly<Record<string, string>>) => {
    const guard = await startGuardProcess({ ...odoo.env, CONFIG_DIR: folderOf(files) });
    guards.push(guard);
    return {
      admin: await signedIn(guard, odoo.admin),
      sales: await signedIn(guard, odoo.sales),
    };
  };
  let open: Awaited<ReturnType<typeof sessions>>;
  let hiding: typeof open;
  let reading: typeof open;
  /** What is to be deleted, the last made first. */
  const made: [of: typeof open, model: string, id: unknown][] = [];
  const answer = async (of: LegacySession, tool: string, args: Record<string, unknown> = {}) => {
    const { result } = await of.call(tool, args);
    expect(result?.isError, `${tool}: ${JSON.stringify(result)}`).not.toBe(true);
    return z.record(z.string(), z.unknown()).parse(result?.structuredContent);
  };
  const denial = async (of: LegacySession, tool: string, args: Record<string, unknown> = {}) => {
    const { result } = await of.call(tool, args);
    expect(result?.isError, `${tool}: ${JSON.stringify(result)}`).toBe(true);
    return decided.parse(result?._meta)['odoo-mcp-guard/decision'];
  };
  const first = async (model: string, domain: readonly unknown[] = []) => {
    const { records } = await answer(open.admin, 'search_read', { model, domain, limit: 1 });
    return z.array(z.looseObject({ id: z.int() })).parse(records)[0];
  };

  const hasField = async (model: string, field: string) => {
    const { fields } = await answer(open.admin, 'get_model_fields', {
      model,
      field_filter: [field],
    });
    return field in z.record(z.string(), z.unknown()).parse(fields);
  };

  beforeAll(async () => {
    open = await sessions(OPEN);
    hiding = await sessions(HIDING);
    reading = await sessions(READING);
  });
  afterAll(async () => {
    for (const [{ admin }, model, record_id] of made)
      await answer(admin, 'delete_record', { model, record_id });
    for (const guard of guards) await guard.stop();
  });

  /** An order of the salesperson; every guard in front of the demo has a demo of its own. */
  const newOrder = async (of: typeof open) => {
    const { uid } = await answer(of.sales, 'whoami');
    const partner = await first('res.partner', [['is_company', '=', true]]);
    const product = await first('product.product', [['sale_ok', '=', true]]);
    const line = [0, 0, { product_id: product?.id, product_uom_qty: 3, price_unit: 1234 }];
    const values = { partner_id: partner?.id, user_id: uid, order_line: [line] };
    const { id } = await answer(of.admin, 'create_record', { model: 'sale.order', values });
    made.unshift([of, 'sale.order', id]);
    return id;
  };

  it('answer what they answer without it', async () => {
    const { sales, admin } = open;
    const orderId = await newOrder(open);
    expect(await answer(sales, 'get_my_attendance', { month: '2026-01' })).toMatchObject({
      ...{ records: expect.any(Array), count: expect.any(Number) },
    });
    expect(await answer(admin, 'get_my_leaves', { limit: 1 })).toMatchObject({ count: 1 });
    expect(await answer(sales, 'get_my_quotations')).toMatchObject({
      orders: expect.arrayContaining([
        expect.objectContaining({ id: orderId, state: 'draft', amount_total: expect.any(Number) }),
      ]),
    });
    expect(await answer(sales, 'get_order_details', { order_id: orderId })).toMatchObject({
      order: { id: orderId, amount_untaxed: 3702 },
      lines: [{ product_uom_qty: 3, price_unit: 1234, price_subtotal: 3702 }],
      line_count: 1,
    });
    const summary = await answer(sales, 'get_sales_summary');
    expect(summary).toEqual({
      total_orders: expect.any(Number),
      total_amount: expect.any(Number),
      by_state: expect.objectContaining({
        draft: { count: expect.any(Number), total: expect.any(Number) },
      }),
      top_customers: expect.arrayContaining([
        { name: expect.any(String), total: expect.any(Number) },
      ]),
    });
    const project = await first('project.project', [['task_ids', '!=', false]]);
    const stages = await answer(admin, 'get_project_summary', { project_id: project?.id });
    expect(stages).toMatchObject({
      project: { id: project?.id, name: expect.any(String) },
      total_tasks: expect.any(Number),
      overdue_tasks: expect.any(Number),
    });
    expect(Object.values(stages.tasks_by_stage ?? {})).toContainEqual(expect.any(Number));
  });

  it('try out what they would write', async () => {
    const { admin, sales } = open;
    const orderId = await newOrder(open);
    const dry_run = true;
    expect(await answer(admin, 'check_in', { dry_run })).toEqual({
      ...{ dry_run, model: 'hr.attendance', action: 'create' },
      employee: expect.any(String),
      check_in: expect.any(String),
    });
    const type = await first('hr.leave.type', [['request_unit', '=', 'day']]);
    const days = { date_from: '2031-03-05', date_to: '2031-03-06' };
    const asked = { leave_type_id: type?.id, ...days, dry_run };
    expect(await answer(sales, 'request_leave', asked)).toEqual({
      ...{ dry_run, model: 'hr.leave', action: 'create', employee: expect.any(String) },
      ...days,
    });
    expect(await answer(sales, 'confirm_order', { order_id: orderId, dry_run })).toEqual({
      ...{ dry_run, model: 'sale.order', action: 'action_confirm', order_id: orderId },
      ...{ order_name: expect.any(String), previous_state: 'draft' },
    });
  });

  it('check in and out, and say what stands in the way', async () => {
    // An administrator of a real Odoo may be checked in by another suite at the same time.
    if (!('DEMO_ODOO_VERSION' in odoo.env)) return;
    const { admin } = open;
    const begun = await answer(admin, 'check_in');
    const { attendance_id, check_in, employee } = begun;
    made.unshift([open, 'hr.attendance', attendance_id]);
    expect(begun).toEqual({
      ...{ status: 'checked_in', attendance_id: expect.any(Number) },
      ...{ employee: expect.any(String), check_in: expect.any(String) },
    });
    const { result } = await admin.call('check_in', {});
    expect(result).toMatchObject({
      isError: true,
      structuredContent: {
        ...{ error: expect.stringContaining('checked in already') },
        ...{ attendance_id, check_in_time: check_in },
      },
    });
    const done = { status: 'checked_out', attendance_id, employee, check_in };
    expect(await answer(admin, 'check_out')).toEqual({ ...done, check_out: expect.any(String) });
  });

  it('move records on', async () => {
    const { admin, sales } = open;
    const { models } = await answer(admin, 'list_models', { filter: 'helpdesk.ticket' });
    // Only the demo has helpdesk, and only there may what is confirmed be left behind.
    if (!z.array(z.unknown()).parse(models).length) return;
    const order_id = await newOrder(open);
    made.shift();
    expect(await answer(sales, 'confirm_order', { order_id })).toEqual({
      ...{ status: 'confirmed', order_id },
      ...{ order_name: expect.any(String), previous_state: 'draft' },
    });
    const ticket = await answer(admin, 'create_ticket', { name: 'APPS', description: 'Broken' });
    const { ticket_id } = ticket;
    const said = { name: 'APPS', priority: '1' };
    expect(ticket).toEqual({ status: 'created', ticket_id: expect.any(Number), ...said });
    const { tickets } = await answer(admin, 'get_my_tickets', { state: 'New' });
    expect(tickets).toContainEqual(expect.objectContaining({ id: ticket_id, ...said }));
    const stage = await first('helpdesk.stage', [['name', '=', 'In Progress']]);
    const move = { ticket_id, stage_id: stage?.id };
    expect(await answer(admin, 'update_ticket_stage', move)).toEqual({
      ...{ status: 'updated', ticket_id, ticket_name: 'APPS' },
      ...{ old_stage: 'New', new_stage_id: stage?.id },
    });
  });

  it('move a task between the stages of its project', async () => {
    if (!(await hasField('project.task', 'personal_stage_type_id'))) return;
    const { admin } = open;
    const create = async (model: string, values: Record<string, unknown>) => {
      const { id } = await answer(admin, 'create_record', { model, values });
      made.unshift([open, model, id]);
      return id;
    };
    const project_id = await create('project.project', { name: 'APPS guarded' });
    const project_ids = [[6, 0, [project_id]]];
    const begun = await create('project.task.type', { name: 'APPS begun', project_ids });
    const ended = await create('project.task.type', { name: 'APPS ended', project_ids });
    const task = { name: 'APPS task', project_id, stage_id: begun };
    const task_id = await create('project.task', task);
    expect(await answer(admin, 'update_task_stage', { task_id, stage_id: ended })).toEqual({
      ...{ status: 'updated', task_id, task_name: 'APPS task' },
      ...{ old_stage: 'APPS begun', new_stage_id: ended },
    });
    const { tasks_by_stage } = await answer(admin, 'get_project_summary', { project_id });
    expect(tasks_by_stage).toEqual({ 'APPS ended': 1 });
  });

  it('show no figure of a hidden field', async () => {
    const { sales } = hiding;
    const orderId = await newOrder(hiding);
    const { orders } = await answer(sales, 'get_my_quotations');
    for (const order of z.array(z.record(z.string(), z.unknown())).parse(orders))
      expect(order).toMatchObject({ amount_total: '***', partner_id: [expect.any(Number), '***'] });
    const detail = await answer(sales, 'get_order_details', { order_id: orderId });
    expect(detail).toMatchObject({
      order: { id: orderId, amount_total: '***', amount_untaxed: '***', amount_tax: '***' },
      lines: [{ product_uom_qty: 3, price_unit: '***', price_subtotal: '***' }],
    });
    expect(JSON.stringify(detail)).not.toMatch(/1234|3702/);
  });

  // The whole tool is refused where an Odoo lacks one of the fields it reads.
  it('show the own profile and the own tasks, without hidden fields', async () => {
    if (await hasField('hr.employee', 'work_location_id')) {
      const { profile } = await answer(open.sales, 'get_my_profile');
      expect(profile).toMatchObject({ id: expect.any(Number), name: expect.any(String) });
      const hidden = await answer(hiding.sales, 'get_my_profile');
      expect(hidden).toMatchObject({ profile: { work_phone: '***' } });
    }
    if (await hasField('project.task', 'personal_stage_type_id')) {
      const { tasks } = await answer(open.admin, 'get_my_tasks', { limit: 3 });
      expect(tasks).toContainEqual(expect.objectContaining({ state: expect.any(String) }));
      expect(await answer(hiding.sales, 'get_my_tasks')).toMatchObject({
        tasks: expect.any(Array),
      });
    }
  });

  it('refuse what would rank or count by a hidden field, and say which', async () => {
    const { sales } = hiding;
    const summary = await denial(sales, 'get_sales_summary');
    expect(summary).toMatchObject({ effect: 'deny', code: 'field_not_searchable' });
    expect(summary.reason).toContain('amount_total');
    const project = await first('project.project');
    const overdue = await denial(sales, 'get_project_summary', { project_id: project?.id });
    expect(overdue.reason).toContain('date_deadline');
  });

  it('write nothing where nothing may be written', async () => {
    const { admin, sales } = reading;
    const leave = { leave_type_id: 1, date_from: '2031-03-05', date_to: '2031-03-06' };
    const calls: [LegacySession, string, Record<string, unknown>][] = [
      [admin, 'check_in', {}],
      [admin, 'check_out', {}],
      [sales, 'request_leave', leave],
      [sales, 'confirm_order', { order_id: 1 }],
      [sales, 'update_task_stage', { task_id: 1, stage_id: 1 }],
      [sales, 'create_ticket', { name: 'x' }],
      [sales, 'update_ticket_stage', { ticket_id: 1, stage_id: 1 }],
    ];
    for (const [session, tool, args] of calls)
      expect(await denial(session, tool, args)).toMatchObject({ effect: 'deny' });
  });

  it('work for a salesperson under the policy that is built in', async () => {
    const guard = await startGuardProcess(odoo.env);
    guards.push(guard);
    const sales = await signedIn(guard, odoo.sales);
    for (const tool of ['get_my_quotations', 'get_my_leaves', 'get_my_attendance'])
      expect(await answer(sales, tool)).toMatchObject({ count: expect.any(Number) });
    expect(await answer(sales, 'get_sales_summary', { period: '2026-01' })).toMatchObject({
      total_orders: expect.any(Number),
    });
    // Tickets are for those who work with them.
    expect(await denial(sales, 'get_my_tickets')).toMatchObject({ effect: 'deny' });
  });

  it('refuse arguments nobody described', async () => {
    const { sales } = open;
    for (const args of [{ domain: [] }, { user_id: 2 }, { limit: '5' }])
      expect(await denial(sales, 'get_my_quotations', args)).toMatchObject({ effect: 'deny' });
  });
});
