import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type GuardProcess, startGuardProcess } from './guard-process.fixture.ts';
import { odoosUnderTest, signedIn } from './odoo-under-test.fixture.ts';
import { post } from './raw-mcp.fixture.ts';

const employees = z.object({ records: z.array(z.looseObject({ ssnid: z.unknown() })).min(1) });

describe.each(odoosUnderTest())('two sessions at once in front of $name', (odoo) => {
  let guard: GuardProcess;
  beforeAll(async () => {
    guard = await startGuardProcess({ ...odoo.env, RATE_LIMIT_GLOBAL: '200' });
  });
  afterAll(async () => {
    await guard.stop();
  });

  it('keep their rights, records and ids apart over 50 interleaved calls that all use id 1', async () => {
    const [sales, admin] = await Promise.all([
      signedIn(guard, odoo.sales),
      signedIn(guard, odoo.admin),
    ]);
    const count = async (session: typeof sales) =>
      (await session.call('search_count', { model: 'crm.lead' })).result?.structuredContent;
    const alone = { sales: await count(sales), admin: await count(admin) };
    expect(alone.sales).not.toEqual(alone.admin);

    const answers = await Promise.all(
      Array.from({ length: 50 }, async (_, turn) => {
        const session = turn % 2 === 0 ? sales : admin;
        const who = turn % 2 === 0 ? ('sales' as const) : ('admin' as const);
        if (turn % 5 === 0) {
          const { result, id } = await session.call('search_read', {
            model: 'hr.employee',
            fields: ['name', 'ssnid'],
            limit: 1,
          });
          const { records } = employees.parse(result?.structuredContent);
          return { who, id, hidden: records.every(({ ssnid }) => ssnid === '***') };
        }
        const { result, id } = await session.call('search_count', { model: 'crm.lead' });
        return { who, id, counted: result?.structuredContent };
      }),
    );
    for (const { who, id, ...answer } of answers) {
      expect(id).toBe(1);
      if ('hidden' in answer) expect(answer.hidden).toBe(who === 'sales');
      else expect(answer.counted).toEqual(alone[who]);
    }
  });

  it('one session cannot use the other by its id with another principal, and ends alone', async () => {
    const sales = await signedIn(guard, odoo.sales);
    const body = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
    const stolen = await post(guard.url, body, {
      'mcp-session-id': sales.id,
      authorization: 'Bearer nobody-knows-this-token',
    });
    expect(stolen.status).toBe(401);
    const unknown = await post(guard.url, body, { 'mcp-session-id': 'made-up' });
    expect(unknown.status).toBe(404);
    expect((await sales.call('search_count', { model: 'crm.lead' })).result).toMatchObject({
      structuredContent: { model: 'crm.lead' },
    });
  });
});

describe('limits', () => {
  it('are counted for each subject alone', async () => {
    const guard = await startGuardProcess({ RATE_LIMIT_GLOBAL: '5', RATE_LIMIT_WRITE: '5' });
    try {
      const sales = await signedIn(guard, { login: 'sales', password: 'sales' });
      const hr = await signedIn(guard, { login: 'hr', password: 'hr' });
      const spent = [];
      for (let turn = 0; turn < 8; turn += 1) {
        spent.push((await sales.call('search_count', { model: 'crm.lead' })).result?.isError);
      }
      expect(spent.filter((refused) => refused).length).toBeGreaterThan(0);
      const other = await hr.call('search_count', { model: 'hr.employee' });
      expect(other.result?.isError).not.toBe(true);
    } finally {
      await guard.stop();
    }
  });
});
