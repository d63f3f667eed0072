import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemoOdoo } from '../../demo/server.ts';
import { type GuardProcess, startGuardProcess } from '../guard-process.fixture.ts';
import { type LegacySession, openLegacySession } from '../raw-mcp.fixture.ts';
import { rows } from './app-records.fixture.ts';
import { answer, failure } from './guarded-odoo.fixture.ts';
import { legacyRequest } from './mcp-client.fixture.ts';

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
