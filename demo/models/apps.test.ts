import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OdooVersion } from '../engine/version.ts';
import { type DemoOdoo, startDemoOdoo } from '../server.ts';
import { type DemoClient, demoClient } from '../testing/client.fixture.ts';
import { sampleDatabase } from '../testing/environment.fixture.ts';
import { APPS, type AppName, absentModules, isAppName } from './apps.ts';

describe.each<OdooVersion>([17, 18, 19])('a server without apps, as Odoo %i', (version) => {
  let demo: DemoOdoo;
  let client: DemoClient;
  beforeAll(async () => {
    demo = await startDemoOdoo({ version, without: ['hr', 'sale', 'project', 'helpdesk'] });
    client = demoClient(demo);
  });
  afterAll(() => demo.close());

  test.each([
    'hr.employee',
    'hr.employee.public',
    'hr.leave',
    'hr.attendance',
    'sale.order',
    'project.task',
    'helpdesk.ticket',
  ])('has no %s', async (model) => {
    const refusal = await client.refusal('admin', model, 'search', [[]]);
    expect(refusal.message).toBe(`Object ${model} doesn't exist`);
  });

  test('has what the other apps bring, and says what is installed', async () => {
    expect(await client.execute('admin', 'crm.lead', 'search_count', [[]])).toBeGreaterThan(0);
    expect(
      await client.execute('demo', 'ir.module.module', 'search_read', [
        [['name', 'in', ['crm', 'hr', 'hr_attendance', 'sale']]],
        ['name', 'state'],
        0,
        10,
        'name',
      ]),
    ).toMatchObject([
      { name: 'crm', state: 'installed' },
      { name: 'hr', state: 'uninstalled' },
      { name: 'hr_attendance', state: 'uninstalled' },
      { name: 'sale', state: 'uninstalled' },
    ]);
  });

  test('leaves the fields out that lead there', async () => {
    const fields = await client.execute('admin', 'res.users', 'fields_get', [[], ['type']]);
    expect(fields).not.toHaveProperty('employee_ids');
    expect(fields).not.toHaveProperty('work_email');
    expect(fields).toHaveProperty('sale_team_id');
  });
});

test.each(Object.keys(APPS).filter(isAppName))('the demo starts without %s', (app: AppName) => {
  for (const version of [17, 18, 19] as const) {
    expect(sampleDatabase(version, [app]).store.ids('res.users')).not.toHaveLength(0);
  }
});

test('apps that need an absent one are absent too', () => {
  expect([...absentModules(['hr'])].sort()).toEqual(['hr', 'hr_attendance', 'hr_holidays']);
  expect(absentModules(['stock'])).toContain('mrp');
});
