import { afterEach, describe, expect, it } from 'vitest';
import type { OdooCredential } from './credential.ts';
import { loginRefused } from './errors.ts';
import {
  type ReceivedCall,
  type ScriptedAnswer,
  type ScriptedOdoo,
  startScriptedOdoo,
} from './scripted-odoo.fixture.ts';
import { Secret } from './secret.ts';
import { openSessionTransport } from './session-transport.ts';

const credential: OdooCredential = {
  method: 'password',
  database: 'demo',
  login: 'bob',
  secret: new Secret('pw'),
};
const COOKIE = 'c'.repeat(42);
const SENT = { model: 'res.partner', method: 'write', args: [[1], {}], kwargs: {} };
const WRITE = { ...SENT, repeatable: false };
const EXPIRED: ScriptedAnswer = { fault: 'odoo.http.SessionExpiredException' };

let odoo: ScriptedOdoo | undefined;
afterEach(() => odoo?.close());

/** Odoo with sessions `s1`, `s2`, …, one per login; `onCall` answers everything else. */
async function open(
  onCall: (call: ReceivedCall) => ScriptedAnswer,
  using = credential,
  uids: readonly number[] = [],
) {
  let logins = 0;
  const uid = 7;
  odoo = await startScriptedOdoo((call) => {
    if (call.path === '/web/session/authenticate') {
      logins += 1;
      return {
        result: { uid: uids[logins - 1] ?? uid, db: 'demo', username: 'bob' },
        session: `s${logins}`,
      };
    }
    if (call.path === '/web/session/get_session_info')
      return { result: { uid, db: 'demo', username: 'bob' } };
    return onCall(call);
  });
  return openSessionTransport(odoo.endpoint, using);
}

const sent = (path: RegExp) => (odoo?.calls ?? []).filter((call) => path.test(call.path));

