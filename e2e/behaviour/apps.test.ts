import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { startDemoOdoo } from '../../demo/server.ts';
import { type Connected, connectTo } from '../../upstream/tools/documents.fixture.ts';
import { type GuardProcess, startGuardProcess } from '../guard-process.fixture.ts';
import { type LegacySession, openLegacySession } from '../raw-mcp.fixture.ts';
import {
  answer,
  describeGuarded,
  failure,
  firstId,
  type GuardedOdoo,
  refusal,
} from './guarded-odoo.fixture.ts';
import { legacyRequest, personOf } from './mcp-client.fixture.ts';

const NOBODY = 2_147_483_000;
const rows = z.array(z.record(z.string(), z.unknown()));
const label = z.tuple([z.int(), z.string()]);

const APP_TOOLS = {
  hr: ['get_my_attendance', 'get_my_leaves', 'get_my_profile', 'check_in', 'check_out'],
  sale: ['get_my_quotations', 'get_sales_summary'],
  project: ['get_my_tasks'],
  helpdesk: ['get_my_tickets'],
};

/** Records made behind the guard's back, and removed again after the tests. */
function world(given: GuardedOdoo) {
  let direct: Connected | undefined;
  const made: [model: string, id: number][] = [];
  const call = async (name: string, args: Record<string, unknown>) => {
    direct ??= await connectTo(given.odoo);
    return direct.call(name, args);
  };
  afterAll(async () => {
    for (const [model, record_id] of made) {
      if (model === 'sale.order')
        await call('execute_method', {
          ...{ model, method: 'action_cancel', record_ids: [record_id] },
          kwargs: { context: { disable_cancel_warning: true } },
        });
      await call('delete_record', { model, record_id });
    }
    await direct?.close();
  });
  return {
    call,
    remember: (model: string, id: unknown) => made.unshift([model, z.int().parse(id)]),
    async create(model: string, values: Record<string, unknown>): Promise<number> {
      const { id } = z
        .looseObject({ id: z.int() })
        .parse(await call('create_record', { model, values }));
      made.unshift([model, id]);
      return id;
    },
  };
}
const uidOf = async (session: LegacySession) =>
  z.int().parse((await answer(session, 'whoami')).uid);

