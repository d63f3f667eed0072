import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everyTarget } from '../../odoo-targets.fixture.ts';
import { type AppCaller, type AppsUnderTest, rows, startApps } from '../app-calls.fixture.ts';

for (const choice of everyTarget()) {
  describe.skipIf(!choice.available)(`the HR tools against ${choice.name}`, choice.pace, () => {
    let apps: AppsUnderTest;
    let admin: AppCaller;
    let sales: AppCaller | undefined;
    beforeAll(async () => {
      apps = await startApps(choice);
      admin = await apps.as(apps.odoo.admin);
      sales = apps.odoo.sales && (await apps.as(apps.odoo.sales));
    });
    afterAll(() => apps?.close());

    it('the profile is the own one, for plain users too', async () => {
      for (const caller of [admin, sales]) {
        if (caller === undefined) continue;
        const { profile } = await caller.ok('get_my_profile');
        expect(profile).toMatchObject({
          id: expect.any(Number),
          name: expect.any(String),
          user_id: [caller.uid, expect.any(String)],
        });
        expect(Object.keys(profile ?? {})).toEqual(
          expect.arrayContaining(['job_id', 'department_id', 'work_email', 'parent_id']),
        );
      }
    });

    it('says to portal users that this is not for them', async () => {
      const { database } = apps.odoo;
      const account = { method: 'password', database, login: 'portal', secret: 'portal' };
      const portal = await apps.as(account);
      for (const tool of ['get_my_profile', 'get_my_attendance', 'get_my_leaves', 'check_in']) {
        const { text } = await portal.refused(tool);
        expect(text).toMatch(/this tool is for internal users/);
      }
    });

    it('checks in once and out once, and lists what that was', async () => {
      const tried = await admin.ok('check_in', { dry_run: true });
      expect(tried).toMatchObject({ dry_run: true, model: 'hr.attendance', action: 'create' });
      expect(tried).not.toHaveProperty('attendance_id');

      const begun = await admin.ok('check_in');
      const { attendance_id, check_in } = begun;
      try {
        expect(begun).toMatchObject({
          status: 'checked_in',
          attendance_id: expect.any(Number),
          employee: expect.any(String),
          check_in: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
        });
        const twice = await admin.refused('check_in');
        expect(twice.text).toMatch(/checked in already[\s\S]*check_out/);
        expect(twice.left).toMatchObject({ attendance_id, check_in_time: check_in });

        const almost = await admin.ok('check_out', { dry_run: true });
        expect(almost).toMatchObject({ dry_run: true, action: 'update', attendance_id });
        expect(await admin.ok('check_out')).toMatchObject({
          status: 'checked_out',
          attendance_id,
          check_in,
          check_out: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
        });
        expect((await admin.refused('check_out')).text).toMatch(/not checked in.*check_in/);

        const month = String(check_in).slice(0, 7);
        const listed = await admin.ok('get_my_attendance', { month, limit: 100 });
        expect(rows(listed.records)).toContainEqual(
          expect.objectContaining({
            id: attendance_id,
            check_in,
            worked_hours: expect.any(Number),
          }),
        );
        expect(listed.count).toBe(rows(listed.records).length);
        const elsewhen = await admin.ok('get_my_attendance', { month: '1999-01' });
        expect(elsewhen).toEqual({ records: [], count: 0 });
      } finally {
        await admin.ok('delete_record', { model: 'hr.attendance', record_id: attendance_id });
      }
    });

    it('says who may write attendances to those who may not', async () => {
      if (sales === undefined) return;
      for (const dry_run of [true, false]) {
        const { text } = await sales.refused('check_in', { dry_run });
        expect(text).toMatch(/only attendance officers.*button/);
      }
    });

    it('shows nobody else their attendances and time off', async () => {
      if (sales === undefined) return;
      for (const tool of ['get_my_attendance', 'get_my_leaves']) {
        const { records } = await admin.ok(tool, { limit: 100 });
        const other = await sales.ok(tool, { limit: 100 });
        const ids = rows(other.records).map(({ id }) => id);
        expect(rows(records).filter(({ id }) => ids.includes(id))).toEqual([]);
      }
    });

    it('requests whole days off, and lists the request', async () => {
      const caller = sales ?? admin;
      const types = await caller.ok('search_read', {
        model: 'hr.leave.type',
        domain: [
          ['request_unit', '=', 'day'],
          ['leave_validation_type', '!=', 'no_validation'],
        ],
        fields: ['requires_allocation'],
      });
      // A selection until 18, and a boolean since.
      const type = rows(types.records).find(
        ({ requires_allocation: asks }) => asks === false || asks === 'no',
      );
      const asked = {
        leave_type_id: type?.id,
        date_from: '2031-03-05',
        date_to: '2031-03-06',
        reason: 'APPS trip',
      };
      const same = { date_from: '2031-03-05', date_to: '2031-03-06', employee: expect.any(String) };
      const tried = await caller.ok('request_leave', { ...asked, dry_run: true });
      expect(tried).toEqual({ dry_run: true, model: 'hr.leave', action: 'create', ...same });

      const made = await caller.ok('request_leave', asked);
      try {
        expect(made).toEqual({ status: 'created', leave_id: expect.any(Number), ...same });
        const all = await caller.ok('get_my_leaves', { limit: 100 });
        const own = rows(all.records).find(({ id }) => id === made.leave_id);
        expect(own).toMatchObject({
          holiday_status_id: [type?.id, expect.any(String)],
          date_from: expect.stringMatching(/^2031-03-0[45]/),
          number_of_days: 2,
        });
        const state = await caller.ok('get_my_leaves', { state: own?.state });
        expect(rows(state.records)).toContainEqual(own);
      } finally {
        await admin.ok('delete_record', { model: 'hr.leave', record_id: made.leave_id });
      }
    });

    it('warns of types that are not counted in days', async () => {
      const type = await admin.first('hr.leave.type', [['request_unit', '!=', 'day']]);
      if (type === undefined) return;
      const asked = { leave_type_id: type.id, date_from: '2031-03-05', date_to: '2031-03-05' };
      expect(await admin.ok('request_leave', { ...asked, dry_run: true })).toMatchObject({
        warning: expect.stringContaining('not counted in days'),
      });
    });

    it.each([
      ['days that do not exist', 'request_leave', { date_from: '2031-02-30' }, /YYYY-MM-DD/],
      ['an end before the start', 'request_leave', { date_to: '2031-03-01' }, /not after date_to/],
      ['a type that is not there', 'request_leave', { leave_type_id: 987_654 }, /does not exist/],
      ['a state there is none of', 'get_my_leaves', { state: 'maybe' }, /validate/],
      ['a month there is none of', 'get_my_attendance', { month: '2031-13' }, /YYYY-MM/],
    ])('refuses %s', async (_case, tool, args, text) => {
      const request = { leave_type_id: 1, date_from: '2031-03-05', date_to: '2031-03-06' };
      const whole = tool === 'request_leave' ? { ...request, ...args } : args;
      expect((await admin.refused(tool, whole)).text).toMatch(text);
    });
  });
}
