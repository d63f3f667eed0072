import { afterEach, describe, expect, it } from 'vitest';
import { connectClient, type TestClient, type ToolResult } from './mcp-clients.fixture.ts';
import {
  type ReceivedCall,
  type ScriptedAnswer,
  type ScriptedOdoo,
  startScriptedOdoo,
} from './odoo/scripted-odoo.fixture.ts';
import type { Clock } from './odoo-access.ts';
import { type RunningUpstream, startUpstream } from './running-upstream.fixture.ts';

/** Each variable changes what reaches Odoo's socket. */
type Variables = Parameters<typeof startUpstream>[2];
type Script = (call: ReceivedCall, method: string) => ScriptedAnswer | Promise<ScriptedAnswer>;

const LOST: ScriptedAnswer = { raw: (response) => response.destroy() };
const account = { method: 'api_key', database: 'demo', login: 'bob', secret: 'k3y' };
const partner = { model: 'res.partner' };
const count = (client: TestClient) => client.call('search_count', partner);

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

/** A client of an upstream with these variables; `script` answers all but the login of the account. */
async function connect(variables: Variables, script: Script, clock: Clock = {}) {
  const odoo: ScriptedOdoo = await startScriptedOdoo((call) =>
    call.params.service === 'common' ? { result: 7 } : script(call, methodOf(call)),
  );
  open.push(odoo);
  // One protocol, so that nothing is asked but what the script answers.
  const chosen = { ODOO_PROTOCOL: 'jsonrpc', ...variables };
  const upstream: RunningUpstream = await startUpstream(odoo.url, 'demo', chosen, clock);
  open.push(upstream);
  const target = { url: upstream.url, headers: upstream.headers(account) };
  const client = await connectClient('v2 SDK, modern era', target);
  open.push(client);
  const sent = (method: string) => odoo.calls.filter((call) => methodOf(call) === method);
  return { client, sent, odoo, upstream };
}

/** The ORM method, or the last part of the path. */
function methodOf({ path, params }: ReceivedCall): string {
  const args = Array.isArray(params.args) ? params.args : [];
  return params.service === 'object' ? String(args[4]) : (path.split('/').at(-1) ?? '');
}

function failureOf(result: ToolResult) {
  expect(result.isError).toBe(true);
  return { text: result.content[0]?.text ?? '', error: result._meta?.['odoo-mcp/error'] };
}

describe('ODOO_POOL_SIZE', () => {
  it.each(['1', '3'])('of %s is how many connections Odoo sees', async (size) => {
    const waiting: (() => void)[] = [];
    const { client, sent } = await connect({ ODOO_POOL_SIZE: size }, async () => {
      // Nobody is answered before the pool is full: with fewer connections this would never end.
      if (waiting.length < Number(size)) {
        const full = new Promise<void>((resolve) => waiting.push(resolve));
        if (waiting.length === Number(size)) for (const go of waiting) go();
        await full;
      }
      return { result: 3 };
    });
    await Promise.all(Array.from({ length: 8 }, () => count(client)));
    const calls = sent('search_count');
    expect(calls).toHaveLength(8);
    expect(new Set(calls.map((call) => call.connection)).size).toBe(Number(size));
  });
});