describeGuarded('attendance and time off', (given) => {
  const { remember } = world(given);

  it('everybody sees the own profile and no other', async () => {
    for (const login of ['admin', 'sales', 'demo'] as const) {
      const session = await given.signIn(personOf(given.odoo, login));
      const { profile } = await answer(session, 'get_my_profile');
      expect(profile).toMatchObject({
        name: expect.any(String),
        user_id: [await uidOf(session), expect.any(String)],
      });
    }
  });

  it.each(['employee_id', 'user_id', 'uid', 'login'])(
    'there is no asking for another with %s',
    async (argument) => {
      for (const tool of ['get_my_profile', 'get_my_leaves', 'get_my_attendance', 'check_in'])
        await failure(given.sales, tool, { [argument]: 2 });
    },
  );

  it('one is checked in once', async () => {
    await answer(given.admin, 'check_out').catch(() => undefined);
    const begun = await answer(given.admin, 'check_in');
    remember('hr.attendance', begun.attendance_id);
    expect(begun).toMatchObject({ status: 'checked_in', employee: expect.any(String) });
    const again = await given.admin.call('check_in', {});
    expect(again.result?.isError).toBe(true);
    expect(again.result?.structuredContent).toMatchObject({
      attendance_id: begun.attendance_id,
      check_in_time: begun.check_in,
    });
    const month = String(begun.check_in).slice(0, 7);
    const { records } = await answer(given.admin, 'get_my_attendance', { month, limit: 100 });
    expect(rows.parse(records)).toContainEqual(
      expect.objectContaining({ id: begun.attendance_id, check_in: begun.check_in }),
    );
    expect(await answer(given.admin, 'check_out')).toMatchObject({
      status: 'checked_out',
      attendance_id: begun.attendance_id,
    });
    expect(await failure(given.admin, 'check_out')).toMatch(/not checked in/);
  });

  it('a trial of checking in writes nothing', async () => {
    await answer(given.admin, 'check_out').catch(() => undefined);
    expect(await answer(given.admin, 'check_in', { dry_run: true })).toMatchObject({
      ...{ dry_run: true, model: 'hr.attendance', action: 'create' },
    });
    expect(await failure(given.admin, 'check_out')).toMatch(/not checked in/);
  });

  it.each(['2031-13', '2031-00', '31-01', '2031-01-01', '2031-1', "2031-01'--", ''])(
    '%j is no month',
    async (month) => {
      await failure(given.admin, 'get_my_attendance', { month });
      await failure(given.sales, 'get_sales_summary', { period: month });
    },
  );

  it.each(['maybe', 'DRAFT', "confirm' OR 1=1", 'cancelled;'])(
    '%j is no state of time off',
    async (state) => {
      await failure(given.admin, 'get_my_leaves', { state });
    },
  );

  it('time off of others is not listed', async () => {
    const lists = [];
    for (const session of [given.admin, given.sales]) {
      const { records, count } = await answer(session, 'get_my_leaves', { limit: 100 });
      expect(count).toBe(rows.parse(records).length);
      lists.push(rows.parse(records).map(({ id }) => id));
    }
    const [admins = [], sales = []] = lists;
    expect(admins.filter((id) => sales.includes(id))).toEqual([]);
  });

  it('days off are asked for by whole days', async () => {
    const types = rows.parse(
      (
        await answer(given.sales, 'search_read', {
          model: 'hr.leave.type',
          domain: [
            ['request_unit', '=', 'day'],
            ['leave_validation_type', '!=', 'no_validation'],
          ],
          fields: ['requires_allocation'],
        })
      ).records,
    );
    // A selection until 18, and a boolean since.
    const type = types.find(({ requires_allocation: asks }) => asks === false || asks === 'no');
    const days = { date_from: '2032-03-03', date_to: '2032-03-04' };
    const asked = { leave_type_id: type?.id, ...days, reason: 'A trip' };
    expect(await answer(given.sales, 'request_leave', { ...asked, dry_run: true })).toMatchObject({
      ...{ dry_run: true, model: 'hr.leave', action: 'create' },
      ...days,
    });
    const made = await answer(given.sales, 'request_leave', asked);
    remember('hr.leave', made.leave_id);
    expect(made).toMatchObject({ status: 'created', ...days });
    const { records } = await answer(given.sales, 'get_my_leaves', { limit: 100 });
    expect(rows.parse(records).find(({ id }) => id === made.leave_id)).toMatchObject({
      number_of_days: 2,
      holiday_status_id: [type?.id, expect.any(String)],
    });
  });

  it.each<[string, Record<string, unknown>]>([
    ['a day there is none of', { date_from: '2032-02-30' }],
    ['an end before the start', { date_to: '2032-03-01' }],
    ['a type there is none of', { leave_type_id: 987_654 }],
    ['a type in a text', { leave_type_id: '1' }],
    ['somebody else’s time off', { employee_id: 1 }],
  ])('%s is refused', async (_what, changed) => {
    const request = { leave_type_id: 1, date_from: '2032-03-03', date_to: '2032-03-04' };
    await failure(given.sales, 'request_leave', { ...request, ...changed });
  });

  it('a portal user has none of it', async () => {
    const portal = await given.signIn(personOf(given.odoo, 'portal'));
    for (const tool of APP_TOOLS.hr) await refusal(portal, tool);
  });
});

