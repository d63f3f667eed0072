import { request } from 'undici';
import { expect, it } from 'vitest';
import * as z from 'zod';
import type { OdooTarget } from '../../upstream/odoo-targets.fixture.ts';
import { openLegacySession, post } from '../raw-mcp.fixture.ts';
import { answer, describeGuarded, failure, refusal } from './guarded-odoo.fixture.ts';
import { personOf } from './mcp-client.fixture.ts';

/** The session cookie of a web login, as a browser has it. */
async function webSession({ url, database, admin }: OdooTarget): Promise<string> {
  const response = await request(new URL('/web/session/authenticate', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      jsonrpc: '2.0',
      params: { db: database, login: admin.login, password: admin.secret },
    }),
  });
  await response.body.dump();
  const cookie = /session_id=([^;]+)/.exec(String(response.headers['set-cookie']));
  return z.string().parse(cookie?.[1]);
}

const LOGIN_KEYS = [
  'user',
  'uid',
  'method',
  'groups',
  'is_admin',
  'database',
  'version',
  'edition',
];
const SESSIONS = { files: { 'gateway.yaml': 'auth: {methods: [api_key, password, session]}' } };

describeGuarded(
  'signing in',
  (given, major) => {
    const open = () => openLegacySession(given.guard.url);

    it('with a password, an API key or a web session makes the same user', async () => {
      const { admin, adminKey } = given.odoo;
      const ways = [
        { method: 'password', username: admin.login, credential: admin.secret },
        { method: 'session', credential: await webSession(given.odoo) },
        ...(adminKey
          ? [{ method: 'api_key', username: adminKey.login, credential: adminKey.secret }]
          : []),
      ];
      for (const way of ways) {
        const session = await open();
        const identity = await answer(session, 'login', way);
        for (const key of LOGIN_KEYS) expect(identity).toHaveProperty(key);
        expect(identity).toMatchObject({
          is_admin: true,
          method: way.method,
          database: given.odoo.database,
        });
        expect(String(identity.version)).toContain(String(major));
        expect(identity.groups).toEqual(
          expect.arrayContaining(['base.group_user', 'base.group_system']),
        );
        if (way.credential !== admin.secret)
          expect(JSON.stringify(identity)).not.toContain(way.credential);
        expect(identity).not.toHaveProperty('bearer_token');
        await answer(session, 'search_count', { model: 'res.partner' });
      }
    });

    it('an employee has external ids for groups and is no administrator', async () => {
      const session = await open();
      const { sales = { login: 'sales', secret: 'sales' } } = given.odoo;
      const identity = await answer(session, 'login', {
        method: 'password',
        username: sales.login,
        credential: sales.secret,
      });
      expect(identity.is_admin).toBe(false);
      expect(identity.groups).toEqual(expect.arrayContaining(['base.group_user']));
      expect(identity.groups).not.toContain('base.group_system');
    });

    it.each<[string, Record<string, unknown>]>([
      ['an unknown way', { method: 'telepathy', username: 'admin', credential: 'x' }],
      ['no method', { username: 'admin', credential: 'x' }],
      ['no credential', { method: 'password', username: 'admin' }],
      ['a wrong password', { method: 'password', username: 'no-such-user', credential: 'wrong' }],
      ['a wrong key', { method: 'api_key', username: 'no-such-user-2', credential: 'wrong' }],
      ['a session that is none', { method: 'session', credential: 'nothing' }],
      [
        'another database',
        { method: 'password', username: 'admin', credential: 'admin', database: 'other' },
      ],
      [
        'a database with a path',
        { method: 'password', username: 'admin', credential: 'admin', database: '../x' },
      ],
      [
        'a login of 300 characters',
        { method: 'password', username: 'x'.repeat(300), credential: 'x' },
      ],
      [
        'a credential of 5000 characters',
        { method: 'password', username: 'nobody', credential: 'x'.repeat(5_000) },
      ],
      [
        'claims of its own',
        { method: 'password', username: 'sales', credential: 'sales', is_admin: true },
      ],
    ])(
      '%s is refused, without a word of internals or of who else is there',
      async (_what, args) => {
        const words = await failure(await open(), 'login', args);
        expect(words).not.toMatch(/Traceback|psycopg|active_session|File "|https?:\/\//);
      },
    );

    it('a failed sign-in leaves the one before as it was', async () => {
      const session = await given.signIn(given.odoo.admin);
      await failure(session, 'login', {
        method: 'password',
        username: 'nobody-3',
        credential: 'wrong',
      });
      await answer(session, 'search_count', { model: 'res.partner' });
    });

    it('one sign-in does not end another', async () => {
      const first = await given.signIn(given.odoo.admin);
      const second = await given.signIn(given.odoo.admin);
      await answer(first, 'search_count', { model: 'res.partner' });
      await answer(second, 'search_count', { model: 'res.partner' });
    });

    it('nothing but the sign-in works before it', async () => {
      const session = await open();
      for (const [tool, args] of [
        ['search_read', { model: 'res.partner' }],
        ['list_models', {}],
        ['create_record', { model: 'res.partner', values: { name: 'x' } }],
        ['execute_method', { model: 'sale.order', method: 'action_confirm', record_ids: [1] }],
      ] as const)
        expect(await refusal(session, tool, args)).toMatchObject({ code: 'not_signed_in' });
    });

    it('tools/list tells every tool with a schema and annotations, the same each time', async () => {
      const list = async () => {
        const { response } = await post(
          given.guard.url,
          { jsonrpc: '2.0', id: 1, method: 'tools/list' },
          { 'mcp-session-id': given.admin.id, 'mcp-protocol-version': '2025-11-25' },
        );
        return z.array(z.record(z.string(), z.unknown())).parse(response?.result?.tools);
      };
      const tools = await list();
      expect(await list()).toEqual(tools);
      for (const tool of tools) {
        expect(tool).toMatchObject({
          name: expect.any(String),
          title: expect.any(String),
          description: expect.any(String),
          inputSchema: { type: 'object' },
          outputSchema: { type: 'object' },
          annotations: { readOnlyHint: expect.any(Boolean), openWorldHint: false },
        });
        expect(JSON.stringify([tool.inputSchema, tool.outputSchema])).not.toContain('$ref');
      }
    });
  },
  SESSIONS,
);

/** Lower than the built-in limits: Odoo itself pauses after ten failures from one address. */
const LOCKOUTS = [
  'limits:',
  '  lockout:',
  '    per_login: {failures: 3, minutes: 5}',
  '    per_source: {failures: 5, minutes: 15}',
].join('\n');

describeGuarded(
  'a lockout',
  (given) => {
    const wrong = (username: string) => ({ method: 'password', username, credential: 'wrong' });

    it('of one login comes after the failures it takes, however the login is spelled', async () => {
      const session = await openLegacySession(given.guard.url);
      for (const spelling of ['Mallory', 'mallory', 'MALLORY'])
        expect(await failure(session, 'login', wrong(spelling))).not.toMatch(/Retry in/);
      expect(await refusal(session, 'login', wrong('mallory'))).toMatchObject({
        code: 'locked_out',
        retry_after_ms: expect.any(Number),
      });
    });

    it('is not prolonged by further tries', async () => {
      const session = await openLegacySession(given.guard.url);
      const left = async () =>
        z.number().parse((await refusal(session, 'login', wrong('mallory'))).retry_after_ms);
      const before = await left();
      expect(await left()).toBeLessThanOrEqual(before);
    });

    it('of a whole place comes after guesses at several logins', async () => {
      const session = await openLegacySession(given.guard.url);
      for (const guess of ['guess-1', 'guess-2']) await failure(session, 'login', wrong(guess));
      expect(await refusal(session, 'login', wrong('somebody-else'))).toMatchObject({
        code: 'locked_out',
      });
    });

    it('does not end the sessions that are signed in', async () => {
      await answer(given.sales, 'search_count', { model: 'res.partner' });
    });
  },
  { files: { 'gateway.yaml': LOCKOUTS } },
);

describeGuarded('who is signed in', (given) => {
  it('is told to themselves, without secrets', async () => {
    for (const login of ['admin', 'sales', 'hr', 'demo', 'portal'] as const) {
      const session = await given.signIn(personOf(given.odoo, login));
      const who = await answer(session, 'whoami');
      expect(who).toMatchObject({
        login,
        uid: expect.any(Number),
        database: given.odoo.database,
        version: `${given.odoo.major}.0`,
        is_admin: login === 'admin',
        lang: expect.any(String),
        companies: expect.arrayContaining([{ id: who.company_id, name: expect.any(String) }]),
        tools_off: expect.any(Array),
      });
      expect(Object.keys(who).join(' ')).not.toMatch(
        /password|secret|key|token|session|credential/,
      );
    }
  });

  it('each session is its own person', async () => {
    const [admin, sales] = [
      await answer(given.admin, 'whoami'),
      await answer(given.sales, 'whoami'),
    ];
    expect(admin.uid).not.toBe(sales.uid);
    expect(sales.groups).not.toContain('base.group_system');
  });
});