describe('ODOO_MAX_RETRIES', () => {
  it.each([
    ['0', 1],
    ['1', 2],
    ['3', 4],
  ])('of %s sends a read that is lost %i times', async (retries, times) => {
    const { client, sent } = await connect({ ODOO_MAX_RETRIES: retries }, () => LOST);
    expect(failureOf(await count(client)).error).toEqual({ class: 'connection', retryable: true });
    expect(sent('search_count')).toHaveLength(times);
  });

  it('turns a read that is lost once into an answer', async () => {
    let lost = 0;
    const { client } = await connect({}, () => {
      lost += 1;
      return lost === 1 ? LOST : { result: 3 };
    });
    expect((await count(client)).structuredContent).toMatchObject({ count: 3 });
  });

  it.each<[string, string, Record<string, unknown>]>([
    ['create', 'create_record', { values: { name: 'x' } }],
    ['write', 'update_record', { record_id: 1, values: { name: 'x' } }],
    ['unlink', 'delete_record', { record_id: 1 }],
    ['action_go', 'execute_method', { method: 'action_go', record_ids: [1] }],
    ['read', 'execute_method', { method: 'read', record_ids: [1] }],
  ])('never sends %s of %s again', async (method, tool, args) => {
    const { client, sent } = await connect({ ODOO_MAX_RETRIES: '5' }, (call) => {
      if (methodOf(call) === 'fields_get') return { result: { name: { type: 'char' } } };
      const isCheck = tool === 'delete_record' && methodOf(call) === 'read';
      return isCheck ? { result: [{ id: 1, display_name: 'x' }] } : LOST;
    });
    expect(failureOf(await client.call(tool, { ...partner, ...args })).text).toContain(
      'not known whether',
    );
    expect(sent(method)).toHaveLength(1);
  });

  it.each([
    ['password', 'authenticate'],
    ['session', 'get_session_info'],
  ])('never sends a login by %s again', async (method, path) => {
    const { client, sent } = await connect({ ODOO_MAX_RETRIES: '5' }, () => LOST);
    const credential = 's'.repeat(40);
    const result = await client.call('login', { method, username: 'bob', credential });
    expect(failureOf(result).error).toMatchObject({ class: 'connection' });
    expect(sent(path)).toHaveLength(1);
  });
});

describe('ODOO_RETRY_BACKOFF_MS', () => {
  it.each([
    ['7', [7, 14, 28]],
    ['100', [100, 200, 400]],
  ])('of %s is the first pause, doubled each time', async (backoff, pauses) => {
    const waited: number[] = [];
    const pause = async (ms: number) => {
      waited.push(ms);
    };
    const variables = { ODOO_RETRY_BACKOFF_MS: backoff, ODOO_MAX_RETRIES: '3' };
    const { client } = await connect(variables, () => LOST, { pause });
    await count(client);
    expect(waited).toEqual(pauses);
  });

  it('is cut short when the client cancels', async () => {
    const cancel = new AbortController();
    let cancelled = (): void => undefined;
    const ended = new Promise<void>((resolve) => {
      cancelled = resolve;
    });
    const { client, sent } = await connect({}, () => LOST, {
      pause: (_ms, signal) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => {
            reject(signal.reason);
            cancelled();
          });
          cancel.abort();
        }),
    });
    await expect(client.call('search_count', partner, cancel.signal)).rejects.toThrow();
    await ended;
    expect(sent('search_count')).toHaveLength(1);
  });
});

