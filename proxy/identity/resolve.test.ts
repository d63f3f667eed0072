import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { IdentitySettings, NamedSubject } from '../../policies/gateway-settings.ts';
import { type GroupName, parseGroupName } from '../../policies/names.ts';
import { secret } from '../../policies/secret.ts';
import type { Era, Origin } from '../exchange.ts';
import { gatewaySettings } from './gateway-settings.fixture.ts';
import { type Caller, identify, prepareIdentities } from './resolve.ts';
import { createSessions } from './sessions.ts';
import { odooUser, passwordOf } from './subject.fixture.ts';

const SALES = group('sales');
const ACCOUNT = { login: 'bot', method: 'api_key', secret: secret('bot key') } as const;
const named = (name: string, more: Partial<NamedSubject> = {}): NamedSubject => ({
  name,
  groups: [SALES],
  admin: false,
  ...more,
});
const token = (name: string, more: Partial<NamedSubject> = {}) => ({
  ...named(name, more),
  sha256: createHash('sha256').update(`omg_${name}`).digest('hex'),
});

function group(name: string): GroupName {
  const parsed = parseGroupName(name);
  if (parsed === undefined) throw new Error(name);
  return parsed;
}

function guard(identity: Partial<IdentitySettings> = {}) {
  const settings = gatewaySettings({ identity });
  const clock = { now: 0 };
  const sessions = createSessions({ maxSessions: 9, idleMs: 1_000, now: () => clock.now });
  const ask = (origin: Partial<Origin>, era: Era = 'legacy') =>
    identify(
      { transport: 'http', source: '192.0.2.1', paramHeaders: {}, ...origin },
      era,
      sessions,
      settings,
    );
  const known = (origin: Partial<Origin>, era: Era = 'legacy'): Caller => {
    const identified = ask(origin, era);
    if (identified.kind !== 'known') throw new Error(identified.kind);
    return identified;
  };
  const open = (caller: Caller) => {
    const session = sessions.open(caller.principal);
    if ('effect' in session) throw new Error(session.reason);
    return session;
  };
  return { settings, sessions, clock, ask, known, open };
}

describe('identify over HTTP', () => {
  test('without credentials the caller is nobody, told apart by address alone', () => {
    const caller = guard().known({});
    expect(caller).toMatchObject({
      principal: { kind: 'anonymous' },
      subject: { id: 'anonymous:192.0.2.1', source: 'anonymous', admin: false },
      credential: undefined,
      session: undefined,
    });
    expect(caller.subject.groups.size).toBe(0);
  });

  test('the operator may say who strangers are', () => {
    const { known } = guard({ anonymous: named('visitor', { odoo: ACCOUNT }) });
    expect(known({})).toMatchObject({
      subject: { id: 'anonymous:192.0.2.1', name: 'visitor', groups: new Set([SALES]) },
      credential: { login: 'bot', database: 'demo' },
    });
  });

  test('a token is its own subject, with its own rights and the account it brokers', () => {
    const { known } = guard({
      tokens: [token('agent', { odoo: { ...ACCOUNT, database: 'prod' } })],
    });
    for (const era of ['legacy', 'modern'] as const) {
      expect(known({ bearer: 'omg_agent' }, era)).toMatchObject({
        principal: { kind: 'token', name: 'agent' },
        subject: { id: 'token:agent', source: 'token', groups: new Set([SALES]), admin: false },
        credential: { method: 'api_key', login: 'bot', database: 'prod' },
      });
    }
  });

  test.each(['', 'wrong', 'omg_agent ', 'a b', '"'])(
    'the bearer token %j is unauthorized and never anonymous',
    (bearer) => {
      const { ask, open, known } = guard({
        tokens: [token('agent')],
        anonymous: named('visitor', { admin: true }),
      });
      const session = open(known({}));
      for (const era of ['legacy', 'modern'] as const) {
        const identified = ask({ bearer, sessionId: session.id }, era);
        expect(identified).toMatchObject({ kind: 'unauthorized' });
        if (identified.kind !== 'unauthorized') return;
        expect(identified.challenge).toMatch(/^Bearer .*error="invalid_token"/);
      }
    },
  );

  test('a session belongs to the principal that opened it', () => {
    const { ask, known, open } = guard({ tokens: [token('one'), token('two')] });
    const session = open(known({ bearer: 'omg_one' }));
    expect(known({ bearer: 'omg_one', sessionId: session.id }).session).toBe(session);
    const others: Partial<Origin>[] = [
      { bearer: 'omg_two', sessionId: session.id },
      { sessionId: session.id },
      { bearer: 'omg_one', sessionId: `${session.id}x` },
      { bearer: 'omg_one', sessionId: '' },
    ];
    for (const origin of others) expect(ask(origin)).toEqual({ kind: 'unknown_session' });
  });

  test('who signs in is that user, in that session alone', () => {
    const { known, open } = guard();
    const [one, other] = [open(known({})), open(known({}))];
    one.signIn(odooUser('sales', 8), passwordOf('sales'));
    expect(known({ sessionId: one.id })).toMatchObject({
      subject: { id: 'odoo:demo:8' },
      credential: { login: 'sales' },
    });
    expect(known({ sessionId: other.id })).toMatchObject({
      subject: { source: 'anonymous' },
      credential: undefined,
    });
    expect(known({})).toMatchObject({ subject: { source: 'anonymous' }, credential: undefined });
  });

  test('signing in never changes who a token is', () => {
    const { known, open } = guard({ tokens: [token('agent')] });
    const session = open(known({ bearer: 'omg_agent' }));
    session.signIn({ ...odooUser('admin', 2), admin: true }, passwordOf('admin'));
    expect(known({ bearer: 'omg_agent', sessionId: session.id })).toMatchObject({
      subject: { id: 'token:agent', admin: false },
      credential: undefined,
    });
  });

  test('a stateless request has no session, whatever it sends along', () => {
    const { known, open } = guard();
    const session = open(known({}));
    session.signIn(odooUser('sales', 8), passwordOf('sales'));
    const caller = known({ sessionId: session.id }, 'modern');
    expect(caller).toMatchObject({ session: undefined, credential: undefined });
    expect(caller.subject.source).toBe('anonymous');
  });

  test('using a session keeps it alive; it ends when it is not used', () => {
    const { ask, known, open, clock } = guard();
    const session = open(known({}));
    for (let turn = 0; turn < 5; turn += 1) {
      clock.now += 900;
      expect(known({ sessionId: session.id }).session).toBe(session);
    }
    clock.now += 1_000;
    expect(ask({ sessionId: session.id })).toEqual({ kind: 'unknown_session' });
  });
});

