import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type GuardProcess, startGuardProcess } from './guard-process.fixture.ts';
import { signedIn } from './odoo-under-test.fixture.ts';

let guard: GuardProcess;
beforeAll(async () => {
  guard = await startGuardProcess();
});
afterAll(async () => {
  await guard.stop();
});

/** The process ids of the guard's children that run the bundled upstream. */
function upstreams(): readonly number[] {
  const listed = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(guard.process.pid)]);
  return listed
    .toString()
    .split('\n')
    .filter((line) => line.includes('/upstream/main.js'))
    .map((line) => Number.parseInt(line, 10));
}

it('answers one clear error when the upstream dies, then works again', async () => {
  const session = await signedIn(guard, { login: 'sales', password: 'sales' });
  const [pid] = upstreams();
  if (pid === undefined) throw new Error('no upstream is running');
  await session.call('search_read', { model: 'crm.lead', limit: 1 });

  // A stopped process takes the call and never answers it: it dies in the middle of it. The second call is
  // denied without asking the upstream, so its answer says that the first has been forwarded.
  process.kill(pid, 'SIGSTOP');
  const pending = session.call('search_read', { model: 'crm.lead', limit: 1 });
  await session.call('search_read', { model: 'res.users' });
  process.kill(pid, 'SIGKILL');
  const { result } = await pending;
  expect(result).toMatchObject({
    isError: true,
    _meta: { 'odoo-mcp-guard/decision': { code: 'upstream_unavailable' } },
  });

  const next = await session.call('search_read', { model: 'crm.lead', limit: 1 });
  expect(next.result?.structuredContent).toMatchObject({ model: 'crm.lead', count: 1 });
  expect(upstreams()).toHaveLength(1);
  expect(upstreams()).not.toContain(pid);
  await expect
    .poll(() => guard.auditOf(session).map(({ tool, decision }) => [tool, decision]))
    .toEqual([
      [undefined, 'allowed'],
      ['login', 'allowed'],
      ['search_read', 'allowed'],
      ['search_read', 'denied'],
      ['search_read', 'error'],
      ['search_read', 'allowed'],
    ]);
});

it('leaves no process behind', async () => {
  const own = guard.process.pid;
  const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(own)])
    .toString()
    .split('\n')
    .map(Number)
    .filter((pid) => pid > 0);
  expect(children.length).toBeGreaterThan(0);
  await guard.stop();
  for (const pid of children) expect(() => process.kill(pid, 0)).toThrow();
});
