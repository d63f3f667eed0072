import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { CONNECTION_IDLE_MS, createConnections } from './connections.ts';
import type { OdooCredential } from './credential.ts';
import { createDatabaseAllowList } from './database.ts';
import {
  type ReceivedCall,
  type ScriptedAnswer,
  type ScriptedOdoo,
  startScriptedOdoo,
} from './scripted-odoo.fixture.ts';
import { Secret } from './secret.ts';

let odoo: ScriptedOdoo | undefined;
afterEach(() => odoo?.close());

const bob: OdooCredential = {
  method: 'api_key',
  database: 'demo',
  login: 'bob',
  secret: new Secret('bobs-key'),
};

async function connect(
  script: (call: ReceivedCall) => ScriptedAnswer | Promise<ScriptedAnswer>,
  max?: number,
) {
  odoo = await startScriptedOdoo(script);
  let time = 1_000_000;
  const connections = createConnections({
    endpoint: odoo.endpoint,
    databases: createDatabaseAllowList(odoo.endpoint, 'demo'),
    protocol: 'jsonrpc',
    now: () => time,
    ...(max === undefined ? {} : { max }),
  });
  return {
    connections,
    pass: (ms: number) => {
      time += ms;
    },
    logins: () => odoo?.calls.filter((call) => call.params.service === 'common').length,
  };
}

const accept = (): ScriptedAnswer => ({ result: 7 });

describe('connections', () => {
  it('are opened once per credential, however many ask at once', async () => {
    const { connections, logins } = await connect(accept);
    const [first, ...others] = await Promise.all(
      Array.from({ length: 10 }, () =>
        connections.open({ ...bob, secret: new Secret('bobs-key') }),
      ),
    );
    expect(others.every((client) => client === first)).toBe(true);
    expect(logins()).toBe(1);
  });

  it.each<[string, Partial<OdooCredential>]>([
    ['another secret', { secret: new Secret('other-key') }],
    ['another login', { login: 'eve' }],
  ])('are not shared with %s', async (_case, difference) => {
    const { connections, logins } = await connect(accept);
    const first = await connections.open(bob);
    expect(await connections.open({ ...bob, ...difference })).not.toBe(first);
    expect(logins()).toBe(2);
  });

  it('are kept while they are used, and proven again after idling', async () => {
    const { connections, logins, pass } = await connect(accept);
    await connections.open(bob);
    for (let use = 0; use < 3; use += 1) {
      pass(CONNECTION_IDLE_MS - 1);
      await connections.open(bob);
    }
    expect(logins()).toBe(1);
    pass(CONNECTION_IDLE_MS);
    await connections.open(bob);
    expect(logins()).toBe(2);
  });

  it('are not kept when the login failed', async () => {
    const answers = [false, 7];
    const { connections } = await connect(() => ({ result: answers.shift() }));
    await expect(connections.open(bob)).rejects.toMatchObject({ class: 'auth' });
    expect((await connections.open(bob)).uid).toBe(7);
  });

  it('are forgotten when Odoo stops accepting the credential', async () => {
    const { connections, logins } = await connect((call) =>
      call.params.service === 'common' ? accept() : { fault: 'odoo.exceptions.AccessDenied' },
    );
    const client = await connections.open(bob);
    await expect(client.call('res.partner', 'read', [[1]], {})).rejects.toMatchObject({
      class: 'auth',
    });
    await connections.open(bob);
    expect(logins()).toBe(2);
  });

  it('are limited in number: the longest unused gives way', async () => {
    const { connections, logins } = await connect(accept, 2);
    for (const login of ['a', 'b', 'a', 'c', 'a', 'b']) await connections.open({ ...bob, login });
    expect(logins()).toBe(4);
  });

  it('never reach a database that is not allowed', async () => {
    const { connections } = await connect(accept);
    await expect(connections.open({ ...bob, database: 'other' })).rejects.toMatchObject({
      class: 'database',
    });
    expect(odoo?.calls).toHaveLength(0);
  });

  it('do not fail for others when one caller stops waiting', async () => {
    let letIn = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      letIn = resolve;
    });
    const { connections } = await connect(async () => {
      await gate;
      return accept();
    });
    const cancel = new AbortController();
    const impatient = connections.open(bob, cancel.signal);
    const patient = connections.open(bob);
    cancel.abort();
    await expect(impatient).rejects.toMatchObject({ class: 'connection' });
    letIn();
    expect((await patient).uid).toBe(7);
  });

  it('show no secret when they are inspected', async () => {
    const { connections } = await connect(accept);
    const client = await connections.open(bob);
    const shown = inspect([connections, client], { depth: null, showHidden: true });
    expect(shown).not.toContain('bobs-key');
  });
});