describe('a web session', () => {
  it('carries calls with its cookie', async () => {
    const transport = await open(() => ({ result: true }));
    expect(transport).toMatchObject({ uid: 7, login: 'bob' });
    expect(await transport.call(WRITE)).toBe(true);
    expect(odoo?.calls.at(-1)).toMatchObject({
      path: '/web/dataset/call_kw/res.partner/write',
      cookie: 'session_id=s1',
      params: SENT,
    });
  });

  it('follows Odoo to a new session identifier', async () => {
    const transport = await open(() => ({ result: true, session: 'rotated' }));
    await transport.call(WRITE);
    await transport.call(WRITE);
    expect(odoo?.calls.at(-1)?.cookie).toBe('session_id=rotated');
  });

  it('is opened again once when it has expired', async () => {
    const transport = await open((call) =>
      call.cookie === 'session_id=s1' ? EXPIRED : { result: 'done' },
    );
    expect(await transport.call(WRITE)).toBe('done');
    expect(sent(/authenticate/)).toHaveLength(2);
    expect(sent(/call_kw/)).toHaveLength(2);
  });

  it('is opened again once for many calls that find it expired together', async () => {
    const transport = await open((call) =>
      call.cookie === 'session_id=s1' ? EXPIRED : { result: 'done' },
    );
    const results = await Promise.all(Array.from({ length: 20 }, () => transport.call(WRITE)));
    expect(new Set(results)).toEqual(new Set(['done']));
    expect(sent(/authenticate/)).toHaveLength(2);
  });

  it('is not opened again for another user who has taken the login over', async () => {
    const transport = await open(
      (call) => (call.cookie === 'session_id=s1' ? EXPIRED : { result: 'done' }),
      credential,
      [7, 8, 8],
    );
    await expect(transport.call(WRITE)).rejects.toMatchObject({ class: 'auth' });
    await expect(transport.call(WRITE)).rejects.toMatchObject({ class: 'auth' });
    expect(sent(/call_kw/).every((call) => call.cookie === 'session_id=s1')).toBe(true);
  });

  it('gives up when the new session is expired too', async () => {
    const transport = await open(() => EXPIRED);
    await expect(transport.call(WRITE)).rejects.toMatchObject({ class: 'session_expired' });
    expect(sent(/call_kw/)).toHaveLength(2);
  });

  it('never repeats a call for any other failure', async () => {
    const transport = await open(() => ({ raw: (response) => response.destroy() }));
    await expect(transport.call(WRITE)).rejects.toMatchObject({ outcome: 'unknown' });
    expect(sent(/call_kw/)).toHaveLength(1);
  });

  it('is not renewed when the credential is the session itself', async () => {
    const transport = await open(() => EXPIRED, {
      ...credential,
      method: 'session',
      login: '',
      secret: new Secret(COOKIE),
    });
    await expect(transport.call(WRITE)).rejects.toMatchObject({ class: 'session_expired' });
    expect(sent(/call_kw/)).toHaveLength(1);
    expect(sent(/authenticate/)).toHaveLength(0);
    expect(odoo?.calls[0]?.cookie).toBe(`session_id=${COOKIE}`);
  });

  it('is opened again once when another first login of the user came in between', async () => {
    const taken: ScriptedAnswer = { fault: 'odoo.exceptions.ValidationError' };
    let logins = 0;
    odoo = await startScriptedOdoo(() => {
      logins += 1;
      return logins === 1
        ? taken
        : { result: { uid: 7, db: 'demo', username: 'bob' }, session: 's2' };
    });
    expect(await openSessionTransport(odoo.endpoint, credential)).toMatchObject({ uid: 7 });
    expect(logins).toBe(2);
    await odoo.close();

    odoo = await startScriptedOdoo(() => taken);
    await expect(openSessionTransport(odoo.endpoint, credential)).rejects.toMatchObject({
      class: 'validation',
    });
    expect(sent(/authenticate/)).toHaveLength(2);
  });

  it('asks once with a password that is wrong', async () => {
    odoo = await startScriptedOdoo(() => ({ fault: 'odoo.exceptions.AccessDenied' }));
    await expect(openSessionTransport(odoo.endpoint, credential)).rejects.toMatchObject({
      class: 'auth',
    });
    expect(sent(/authenticate/)).toHaveLength(1);
  });

  it.each<[string, ScriptedAnswer]>([
    ['wrong password', { fault: 'odoo.exceptions.AccessDenied' }],
    ['a second factor is still missing', { result: { uid: null, db: 'demo', username: 'bob' } }],
    ['another database', { result: { uid: 7, db: 'other', username: 'bob' }, session: 's' }],
    ['no session', { result: { uid: 7, db: 'demo', username: 'bob' } }],
  ])('is refused in the same words: %s', async (_case, answer) => {
    odoo = await startScriptedOdoo(() => answer);
    await expect(openSessionTransport(odoo.endpoint, credential)).rejects.toMatchObject({
      class: 'auth',
      message: loginRefused().message,
    });
  });

  it.each(['short', 'a; session_id=other', `${COOKIE}\r\nx: y`])(
    'is never made of a value that is no session id: %j',
    async (value) => {
      const session = { ...credential, method: 'session', secret: new Secret(value) } as const;
      await expect(open(() => ({ result: 1 }), session)).rejects.toMatchObject({ class: 'auth' });
      expect(odoo?.calls).toHaveLength(0);
    },
  );

  it.each(['', 'bob'])('is adopted for the login it is of, named as %j', async (login) => {
    const session = {
      ...credential,
      method: 'session',
      login,
      secret: new Secret(COOKIE),
    } as const;
    expect(await open(() => ({ result: 1 }), session)).toMatchObject({ uid: 7, login: 'bob' });
  });

  it('of another login than the named one is refused', async () => {
    const session = {
      ...credential,
      method: 'session',
      login: 'eve',
      secret: new Secret(COOKIE),
    } as const;
    await expect(open(() => ({ result: 1 }), session)).rejects.toMatchObject({ class: 'auth' });
  });

  it('of another database is refused', async () => {
    const session = {
      ...credential,
      method: 'session',
      database: 'other',
      secret: new Secret(COOKIE),
    } as const;
    await expect(open(() => ({ result: 1 }), session)).rejects.toMatchObject({ class: 'auth' });
  });
});