describe('the circuit breaker', () => {
  const noRetries = { ODOO_MAX_RETRIES: '0' };

  it.each(['1', '4'])('opens after ODOO_BREAKER_FAILURES=%s lost calls', async (failures) => {
    const variables = { ...noRetries, ODOO_BREAKER_FAILURES: failures };
    const { client, sent, upstream } = await connect(variables, () => LOST);
    for (let n = 0; n < 6; n += 1) await count(client);
    expect(sent('search_count')).toHaveLength(Number(failures));
    const { text, error } = failureOf(await count(client));
    expect(text).toContain('is not asked at the moment: try again in 30 s');
    expect(error).toEqual({ class: 'connection', retryable: true });
    expect(upstream.log()).toContain('Odoo does not answer');
  });

  it.each(['500', '60000'])('is open for ODOO_BREAKER_RECOVERY_MS=%s', async (recovery) => {
    let time = 0;
    let down = true;
    const variables = {
      ...noRetries,
      ODOO_BREAKER_FAILURES: '1',
      ODOO_BREAKER_RECOVERY_MS: recovery,
    };
    const { client, sent } = await connect(variables, () => (down ? LOST : { result: 3 }), {
      now: () => time,
    });
    await count(client);
    down = false;
    time = Number(recovery) - 1;
    expect(failureOf(await count(client)).text).toContain('try again in 1 s');
    expect(sent('search_count')).toHaveLength(1);
    time += 1;
    expect((await count(client)).structuredContent).toMatchObject({ count: 3 });
    expect(sent('search_count')).toHaveLength(2);
  });

  it('keeps every kind of call away, logins and writes too, and says that nothing was done', async () => {
    const { client, odoo } = await connect(
      { ...noRetries, ODOO_BREAKER_FAILURES: '1' },
      () => LOST,
    );
    await count(client);
    const before = odoo.calls.length;
    const name = { ...partner, values: { name: 'x' } };
    for (const [tool, args] of [
      ['login', { method: 'api_key', username: 'eve', credential: 'k' }],
      ['login', { method: 'password', username: 'eve', credential: 'k' }],
      ['list_models', {}],
      ['create_record', name],
      ['delete_record', { ...partner, record_id: 1 }],
      ['execute_method', { ...partner, method: 'action_go', record_ids: [1] }],
    ] as const) {
      const { text, error } = failureOf(await client.call(tool, args));
      expect(text).not.toContain('not known whether');
      expect(error).toEqual({ class: 'connection', retryable: true });
    }
    expect(odoo.calls).toHaveLength(before);
  });

  it('never opens for what Odoo itself refuses', async () => {
    const variables = { ...noRetries, ODOO_BREAKER_FAILURES: '1' };
    const { client, sent } = await connect(variables, () => ({ fault: 'builtins.ValueError' }));
    for (let n = 0; n < 5; n += 1) await count(client);
    expect(sent('search_count')).toHaveLength(5);
  });

  it('counts the retries of one call, and ends them when it opens', async () => {
    const variables = { ODOO_MAX_RETRIES: '10', ODOO_BREAKER_FAILURES: '3' };
    const { client, sent } = await connect(variables, () => LOST);
    expect(failureOf(await count(client)).text).toContain('is not asked at the moment');
    expect(sent('search_count')).toHaveLength(3);
  });
});

describe('ODOO_VERSION', () => {
  const version = (server_version: string): ScriptedAnswer => ({ result: { server_version } });
  const hidden: ScriptedAnswer = { raw: (response) => response.writeHead(404).end('<html>') };
  const login = (client: TestClient) =>
    client.call('login', { method: 'api_key', username: 'eve', credential: 'k' });
  const user = { name: 'B', login: 'eve', partner_id: [9, 'B'], company_id: [1, 'A'] };
  const script =
    (release: ScriptedAnswer): Script =>
    (_call, method) => {
      if (method === 'version_info') return release;
      if (method === 'has_group') return { result: true };
      return { result: [{ ...user, groups_id: [], all_group_ids: [] }] };
    };
  const hasGroupArguments = (calls: readonly ReceivedCall[]) =>
    calls.map(({ params }) => (Array.isArray(params.args) ? params.args[5] : undefined));

  it('of another release ends a login before the credential is sent', async () => {
    const { client, odoo } = await connect({ ODOO_VERSION: '17' }, script(version('18.0')));
    const { text, error } = failureOf(await login(client));
    expect(text).toBe(
      'This Odoo is release 18.0, but ODOO_VERSION is 17: set it to 18, or leave it out.',
    );
    expect(error).toEqual({ class: 'version', retryable: false });
    expect(odoo.calls.map(methodOf)).toEqual(['version_info']);
  });

  it('holds for the account of a request too', async () => {
    const { client, odoo } = await connect({ ODOO_VERSION: '19' }, script(version('18.0')));
    expect(failureOf(await count(client)).error).toMatchObject({ class: 'version' });
    expect(odoo.calls.map(methodOf)).toEqual(['version_info']);
  });

  it.each(['18', ''])('of %j lets a login to Odoo 18 through, which is asked once', async (pin) => {
    const { client, sent } = await connect({ ODOO_VERSION: pin }, script(version('18.0+e')));
    const { structuredContent } = await login(client);
    expect(structuredContent).toMatchObject({ version: '18.0', edition: 'enterprise' });
    expect(sent('version_info')).toHaveLength(1);
  });

  it.each([
    ['17', ['base.group_system']],
    ['18', [[7], 'base.group_system']],
  ])('of %s decides how a server that hides its release is spoken to', async (pin, args) => {
    const { client, sent } = await connect({ ODOO_VERSION: pin }, script(hidden));
    expect((await login(client)).structuredContent).toMatchObject({
      version: `${pin}.0`,
      is_admin: true,
    });
    expect(hasGroupArguments(sent('has_group'))).toEqual([args]);
  });

  it('is needed for a server that hides its release', async () => {
    const { client, sent } = await connect({}, script(hidden));
    expect(failureOf(await login(client)).error).toMatchObject({ class: 'connection' });
    expect(sent('has_group')).toEqual([]);
  });

  it('does not stand in for a server that cannot be asked', async () => {
    const { client, odoo } = await connect(
      { ODOO_VERSION: '18', ODOO_MAX_RETRIES: '0' },
      script(LOST),
    );
    expect(failureOf(await login(client)).error).toMatchObject({ class: 'connection' });
    expect(odoo.calls.map(methodOf)).toEqual(['version_info']);
  });
});

