import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { IdentityBinding } from '../../policies/bindings/binding.ts';
import type { JsonObject } from '../../policies/json.ts';
import { type GroupName, parseGroupName } from '../../policies/names.ts';
import { captureIdentity } from './capture.ts';
import { gatewaySettings } from './gateway-settings.fixture.ts';

const BINDING: IdentityBinding = {
  tool: 'login',
  told: [],
  arguments: {
    method: 'method',
    login: 'username',
    credential: 'credential',
    database: 'database',
  },
  result: {
    uid: 'uid',
    login: 'login',
    name: 'user',
    groups: 'groups',
    admin: 'is_admin',
    database: 'database',
    partnerId: 'partner_id',
    companyIds: 'company_ids',
  },
};
const ARGUMENTS = { method: 'password', username: 'demo', credential: 'hunter2', database: 'demo' };
const ANSWER = {
  uid: 6,
  login: 'demo',
  user: 'Marc Demo',
  groups: ['base.group_user', 'Sales / User'],
  is_admin: false,
  database: 'demo',
  partner_id: 7,
  company_ids: [1, 2],
};
const SETTINGS = gatewaySettings();

function capture(
  answer: JsonObject = {},
  args: JsonObject = {},
  settings: Parameters<typeof captureIdentity>[3] = SETTINGS,
) {
  const result = { structuredContent: { ...ANSWER, ...answer }, content: [] };
  return captureIdentity(BINDING, { ...ARGUMENTS, ...args }, result, settings);
}

function group(name: string): GroupName {
  const parsed = parseGroupName(name);
  if (parsed === undefined) throw new Error(name);
  return parsed;
}

const without = (key: string, from: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(from).filter(([name]) => name !== key));

