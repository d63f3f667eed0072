import { expect, it } from 'vitest';
import { rows, timeOffByTheDay, uidOf, world } from './app-records.fixture.ts';
import { answer, describeGuarded, failure, refusal } from './guarded-odoo.fixture.ts';
import { personOf } from './mcp-client.fixture.ts';

const TOOLS = ['get_my_attendance', 'get_my_leaves', 'get_my_profile', 'check_in', 'check_out'];

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
    const type = await timeOffByTheDay(given.sales);
    const days = { date_from: '2032-03-03', date_to: '2032-03-04' };
    const asked = { leave_type_id: type, ...days, reason: 'A trip' };
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
      holiday_status_id: [type, expect.any(String)],
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
    for (const tool of TOOLS) await refusal(portal, tool);
  });
});
