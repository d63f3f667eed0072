import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CompiledUpstream, compileUpstream } from '../compiled-upstream.fixture.ts';
import {
  CLIENT_KINDS,
  type ClientKind,
  connectClient,
  type TestClient,
  type ToolResult,
} from '../mcp-clients.fixture.ts';
import { everyTarget, type OdooTarget } from '../odoo-targets.fixture.ts';
import { type RunningUpstream, startUpstream } from '../running-upstream.fixture.ts';
import { everyTool } from './every-tool.fixture.ts';

const TRANSPORTS = ['HTTP', 'stdio'] as const;
const WAYS = TRANSPORTS.flatMap((transport) => CLIENT_KINDS.map((kind) => ({ transport, kind })));
/** Processes are slow to start, and stdio does not know which dialect is behind it. */
const HTTP_ONLY = ['the demo Odoo 17', 'the demo Odoo 19'];

let compiled: CompiledUpstream;
beforeAll(() => {
  compiled = compileUpstream();
});
afterAll(() => compiled.remove());

function failure(result: ToolResult): { text: string; error: unknown } {
  expect(result.isError, JSON.stringify(result.structuredContent)).toBe(true);
  expect(result.structuredContent).toBeUndefined();
  return { text: result.content[0]?.text ?? '', error: result._meta?.['odoo-mcp/error'] };
}

for (const choice of everyTarget()) {
  describe.skipIf(!choice.available)(`tools against ${choice.name}`, choice.pace, () => {
    let odoo: OdooTarget;
    let upstream: RunningUpstream;
    beforeAll(async () => {
      odoo = await choice.start();
      upstream = await startUpstream(odoo.url, odoo.database);
    });
    afterAll(async () => {
      await upstream?.close();
      await odoo?.stop();
    });

    const connect = (kind: ClientKind, transport: (typeof TRANSPORTS)[number]) =>
      connectClient(
        kind,
        transport === 'HTTP'
          ? { url: upstream.url, headers: upstream.headers(odoo.admin) }
          : {
              command: process.execPath,
              args: [compiled.main],
              env: { ODOO_URL: odoo.url.href, ODOO_DB: odoo.database },
            },
      );

    it.each(
      WAYS.filter(({ transport }) => transport === 'HTTP' || !HTTP_ONLY.includes(choice.name)),
    )('every tool works with the $kind over $transport', async ({ kind, transport }) => {
      const client = await connect(kind, transport);
      try {
        await everyTool(client, odoo);
      } finally {
        await client.close();
      }
    });

    it('the external API and an existing web session act as the same user', async () => {
      const { database, login, secret } = odoo.admin;
      const accounts = [
        { method: 'api_key', database, login, secret },
        { method: 'session', database, login: '', secret: await webSession(odoo) },
      ];
      for (const account of accounts) {
        const target = { url: upstream.url, headers: upstream.headers(account) };
        const client = await connectClient('v2 SDK, modern era', target);
        const identity = await client.call('login', {
          method: account.method,
          username: account.login,
          credential: account.secret,
        });
        expect(identity.structuredContent).toMatchObject({
          login,
          method: account.method,
          is_admin: true,
        });
        const read = await client.call('search_count', { model: 'res.users' });
        expect(read.structuredContent?.count).toBeGreaterThan(0);
        await client.close();
      }
    });

    describe('a refused call', () => {
      let client: TestClient;
      beforeAll(async () => {
        client = await connect('v2 SDK, legacy era', 'HTTP');
      });
      afterAll(() => client?.close());

      it.each<[string, string, Record<string, unknown>, string, RegExp]>([
        [
          'an unknown model',
          'search_read',
          { model: 'no.such.model' },
          'missing',
          /'no\.such\.model' does not exist/,
        ],
        [
          'an unknown model in a count',
          'search_count',
          { model: 'no.such.model' },
          'missing',
          /does not exist/,
        ],
        [
          'an unknown field',
          'search_read',
          { model: 'res.partner', fields: ['no_such'] },
          'validation',
          /no_such/,
        ],
        [
          'an unknown field in the domain',
          'search_count',
          { model: 'res.partner', domain: [['no_such', '=', 1]] },
          'validation',
          /no_such/,
        ],
        [
          'a record that is not there',
          'get_record',
          { model: 'res.partner', record_id: 99_999_999 },
          'missing',
          /does not exist/,
        ],
        [
          'a deletion of nothing',
          'delete_record',
          { model: 'res.partner', record_id: 99_999_999 },
          'missing',
          /does not exist/,
        ],
        [
          'a write to nothing',
          'update_record',
          { model: 'res.partner', record_id: 99_999_999, values: { name: 'x' } },
          'missing',
          /does not exist/,
        ],
        [
          'a wrong type',
          'create_record',
          { model: 'res.partner', values: { name: 'x', country_id: 'DE' } },
          'validation',
          /country_id: write the id/,
        ],
        [
          'an unknown method',
          'execute_method',
          { model: 'res.partner', method: 'no_such', record_ids: [1] },
          'missing',
          /no_such/,
        ],
        [
          'a private method',
          'execute_method',
          { model: 'res.partner', method: '_write', record_ids: [1] },
          'validation',
          /private/,
        ],
        [
          'no records',
          'execute_method',
          { model: 'res.partner', method: 'read', record_ids: [] },
          'validation',
          /record_ids/,
        ],
        [
          'a wrong password',
          'login',
          { method: 'password', username: 'admin', credential: 'nope' },
          'auth',
          /refused the login/,
        ],
        [
          'an unknown user',
          'login',
          { method: 'api_key', username: 'nobody', credential: 'nope' },
          'auth',
          /refused the login/,
        ],
        [
          'another database',
          'login',
          { method: 'password', username: 'a', credential: 'b', database: 'other' },
          'database',
          /does not have this database/,
        ],
      ])('%s says what it is and how to go on', async (_case, tool, args, errorClass, text) => {
        const { text: said, error } = failure(await client.call(tool, args));
        expect(said).toMatch(text);
        expect(error).toEqual({ class: errorClass, retryable: false });
        expect(said).not.toMatch(/Traceback|\.py\b|odoo\.exceptions|User: \d/);
      });

      it('says the same for a wrong password and an unknown user', async () => {
        const [wrong, unknown] = await Promise.all(
          [odoo.admin.login, 'nobody-at-all'].map((username) =>
            client.call('login', { method: 'password', username, credential: 'nope' }),
          ),
        );
        expect(wrong).toEqual(unknown);
      });
    });
  });
}

/** The `session_id` of a fresh web login. */
async function webSession({ url, admin }: OdooTarget): Promise<string> {
  const response = await fetch(new URL('/web/session/authenticate', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      jsonrpc: '2.0',
      params: { db: admin.database, login: admin.login, password: admin.secret },
    }),
  });
  const cookies = response.headers.getSetCookie().join(';');
  return /session_id=([\w-]+)/.exec(cookies)?.[1] ?? '';
}
