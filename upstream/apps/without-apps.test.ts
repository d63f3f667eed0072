import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemoOdoo } from '../../demo/server.ts';
import { demoOdoo } from '../odoo-targets.fixture.ts';
import { type AppCaller, type AppsUnderTest, rows, startApps } from './app-calls.fixture.ts';

describe('an Odoo without the apps', () => {
  let apps: AppsUnderTest;
  let admin: AppCaller;
  beforeAll(async () => {
    const usual = demoOdoo(18);
    apps = await startApps({
      ...usual,
      async start() {
        const without = ['hr', 'sale', 'project', 'helpdesk'] as const;
        const demo = await startDemoOdoo({ version: 18, without });
        const target = await usual.start();
        await target.stop();
        return { ...target, url: new URL(demo.url), stop: () => demo.close() };
      },
    });
    admin = await apps.as(apps.odoo.admin);
  });
  afterAll(() => apps?.close());

  it('is served all the same: whoami says which tools are off, and why', async () => {
    const { tools_off } = await admin.ok('whoami');
    const off = Object.fromEntries(rows(tools_off).map(({ tool, reason }) => [tool, reason]));
    expect(Object.keys(off)).toHaveLength(16);
    expect(off).toMatchObject({
      get_my_profile: expect.stringMatching(/no model hr\.employee\..*install hr /),
      check_in: expect.stringMatching(/hr\.attendance\..*install hr, hr_attendance /),
      get_my_leaves: expect.stringMatching(/hr\.leave\..*install hr, hr_holidays /),
      get_sales_summary: expect.stringMatching(/sale\.order.*install sale /),
      get_my_tasks: expect.stringMatching(/project\.task.*install project /),
      create_ticket: expect.stringMatching(/helpdesk\.ticket.*install helpdesk /),
    });
  });

  it('has these tools answer what is missing, before anything else', async () => {
    const states = ['get_my_leaves', 'get_my_quotations', 'get_my_tasks'];
    for (const tool of states) {
      const { text } = await admin.refused(tool, { state: 'no such state' });
      expect(text).toContain('an app that this Odoo does not have');
    }
  });
});