describe('ODOO_PROTOCOL', () => {
  const raw = (type: string, body: string): ScriptedAnswer => ({
    raw: (response) => response.writeHead(200, { 'content-type': type }).end(body),
  });
  const xml = (value: string) =>
    raw(
      'text/xml',
      `<?xml version="1.0"?><methodResponse><params><param><value>${value}</value></param></params></methodResponse>`,
    );
  /** Signs anyone in over any protocol, as Odoo 19, and gives every other call `LOST`. */
  const signsIn = (call: ReceivedCall, method: string): ScriptedAnswer => {
    if (method === 'version_info') return { result: { server_version: '19.0' } };
    if (method === 'common') return xml('<int>7</int>');
    if (call.path === '/json/2/res.users/context_get') return raw('application/json', '{"uid":7}');
    if (call.path === '/json/2/res.users/read')
      return raw('application/json', '[{"id":7,"login":"bob"}]');
    return LOST;
  };

  it.each([
    ['auto', '/json/2/res.partner/search_count'],
    ['jsonrpc', '/jsonrpc'],
    ['xmlrpc', '/xmlrpc/2/object'],
    ['json2', '/json/2/res.partner/search_count'],
  ])(
    '%s sends calls to %s, again when they are lost, and none while the breaker is open',
    async (protocol, path) => {
      const variables = {
        ODOO_PROTOCOL: protocol,
        ODOO_MAX_RETRIES: '2',
        ODOO_BREAKER_FAILURES: '3',
      };
      const { client, odoo } = await connect(variables, signsIn);
      const reached = () => odoo.calls.filter((call) => call.path === path && !isSignIn(call));
      expect(failureOf(await count(client)).error).toMatchObject({ class: 'connection' });
      expect(reached()).toHaveLength(3);
      expect(failureOf(await count(client)).text).toMatch(/not asked at the moment/);
      expect(reached()).toHaveLength(3);
    },
  );

  it.each([
    ['xmlrpc', '/xmlrpc/2/object'],
    ['json2', '/json/2/res.partner/unlink'],
  ])('%s never sends a write again', async (protocol, path) => {
    const variables = { ODOO_PROTOCOL: protocol, ODOO_MAX_RETRIES: '5' };
    const { client, odoo } = await connect(variables, signsIn);
    const unlink = { ...partner, method: 'unlink', record_ids: [1] };
    expect(failureOf(await client.call('execute_method', unlink)).text).toContain(
      'not known whether',
    );
    expect(odoo.calls.filter((call) => call.path === path)).toHaveLength(1);
  });

  const isSignIn = ({ params }: ReceivedCall) => params.service === 'common';
});