describeGuarded('sales', (given) => {
  const { create } = world(given);
  const order = async (session: LegacySession, more: Record<string, unknown> = {}) => {
    const partner_id = await firstId(given.admin, 'res.partner', [['is_company', '=', true]]);
    const product_id = await firstId(given.admin, 'product.product', [['sale_ok', '=', true]]);
    const line = [0, 0, { product_id, product_uom_qty: 2, price_unit: 50 }];
    const values = { partner_id, order_line: [line], user_id: await uidOf(session), ...more };
    return create('sale.order', values);
  };

  it('lists the own quotations only', async () => {
    const [own, foreign] = [await order(given.sales), await order(given.admin)];
    for (const [session, there, absent] of [
      [given.sales, own, foreign],
      [given.admin, foreign, own],
    ] as const) {
      const { orders, count } = await answer(session, 'get_my_quotations', { limit: 100 });
      const ids = rows.parse(orders).map(({ id }) => id);
      expect(ids).toContain(there);
      expect(ids).not.toContain(absent);
      expect(count).toBe(ids.length);
    }
  });

  it.each(['done', 'DRAFT', "draft' OR 1=1", 'sale,draft'])(
    '%j is no state of an order',
    async (state) => {
      await failure(given.sales, 'get_my_quotations', { state });
    },
  );

  it('shows an order with its lines to its salesperson and to administrators', async () => {
    const order_id = await order(given.sales);
    for (const session of [given.sales, given.admin]) {
      const {
        order: shown,
        lines,
        line_count,
      } = await answer(session, 'get_order_details', {
        order_id,
      });
      expect(shown).toMatchObject({ id: order_id, state: 'draft', amount_untaxed: 100 });
      expect(line_count).toBe(1);
      expect(rows.parse(lines)).toMatchObject([{ product_uom_qty: 2, price_unit: 50 }]);
    }
  });

  it('a foreign order and a missing one are told apart by nobody', async () => {
    const foreign = await order(given.admin);
    for (const tool of ['get_order_details', 'confirm_order']) {
      const words = async (order_id: number) =>
        (await failure(given.sales, tool, { order_id })).replaceAll(String(order_id), 'N');
      expect(await words(foreign)).toBe(await words(NOBODY));
    }
    const { record } = await answer(given.admin, 'get_record', {
      ...{ model: 'sale.order', record_id: foreign, fields: ['state'] },
    });
    expect(record).toMatchObject({ state: 'draft' });
  });

  it('an order is confirmed by its salesperson, once', async () => {
    const order_id = await order(given.sales);
    const said = { order_id, order_name: expect.any(String), previous_state: 'draft' };
    expect(await answer(given.sales, 'confirm_order', { order_id, dry_run: true })).toMatchObject({
      ...{ dry_run: true, action: 'action_confirm', ...said },
    });
    expect(await answer(given.sales, 'confirm_order', { order_id })).toEqual({
      status: 'confirmed',
      ...said,
    });
    await failure(given.sales, 'confirm_order', { order_id });
    const { orders } = await answer(given.sales, 'get_my_quotations', {
      state: 'sale',
      limit: 100,
    });
    expect(rows.parse(orders).map(({ id }) => id)).toContain(order_id);
  });

  it('sums up the own orders of a month', async () => {
    await order(given.sales, { date_order: '2033-05-05 10:00:00' });
    await order(given.sales, { date_order: '2033-05-28 10:00:00' });
    await order(given.admin, { date_order: '2033-05-06 10:00:00' });
    const orders = rows.parse(
      (
        await answer(given.sales, 'search_read', {
          model: 'sale.order',
          domain: [
            ['date_order', '>=', '2033-05-01'],
            ['date_order', '<', '2033-06-01'],
          ],
          fields: ['amount_total'],
        })
      ).records,
    );
    const total = orders.reduce((sum, { amount_total }) => sum + Number(amount_total), 0);
    expect(await answer(given.sales, 'get_sales_summary', { period: '2033-05' })).toMatchObject({
      total_orders: 2,
      total_amount: expect.closeTo(total, 2),
      by_state: { draft: { count: 2, total: expect.closeTo(total, 2) } },
      top_customers: [{ name: expect.any(String), total: expect.closeTo(total, 2) }],
    });
    expect(await answer(given.sales, 'get_sales_summary', { period: '1999-01' })).toMatchObject({
      ...{ total_orders: 0, by_state: {}, top_customers: [] },
    });
  });

  it.each(APP_TOOLS.sale)('%s is not for those outside of sales', async (tool) => {
    for (const login of ['hr', 'portal'] as const)
      await refusal(await given.signIn(personOf(given.odoo, login)), tool);
  });
});

