import { describe, expect, test } from 'vitest';
import type { OdooVersion } from '../engine/version.ts';
import { refusalOf } from '../testing/environment.fixture.ts';
import { openOffice } from '../testing/office.fixture.ts';

describe.each<OdooVersion>([17, 18, 19])('attendances as Odoo %i', (version) => {
  const clock = version === 19 ? '09:00:00 AM' : '09:00:00';

  test('nobody checks in twice, and one day at work does not overlap another', () => {
    const { create, call, read } = openOffice(version);
    const employee_id = create('admin', 'hr.employee', { name: 'Vera' });
    const id = create('admin', 'hr.attendance', { employee_id, check_in: '2026-01-05 08:00:00' });
    expect(refusalOf(() => create('admin', 'hr.attendance', { employee_id }))).toBe(
      `odoo.exceptions.ValidationError: Cannot create new attendance record for Vera, the employee hasn't checked out since 01/05/2026 ${clock}`,
    );
    expect(
      refusalOf(() =>
        call('admin', 'hr.attendance', 'write', [[id], { check_out: '2026-01-05 07:00:00' }]),
      ),
    ).toContain('"Check Out" time cannot be earlier than "Check In" time.');
    call('admin', 'hr.attendance', 'write', [[id], { check_out: '2026-01-05 17:30:00' }]);
    expect(read('hr.attendance', id, ['worked_hours'])).toEqual({ id, worked_hours: 9.5 });
    expect(
      refusalOf(() =>
        create('admin', 'hr.attendance', {
          employee_id,
          check_in: '2026-01-04 09:00:00',
          check_out: '2026-01-06 09:00:00',
        }),
      ),
    ).toContain(`the employee was already checked in on 01/05/2026 ${clock}`);
  });

  test('employees see their own, officers those of the people they manage', () => {
    const { call, create } = openOffice(version);
    const count = (login: string) => call(login, 'hr.attendance', 'search_count', [[]]);
    expect(count('sales')).toBe(5);
    expect(count('admin')).toBe(30);
    expect(count('hr')).toBe(5);
    expect(refusalOf(() => count('portal'))).toContain(
      "You are not allowed to access 'Attendance' (hr.attendance) records.",
    );
    expect(refusalOf(() => create('sales', 'hr.attendance', { employee_id: 3 }))).toContain(
      "You are not allowed to create 'Attendance' (hr.attendance) records.",
    );
    expect(refusalOf(() => create('demo', 'hr.attendance', { employee_id: 2 }))).toContain(
      "doesn't have 'create' access to:\n- Attendance (hr.attendance)",
    );
  });

  test('a new one is of the own employee, now', () => {
    const { call } = openOffice(version);
    expect(
      call('admin', 'hr.attendance', 'default_get', [['employee_id', 'check_in', 'in_mode']]),
    ).toEqual({ employee_id: 1, check_in: '2026-06-15 10:00:00', in_mode: 'manual' });
  });
});
