import { describe, expect, it } from 'vitest';
import { policyOf } from '../../policies/config-directory.fixture.ts';
import { guarded, resultOf } from '../guarded.fixture.ts';
import { createLog } from '../log.ts';
import {
  type Act,
  json,
  likeOdoo,
  memoryUpstream,
  toolCallOf,
  toolError,
} from '../memory-upstream.fixture.ts';
import { recordingReply } from '../recording-reply.fixture.ts';
import { runGuard } from '../running.ts';

const ENV = { ODOO_USERNAME: 'sales', ODOO_PASSWORD: 'right', ODOO_DB: 'demo' };
const FILES = {
  restrictions: '{}',
  model_access: 'stock_models: {full_crud: [res.partner]}',
  rbac: '{}',
  gateway: '{}',
};

/** A guard on stdio whose environment names an account. */
function onStdio(act: Act, env: Readonly<Record<string, string>> = ENV) {
  const upstream = memoryUpstream(act);
  const lines: string[] = [];
  const log = createLog({ level: 'debug', to: { write: (line) => void lines.push(line) } });
  const guard = runGuard(policyOf(FILES, { env }), upstream, log);
  const ask = async (method: string, params = {}) => {
    const reply = recordingReply();
    await guard.handle({
      message: { jsonrpc: '2.0', id: 1, method, params },
      era: 'legacy',
      origin: { transport: 'stdio', source: 'stdio', paramHeaders: {} },
      signal: new AbortController().signal,
      reply,
    });
    return reply;
  };
  const count = () =>
    ask('tools/call', { name: 'search_count', arguments: { model: 'res.partner' } });
  const logins = () =>
    upstream.received.filter(
      ({ message }) => 'params' in message && message.params?.name === 'login',
    ).length;
  return { upstream, ask, count, logins, lines };
}

describe("the environment's account on stdio", () => {
  it('signs in before the first call that needs somebody, and once', async () => {
    const { ask, count, logins, upstream } = onStdio(likeOdoo);
    await ask('initialize');
    await ask('ping');
    expect(logins()).toBe(0);
    const replies = await Promise.all([count(), count(), ask('tools/list')]);
    expect(resultOf(replies[0])).toMatchObject({ structuredContent: { count: 5 } });
    expect(logins()).toBe(1);
    const counted = upstream.received.find(
      ({ message }) => 'params' in message && message.params?.name === 'search_count',
    );
    expect(counted?.context.headers).toHaveProperty('x-odoo-credential');
  });

  it('keeps nobody waiting who only opens the session', async () => {
    const { ask } = onStdio((request, context) =>
      request.method === 'tools/call' ? new Promise(() => {}) : likeOdoo(request, context),
    );
    expect(resultOf(await ask('initialize'))).toMatchObject({ protocolVersion: '2025-11-25' });
    expect(resultOf(await ask('ping'))).toEqual({});
  });

  it('is not tried again once Odoo has refused it', async () => {
    const { count, logins, lines } = onStdio(likeOdoo, { ...ENV, ODOO_PASSWORD: 'wrong-secret' });
    expect(resultOf(await count())).toMatchObject({ isError: true });
    await count();
    expect(logins()).toBe(1);
    expect(lines.join('')).not.toContain('wrong-secret');
  });

  it.each(['connection', 'database', 'version'])(
    'is tried again when Odoo could not be asked: %s',
    async (errorClass) => {
      let down = true;
      const { count, logins } = onStdio((request, context) =>
        down && toolCallOf(request).name === 'login'
          ? json(request, toolError(errorClass))
          : likeOdoo(request, context),
      );
      expect(resultOf(await count())).toMatchObject({ isError: true });
      down = false;
      expect(resultOf(await count())).toMatchObject({ structuredContent: { count: 5 } });
      expect(logins()).toBe(2);
    },
  );

  it('is nobody over HTTP', async () => {
    const upstream = memoryUpstream(likeOdoo);
    const guard = guarded(upstream);
    const session = await guard.open();
    const reply = await guard.call('search_count', { model: 'res.partner' }, { session });
    expect(resultOf(reply)).toMatchObject({ isError: true });
  });
});