describeGuarded('projects', (given) => {
  const { create, call } = world(given);
  let employee: LegacySession;
  let project: number;
  let hidden: number;
  let stages: readonly number[];
  beforeAll(async () => {
    employee = await given.signIn(personOf(given.odoo, 'demo'));
    const user_id = await uidOf(given.admin);
    const open = { privacy_visibility: 'employees', user_id };
    project = await create('project.project', { name: 'Open', ...open });
    hidden = await create('project.project', {
      name: 'Closed',
      user_id,
      privacy_visibility: 'followers',
    });
    const stage = (name: string, of: number) =>
      create('project.task.type', { name, project_ids: [[6, 0, [of]]] });
    stages = [
      await stage('Begun', project),
      await stage('Ended', project),
      await stage('Elsewhere', hidden),
    ];
  });
  const task = async (session: LegacySession, values: Record<string, unknown> = {}) =>
    create('project.task', {
      ...{ name: 'Task', project_id: project, stage_id: stages[0] },
      ...{ user_ids: [[6, 0, [await uidOf(session)]]], ...values },
    });

  it('lists the own tasks only', async () => {
    const [own, foreign] = [await task(employee), await task(given.admin)];
    const asked = { project_id: project, limit: 100 };
    const { tasks, count } = await answer(employee, 'get_my_tasks', asked);
    const ids = rows.parse(tasks).map(({ id }) => id);
    expect(ids).toContain(own);
    expect(ids).not.toContain(foreign);
    expect(count).toBe(ids.length);
    const done = await answer(employee, 'get_my_tasks', { ...asked, state: '1_done' });
    expect(done).toMatchObject({ tasks: [], count: 0 });
  });

  it.each(['finished', '1_DONE', "1_done' --"])('%j is no state of a task', async (state) => {
    await failure(employee, 'get_my_tasks', { state });
  });

  it('counts by stage, and what is overdue', async () => {
    const before = await answer(employee, 'get_project_summary', { project_id: project });
    await task(employee, { date_deadline: '2001-01-01' });
    await task(employee, { date_deadline: '2001-01-01', state: '1_done', stage_id: stages[1] });
    const after = await answer(employee, 'get_project_summary', { project_id: project });
    expect(after).toMatchObject({
      project: { id: project, name: 'Open' },
      total_tasks: Number(before.total_tasks) + 2,
      overdue_tasks: Number(before.overdue_tasks) + 1,
      tasks_by_stage: { Ended: 1 },
    });
  });

  it('a project that is closed to one is not found', async () => {
    const words = async (project_id: number) =>
      (await failure(employee, 'get_project_summary', { project_id })).replaceAll(
        String(project_id),
        'N',
      );
    expect(await words(hidden)).toBe(await words(NOBODY));
  });

  it('a task moves to stages of its project only', async () => {
    const task_id = await task(employee);
    const move = { task_id, stage_id: stages[1] };
    const said = { task_id, task_name: 'Task', old_stage: 'Begun', new_stage_id: stages[1] };
    expect(await answer(employee, 'update_task_stage', { ...move, dry_run: true })).toMatchObject({
      ...{ dry_run: true, action: 'update', ...said },
    });
    expect(await answer(employee, 'update_task_stage', move)).toEqual({
      ...{ status: 'updated', ...said },
    });
    for (const stage_id of [stages[2], NOBODY])
      await failure(employee, 'update_task_stage', { task_id, stage_id });
    const { record } = z.looseObject({ record: z.looseObject({ stage_id: label }) }).parse(
      await call('get_record', {
        model: 'project.task',
        record_id: task_id,
        fields: ['stage_id'],
      }),
    );
    expect(record.stage_id).toEqual([stages[1], 'Ended']);
  });

  it('a task of a closed project stays where it is', async () => {
    const task_id = await task(given.admin, { project_id: hidden, stage_id: stages[2] });
    await failure(employee, 'update_task_stage', { task_id, stage_id: stages[2] });
  });

  it('they are for members of projects', async () => {
    for (const [tool, args] of [
      ['get_my_tasks', {}],
      ['get_project_summary', { project_id: project }],
      ['update_task_stage', { task_id: 1, stage_id: 1 }],
    ] as const)
      await refusal(given.sales, tool, args);
  });
});

describeGuarded('tickets', (given) => {
  const { remember } = world(given);
  const there = async () =>
    rows
      .parse((await answer(given.admin, 'list_models', { filter: 'helpdesk.ticket' })).models)
      .some(({ model }) => model === 'helpdesk.ticket');

  it('say that the app is missing where it is', async () => {
    if (await there()) return;
    for (const [tool, args] of [
      ['get_my_tickets', {}],
      ['create_ticket', { name: 'x' }],
      ['update_ticket_stage', { ticket_id: 1, stage_id: 1 }],
    ] as const)
      expect(await failure(given.admin, tool, args)).toMatch(/helpdesk\.ticket/);
    const off = rows.parse((await answer(given.admin, 'whoami')).tools_off);
    expect(off.map(({ tool }) => tool)).toEqual([
      ...['get_my_tickets', 'create_ticket', 'update_ticket_stage'],
    ]);
    for (const { reason } of off) expect(reason).toMatch(/helpdesk/);
  });

  it('are opened, listed and moved on', async () => {
    if (!(await there())) return;
    const employee = await given.signIn(personOf(given.odoo, 'demo'));
    const asked = { name: 'Broken', description: 'It broke.', priority: '2' };
    const made = await answer(employee, 'create_ticket', asked);
    remember('helpdesk.ticket', made.ticket_id);
    expect(made).toMatchObject({ status: 'created', name: 'Broken', priority: '2' });
    const { tickets } = await answer(employee, 'get_my_tickets', { priority: '2', limit: 100 });
    const own = rows.parse(tickets).find(({ id }) => id === made.ticket_id);
    const [stage] = label.parse(own?.stage_id);
    const { tickets: admins } = await answer(given.admin, 'get_my_tickets', { limit: 100 });
    expect(rows.parse(admins).map(({ id }) => id)).not.toContain(made.ticket_id);
    const stage_id = await firstId(given.admin, 'helpdesk.stage', [['id', '!=', stage]]);
    const move = { ticket_id: made.ticket_id, stage_id };
    expect(await answer(employee, 'update_ticket_stage', move)).toMatchObject({
      ...{ status: 'updated', ticket_name: 'Broken', new_stage_id: stage_id },
    });
  });

  it.each<[string, string, Record<string, unknown>]>([
    ['a priority there is none of', 'create_ticket', { name: 'x', priority: '9' }],
    ['a blank subject', 'create_ticket', { name: '  ' }],
    ['a ticket for somebody else', 'create_ticket', { name: 'x', user_id: 2 }],
    ['a stage that is no name', 'get_my_tickets', { state: "New'; --" }],
    ['a ticket there is none of', 'update_ticket_stage', { ticket_id: NOBODY, stage_id: 1 }],
  ])('%s is refused', async (_what, tool, args) => {
    await failure(given.admin, tool, args);
  });
});

