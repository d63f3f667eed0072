import { describe, expect, test } from 'vitest';
import type { OdooVersion } from '../engine/version.ts';
import { refusalOf } from '../testing/environment.fixture.ts';
import { openOffice } from '../testing/office.fixture.ts';

describe.each<OdooVersion>([17, 18, 19])('employees as Odoo %i', (version) => {
  test('everyone at work reads public profiles, and nobody writes them', () => {
    const { call } = openOffice(version);
    const fields = ['name', 'parent_id', 'employee_id'];
    expect(call('sales', 'hr.employee.public', 'read', [[3], fields])).toEqual([
      {
        id: 3,
        name: 'Sam Sales',
        parent_id: [1, 'Mitchell Admin'],
        employee_id: [3, 'Sam Sales'],
      },
    ]);
    expect(
      refusalOf(() => call('admin', 'hr.employee.public', 'write', [[3], { name: 'x' }])),
    ).toContain("You are not allowed to modify 'Public Employee' (hr.employee.public) records.");
    expect(call('sales', 'hr.employee.public', 'fields_get', [['birthday']])).toEqual({});
    expect(refusalOf(() => call('portal', 'hr.employee.public', 'search', [[]]))).toContain(
      "You are not allowed to access 'Public Employee'",
    );
  });

  test('a job title is read by all; in 19 a search does not read it for outsiders', () => {
    const { call } = openOffice(version);
    expect(call('sales', 'hr.employee', 'read', [[3], ['job_title']])).toMatchObject([{ id: 3 }]);
    const searched = () =>
      call('sales', 'hr.employee', 'search_read', [[['id', '=', 3]], ['job_title']]);
    if (version < 19) expect(searched()).toHaveLength(1);
    else expect(refusalOf(searched)).toContain('access the field "version_id" on Employee');
  });
});