describe('capturing a sign-in', () => {
  test('takes the person from the answer and the credential from the arguments', () => {
    const captured = capture();
    if ('effect' in captured) throw new Error(captured.reason);
    const { subject, credential } = captured;
    expect(subject).toEqual({
      id: 'odoo:demo:6',
      name: 'Marc Demo',
      source: 'odoo',
      groups: new Set(['base.group_user', 'Sales / User']),
      admin: false,
      odoo: { database: 'demo', login: 'demo', uid: 6, partnerId: 7, companyIds: [1, 2] },
    });
    expect(credential).toMatchObject({ method: 'password', database: 'demo', login: 'demo' });
    expect(credential.secret.reveal()).toBe('hunter2');
    expect(JSON.stringify(captured) + inspect(captured, { depth: 9 })).not.toContain('hunter2');
  });

  test('only a literal true makes an administrator', () => {
    expect(capture({ is_admin: true })).toMatchObject({ subject: { admin: true } });
    for (const is_admin of ['true', 1, null, [true], {}]) {
      expect(capture({ is_admin })).toMatchObject({ effect: 'deny', code: 'result_unreadable' });
    }
  });

  test.each([
    ['uid', [0, -1, 1.5, '6', true, null, 2 ** 31]],
    ['login', ['', null, 3]],
    ['user', ['', null, ['x']]],
    ['groups', [null, 'base.group_user', [1], { a: 1 }, [['x']]]],
    ['database', ['', null, 1]],
    ['partner_id', ['7', 0, false, [7]]],
    ['company_ids', [1, ['1'], [0], {}]],
  ])('an answer whose %s is malformed signs nobody in', (key, values) => {
    for (const value of values) {
      expect(capture({ [key]: value })).toMatchObject({
        effect: 'deny',
        code: 'result_unreadable',
      });
    }
  });

  test.each(['uid', 'login', 'user', 'groups', 'is_admin', 'database'])(
    'an answer without %s signs nobody in',
    (key) => {
      const result = { structuredContent: without(key, ANSWER) };
      expect(captureIdentity(BINDING, ARGUMENTS, result, SETTINGS)).toMatchObject({
        effect: 'deny',
        code: 'result_unreadable',
      });
    },
  );

  test('partner and companies may be missing', () => {
    const result = { structuredContent: without('partner_id', without('company_ids', ANSWER)) };
    expect(captureIdentity(BINDING, ARGUMENTS, result, SETTINGS)).toMatchObject({
      subject: { odoo: { database: 'demo', login: 'demo', uid: 6 } },
    });
  });

  test('an error, or an answer in text alone, signs nobody in', () => {
    const text = [{ type: 'text', text: JSON.stringify(ANSWER) }];
    for (const result of [
      { isError: true, structuredContent: ANSWER },
      { content: text },
      { structuredContent: [ANSWER] },
      { structuredContent: null },
    ]) {
      expect(captureIdentity(BINDING, ARGUMENTS, result, SETTINGS)).toHaveProperty(
        'effect',
        'deny',
      );
    }
  });

  test('OdooBot does not sign in', () => {
    expect(capture({ uid: 1 })).toMatchObject({ effect: 'deny', code: 'login_refused' });
  });

  test('an answer about somebody else than was asked for is refused', () => {
    expect(capture({ login: 'admin' })).toMatchObject({ code: 'result_unreadable' });
    expect(capture({ database: 'other' })).toMatchObject({ code: 'result_unreadable' });
    expect(capture({ database: 'other' }, { database: 'other' })).toMatchObject({
      code: 'result_unreadable',
    });
    expect(capture({}, { username: ' Demo ' })).toHaveProperty('subject');
  });

  test('without a database asked for or configured, the answer says which', () => {
    const settings = gatewaySettings({ odoo: withoutDatabase() });
    for (const database of ['', undefined]) {
      const args = without('database', ARGUMENTS);
      const asked = database === undefined ? args : { ...args, database };
      const result = { structuredContent: { ...ANSWER, database: 'only' } };
      expect(captureIdentity(BINDING, asked, result, settings)).toMatchObject({
        subject: { id: 'odoo:only:6' },
        credential: { database: 'only' },
      });
    }
  });

  test('the required group decides who may sign in', () => {
    const auth = (name: string) => ({
      ...SETTINGS,
      auth: { ...SETTINGS.auth, requiredGroup: group(name) },
    });
    expect(capture({}, {}, auth('base.group_user'))).toHaveProperty('subject');
    expect(capture({}, {}, auth('mcp.group_user'))).toMatchObject({
      code: 'login_refused',
      rule: 'gateway.yaml:auth.required_group',
    });
  });

  test('only accepted methods sign in; a session needs no login name, the others do', () => {
    expect(capture({}, { method: 'session' })).toMatchObject({ code: 'login_refused' });
    const all = { ...SETTINGS, auth: { methods: new Set(['session', 'password'] as const) } };
    expect(capture({}, { method: 'session', username: '' }, all)).toMatchObject({
      credential: { method: 'session', login: 'demo' },
    });
    expect(capture({}, { username: '' }, all)).toMatchObject({ code: 'arguments_invalid' });
    expect(capture({}, { method: 'magic' }, all)).toMatchObject({ code: 'arguments_invalid' });
    expect(capture({}, { credential: '' }, all)).toMatchObject({ code: 'arguments_invalid' });
  });

  test('a group that no rule could name is left out', () => {
    const captured = capture({ groups: ['base.group_user', ' padded ', ''] });
    expect(captured).toMatchObject({ subject: { groups: new Set(['base.group_user']) } });
  });

  test('whatever comes back, the outcome is a whole identity or a denial that quotes nothing', () => {
    const json = fc
      .jsonValue({ maxDepth: 2 })
      .map((value): JsonObject => ({ value }) as JsonObject);
    fc.assert(
      fc.property(json, fc.constantFrom(...Object.keys(ANSWER)), ({ value }, key) => {
        const outcome = capture({ [key]: value ?? null });
        if ('effect' in outcome) expect(outcome.reason).not.toContain('hunter2');
        else {
          expect(outcome.subject.id).toBe(`odoo:demo:${outcome.subject.odoo?.uid}`);
          expect(outcome.subject.admin).toBe(key === 'is_admin' && value === true);
        }
      }),
    );
  });
});

function withoutDatabase() {
  const { database: _, ...odoo } = SETTINGS.odoo;
  return odoo;
}