describeGuarded(
  'amounts that are hidden',
  (given) => {
    const { create } = world(given);

    it('are masked in lists and details, and nothing else is', async () => {
      const partner_id = await firstId(given.admin, 'res.partner', [['is_company', '=', true]]);
      const user_id = await uidOf(given.sales);
      const order_id = await create('sale.order', { partner_id, user_id });
      const { orders } = await answer(given.sales, 'get_my_quotations', { limit: 100 });
      expect(rows.parse(orders).find(({ id }) => id === order_id)).toEqual({
        id: order_id,
        name: expect.stringMatching(/^(?!\*\*\*)/),
        partner_id: [partner_id, expect.any(String)],
        date_order: expect.stringMatching(/^\d{4}-/),
        amount_total: '***',
        state: 'draft',
        currency_id: [expect.any(Number), expect.any(String)],
      });
      const { order } = await answer(given.sales, 'get_order_details', { order_id });
      expect(order).toMatchObject({
        amount_total: '***',
        amount_untaxed: expect.any(Number),
        state: 'draft',
      });
    });

    it('are not summed up either: the order of the best customers would tell', async () => {
      expect(await refusal(given.sales, 'get_sales_summary')).toMatchObject({
        reason: expect.stringContaining('amount_total'),
      });
    });

    it('are shown to administrators', async () => {
      await answer(given.admin, 'get_sales_summary');
    });
  },
  {
    files: {
      'model_access.yaml': `
stock_models: {full_crud: [sale.order, sale.order.line, res.partner]}
sensitive_fields: {sale.order: [amount_total]}
`,
    },
  },
);

describe.each([17, 18, 19] as const)('an Odoo %i without apps', (version) => {
  let guard: GuardProcess;
  let stop: () => Promise<void>;
  let admin: LegacySession;
  beforeAll(async () => {
    const without = ['hr', 'sale', 'crm', 'project', 'helpdesk'] as const;
    const demo = await startDemoOdoo({ version, without });
    stop = () => demo.close();
    guard = await startGuardProcess({ ODOO_URL: demo.url, ODOO_DB: demo.database });
    admin = await openLegacySession(guard.url);
    await answer(admin, 'login', { method: 'password', username: 'admin', credential: 'admin' });
  });
  afterAll(async () => {
    await guard?.stop();
    await stop?.();
  });

  it('is served: contacts are there', async () => {
    expect(await answer(admin, 'search_read', { model: 'res.partner', limit: 1 })).toMatchObject({
      count: 1,
    });
  });

  it('says which tools are off, and why', async () => {
    const off = rows.parse((await answer(admin, 'whoami')).tools_off);
    expect(off).toHaveLength(16);
    for (const { reason } of off) expect(reason).toMatch(/hr|sale|project|helpdesk/);
  });

  it.each([
    ['get_my_profile', 'hr.employee'],
    ['get_my_attendance', 'hr'],
    ['get_my_leaves', 'hr'],
    ['get_my_quotations', 'sale.order'],
    ['get_sales_summary', 'sale.order'],
    ['get_my_tasks', 'project.task'],
    ['get_my_tickets', 'helpdesk.ticket'],
  ])('%s says what is missing', async (tool, model) => {
    expect(await failure(admin, tool)).toContain(model);
  });

  it('lists the same tools as ever', async () => {
    const listed = await legacyRequest({ guard }, admin, 'tools/list');
    const tools = rows.parse(listed.response?.result?.tools).map(({ name }) => name);
    expect(tools).toContain('search_read');
  });
});
