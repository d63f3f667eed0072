import { describe, expect, it } from 'vitest';
import { processCaller, requestCaller } from './caller.ts';
import type { OdooClient } from './odoo/client.ts';
import type { OdooConnections } from './odoo/connections.ts';
import type { OdooCredential } from './odoo/credential.ts';
import { loginRefused, OdooError } from './odoo/errors.ts';
import { Secret } from './odoo/secret.ts';

const signal = new AbortController().signal;
const account = (login: string): OdooCredential => ({
  method: 'password',
  database: 'demo',
  login,
  secret: new Secret('pw'),
});

/** Connections that accept every login but `mallory`, and none while Odoo is `down`. */
function connections() {
  const opened: string[] = [];
  const state = { down: false };
  const open: OdooConnections['open'] = async ({ login, database, method }) => {
    opened.push(login);
    if (state.down) throw new OdooError('connection', 'Gone.');
    if (login === 'mallory') throw loginRefused();
    const client: OdooClient = {
      uid: 1,
      login,
      database,
      method,
      call: () => Promise.reject(new Error('not called')),
      query: () => Promise.reject(new Error('not called')),
      fields: () => Promise.reject(new Error('not called')),
      models: () => Promise.reject(new Error('not called')),
      version: () => Promise.reject(new Error('not called')),
    };
    return client;
  };
  return { open, opened, state };
}

describe('the caller of a request', () => {
  it('is who the request says, and nobody otherwise', async () => {
    const caller = requestCaller(connections(), account('bob'));
    expect((await caller.client(signal)).login).toBe('bob');
    await expect(requestCaller(connections(), undefined).client(signal)).rejects.toMatchObject({
      class: 'auth',
      message: expect.stringContaining('Not signed in'),
    });
  });

  it('stays who it is after proving another account', async () => {
    const caller = requestCaller(connections(), account('bob'));
    expect((await caller.signIn(account('eve'), signal)).login).toBe('eve');
    expect((await caller.client(signal)).login).toBe('bob');
  });
});

describe('the caller of a process', () => {
  it('is the account of the environment until another signs in', async () => {
    const caller = processCaller(connections(), async () => account('bob'));
    expect((await caller.client(signal)).login).toBe('bob');
    await caller.signIn(account('eve'), signal);
    expect((await caller.client(signal)).login).toBe('eve');
  });

  it('is nobody without one', async () => {
    const caller = processCaller(connections(), async () => undefined);
    await expect(caller.client(signal)).rejects.toMatchObject({ class: 'auth' });
  });

  it('stays signed in when a later sign-in fails', async () => {
    const caller = processCaller(connections(), async () => undefined);
    await caller.signIn(account('bob'), signal);
    await expect(caller.signIn(account('mallory'), signal)).rejects.toMatchObject({
      class: 'auth',
    });
    expect((await caller.client(signal)).login).toBe('bob');
  });

  it('does not try a refused account again before the next sign-in', async () => {
    const odoo = connections();
    const caller = processCaller(odoo, async () => account('mallory'));
    for (let call = 0; call < 3; call += 1)
      await expect(caller.client(signal)).rejects.toMatchObject({ class: 'auth' });
    expect(odoo.opened).toEqual(['mallory']);
    await caller.signIn(account('bob'), signal);
    expect((await caller.client(signal)).login).toBe('bob');
  });

  it('tries again after Odoo could not be reached', async () => {
    const odoo = connections();
    const caller = processCaller(odoo, async () => account('bob'));
    odoo.state.down = true;
    await expect(caller.client(signal)).rejects.toMatchObject({ class: 'connection' });
    odoo.state.down = false;
    expect((await caller.client(signal)).login).toBe('bob');
  });
});