describe('identify over stdio', () => {
  const stdio = { transport: 'stdio', source: 'stdio', sessionId: 'stdio' } as const;

  test('is nobody until somebody signs in, in either era and one session', () => {
    const { known } = guard({ anonymous: named('visitor', { admin: true }) });
    const first = known(stdio, 'modern');
    expect(first).toMatchObject({
      principal: { kind: 'stdio' },
      subject: { id: 'anonymous:stdio', name: 'anonymous', source: 'anonymous', admin: false },
      credential: undefined,
    });
    first.session?.signIn(odooUser('demo', 6), passwordOf('demo'));
    for (const era of ['legacy', 'modern'] as const) {
      expect(known(stdio, era)).toMatchObject({
        subject: { id: 'odoo:demo:6' },
        credential: { login: 'demo' },
      });
    }
  });

  test('a named person keeps its rights; signing in changes the account behind them', () => {
    const { known } = guard({ stdio: named('me', { odoo: ACCOUNT }) });
    const before = known(stdio);
    expect(before).toMatchObject({
      subject: { id: 'stdio', name: 'me', source: 'stdio' },
      credential: { login: 'bot' },
    });
    before.session?.signIn({ ...odooUser('admin', 2), admin: true }, passwordOf('admin'));
    expect(known(stdio)).toMatchObject({
      subject: { id: 'stdio', admin: false, groups: new Set([SALES]), odoo: { uid: 2 } },
      credential: { login: 'admin' },
    });
  });

  test('a named person stands for whom the operator wrote down, whoever signs in', () => {
    const actsFor = { uid: 9, companyIds: [3] };
    const { known } = guard({ stdio: named('me', { odoo: ACCOUNT, actsFor }) });
    const before = known(stdio);
    expect(before.subject.odoo).toMatchObject(actsFor);
    before.session?.signIn(odooUser('admin', 2), passwordOf('admin'));
    expect(known(stdio)).toMatchObject({
      subject: { odoo: actsFor },
      credential: { login: 'admin' },
    });
  });

  test('after shutdown there is no session to act in', () => {
    const { ask, sessions } = guard();
    sessions.endAll();
    expect(ask(stdio)).toEqual({ kind: 'unknown_session' });
  });
});

test('settings that make no sense are refused, by name and without secrets', () => {
  const twice = gatewaySettings({
    identity: { tokens: [token('a'), { ...token('a'), name: 'b' }] },
  });
  expect(() => prepareIdentities(twice)).toThrow('same sha256');
  const { database: _, ...odoo } = twice.odoo;
  const homeless = gatewaySettings({
    odoo,
    identity: { tokens: [token('agent', { odoo: ACCOUNT })] },
  });
  expect(() => prepareIdentities(homeless)).toThrow('identity.tokens.agent.odoo.database');
  expect(() => prepareIdentities(homeless)).not.toThrow('bot key');
});
