import { describe, expect, test } from 'vitest';
import { callMethod } from '../methods/dispatch.ts';
import { environmentFor, refusalOf, sampleDatabase } from '../testing/environment.fixture.ts';
import { type Env, modelOf } from './env.ts';
import { describeFields } from './fields-get.ts';
import type { Json, JsonObject } from './json.ts';
import type { OdooVersion } from './version.ts';

const VERSIONS: readonly OdooVersion[] = [17, 18, 19];

function call(
  env: Env,
  model: string,
  method: string,
  args: readonly Json[],
  kwargs: JsonObject = {},
): Json {
  return env.db.store.transaction(() => callMethod(env, modelOf(env, model), method, args, kwargs));
}

/** What each login may do with each model: letters of read, write, create, unlink. */
const RIGHTS: { readonly [model: string]: { readonly [login: string]: string } } = {
  'res.partner': { admin: 'rwcu', demo: 'rwcu', sales: 'rwc', hr: 'r', portal: 'r' },
  'sale.order': { admin: 'rwcu', demo: 'rwc', sales: 'rwc', hr: '', portal: 'r' },
  'crm.lead': { admin: 'rwcu', demo: 'rwc', sales: 'rwc', hr: '', portal: '' },
  'hr.leave': { admin: 'rwcu', demo: 'rwcu', sales: 'rwcu', hr: 'rwcu', portal: '' },
  'project.task': { admin: 'rwcu', demo: 'rwcu', sales: 'r', hr: 'r', portal: 'r' },
  'res.users': { admin: 'rwcu', demo: 'r', sales: 'r', hr: 'r', portal: 'r' },
  'res.groups': { admin: 'rwcu', demo: 'r', sales: 'r', hr: 'r', portal: '' },
  'ir.config_parameter': { admin: 'rwcu', demo: '', sales: '', hr: '', portal: '' },
  'ir.model': { admin: 'rwcu', demo: '', sales: '', hr: '', portal: '' },
  'hr.employee': { admin: 'rwcu', demo: '', sales: '', hr: 'rwcu', portal: '' },
};

describe.each(VERSIONS)('as Odoo %i', (version) => {
  const db = sampleDatabase(version);
  const as = (login: string): Env => environmentFor(db, login);

  test.each(Object.entries(RIGHTS))('rights on %s', (model, rights) => {
    for (const [login, letters] of Object.entries(rights)) {
      for (const mode of ['read', 'write', 'create', 'unlink']) {
        const allowed = call(as(login), model, 'check_access_rights', [mode, false]);
        const letter = mode.charAt(0);
        expect([login, mode, allowed]).toEqual([login, mode, letters.includes(letter)]);
      }
    }
  });

  test('a closed model is closed to every way of reading and writing it', () => {
    const sales = as('sales');
    const model = 'ir.config_parameter';
    const ways: readonly (() => Json)[] = [
      () => call(sales, model, 'search', [[]]),
      () => call(sales, model, 'search_read', [[]]),
      () => call(sales, model, 'search_count', [[]]),
      () => call(sales, model, 'read', [[1], ['key']]),
      () => call(sales, model, 'read_group', [[], [], ['key']]),
      () => call(sales, model, 'name_search', ['web']),
      () => call(sales, model, 'fields_get', []),
      () => call(sales, model, 'web_read', [[1], { key: {} }]),
      () => call(sales, model, 'web_search_read', [[], { key: {} }]),
      () => call(sales, model, 'copy', [[1]]),
      () => call(sales, model, 'write', [[1], { value: 'x' }]),
      () => call(sales, model, 'create', [{ key: 'a', value: 'b' }]),
      () => call(sales, model, 'unlink', [[1]]),
      () => call(sales, model, 'get_param', ['database.secret']),
    ];
    for (const way of ways)
      expect(refusalOf(way)).toMatch(/^odoo.exceptions.AccessError: You are not allowed to/);
  });

  test("an employee's private fields are for HR officers only", () => {
    for (const name of ['ssnid', 'pin', 'private_email', 'birthday', 'identification_id']) {
      const read = (login: string) => call(as(login), 'hr.employee', 'read', [[5], [name]]);
      expect(refusalOf(() => read('sales'))).toMatch(/AccessError/);
      expect(read('hr')).toEqual([{ id: 5, [name]: expect.any(String) }]);
      expect(describeFields(as('sales'), modelOf(as('sales'), 'hr.employee'), [name], [])).toEqual(
        {},
      );
    }
    expect(call(as('sales'), 'hr.employee', 'read', [[5], ['name', 'work_email']])).toEqual([
      { id: 5, name: 'Abigail Peterson', work_email: 'abigail.peterson@example.com' },
    ]);
  });

  test('a private field cannot be filtered, sorted or grouped by from outside HR', () => {
    const sales = as('sales');
    const ways: readonly (() => Json)[] = [
      () => call(sales, 'hr.employee', 'search', [[['ssnid', '=like', '9%']]]),
      () => call(sales, 'hr.employee', 'search', [['!', ['pin', '=', false]]]),
      () => call(sales, 'res.users', 'search', [[['employee_ids.ssnid', '=like', '9%']]]),
      () => call(sales, 'hr.employee', 'search', [[]], { order: 'ssnid desc' }),
      () => call(sales, 'hr.employee', 'read_group', [[], ['ssnid:max'], ['department_id']]),
      () => call(sales, 'hr.employee', 'read_group', [[], [], ['marital']]),
      () => call(sales, 'res.partner', 'read_group', [[], ['x:max(credit_limit)'], ['country_id']]),
      () => call(sales, 'res.partner', 'search', [[]], { order: 'credit_limit' }),
    ];
    for (const way of ways) expect(refusalOf(way)).toMatch(/AccessError|ValueError/);
  });

  test('reading without a field list leaves closed fields out', () => {
    const [record] = call(as('sales'), 'hr.employee', 'read', [[5]]) as readonly JsonObject[];
    expect(Object.keys(record ?? {})).toContain('name');
    expect(Object.keys(record ?? {})).not.toContain('ssnid');
  });

  test('a password can be written and reads as empty, also for the administrator', () => {
    const admin = as('admin');
    expect(call(admin, 'res.users', 'write', [[3], { password: 'changed' }])).toBe(true);
    expect(call(admin, 'res.users', 'read', [[3], ['password']])).toEqual([
      { id: 3, password: '' },
    ]);
    expect(db.store.get('res.users', 3)?.password).toBe('changed');
  });
});
