import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everyTarget, type OdooTarget } from '../odoo-targets.fixture.ts';
import type { TestAccount } from '../running-upstream.fixture.ts';
import type { OdooClient } from './client.ts';
import { createConnections } from './connections.ts';
import type { CredentialMethod } from './credential.ts';
import { createDatabaseAllowList } from './database.ts';
import { createPooledEndpoint, type OdooEndpoint } from './endpoint.ts';
import type { OdooErrorClass } from './errors.ts';
import { readIdentity } from './identity.ts';
import type { OdooProtocol } from './protocol-choice.ts';
import { Secret } from './secret.ts';

/** Every protocol with every credential it takes; JSON-2 alone starts with Odoo 19. */
const WAYS: readonly { readonly protocol: OdooProtocol; readonly method: CredentialMethod }[] = [
  { protocol: 'auto', method: 'password' },
  { protocol: 'auto', method: 'session' },
  { protocol: 'auto', method: 'api_key' },
  { protocol: 'jsonrpc', method: 'password' },
  { protocol: 'jsonrpc', method: 'session' },
  { protocol: 'jsonrpc', method: 'api_key' },
  { protocol: 'xmlrpc', method: 'password' },
  { protocol: 'xmlrpc', method: 'api_key' },
  { protocol: 'json2', method: 'api_key' },
];

const ABSENT = 99_999_999;

for (const choice of everyTarget()) {
  describe.skipIf(!choice.available)(`protocols against ${choice.name}`, choice.pace, () => {
    let odoo: OdooTarget;
    let endpoint: OdooEndpoint;
    let reference: OdooClient;
    beforeAll(async () => {
      odoo = await choice.start();
      endpoint = createPooledEndpoint(odoo.url, { poolSize: 4 });
      reference = await signIn('auto', odoo.admin);
    });
    afterAll(async () => {
      await endpoint?.close();
      await odoo?.stop();
    });

    const signIn = (protocol: OdooProtocol, account: TestAccount): Promise<OdooClient> => {
      const databases = createDatabaseAllowList(endpoint, odoo.database);
      return createConnections({ endpoint, databases, protocol }).open({
        method: methodOf(account),
        database: account.database,
        login: account.login,
        secret: new Secret(account.secret),
      });
    };

    /** The account as this kind of credential; undefined when there is none of this kind. */
    const accountFor = async (
      method: CredentialMethod,
      password: TestAccount | undefined,
      key: TestAccount | undefined,
    ): Promise<TestAccount | undefined> => {
      if (method === 'api_key') return key;
      if (method === 'password' || password === undefined) return password;
      return { ...password, method, secret: await sessionOf(endpoint, password) };
    };

    describe.each(WAYS)('$protocol with $method', ({ protocol, method }) => {
      let client: OdooClient;
      let sales: OdooClient | undefined;
      const missing = () => protocol === 'json2' && odoo.major < 19;

      beforeAll(async () => {
        if (missing()) return;
        const admin = await accountFor(method, odoo.admin, odoo.adminKey);
        if (admin !== undefined) client = await signIn(protocol, admin);
        const other = await accountFor(method, odoo.sales, odoo.salesKey);
        sales = other === undefined ? undefined : await signIn(protocol, other);
      });

      it('is refused as a matter of release where it does not exist', async ({ skip }) => {
        if (!missing()) skip();
        const key = { ...odoo.admin, method: 'api_key' };
        await expect(signIn(protocol, key)).rejects.toMatchObject({
          class: 'version',
          message: expect.stringContaining('starts with Odoo 19'),
        });
      });

      /** Runs where the protocol exists and an account of this kind is given. */
      const works = (name: string, test: (client: OdooClient) => Promise<void>) =>
        it(name, ({ skip }) => (client === undefined ? skip() : test(client)));

      works('signs in as the same user', async (client) => {
        expect(client.uid).toBe(reference.uid);
        expect(await readIdentity(client)).toEqual({
          ...(await readIdentity(reference)),
          method,
        });
      });

      works('reads the same', async (client) => {
        const fields = ['name', 'email', 'active', 'parent_id', 'child_ids', 'color'];
        const page = { domain: [], fields, limit: 5, order: 'id' };
        const partners = (by: OdooClient) => by.query('res.partner', 'search_read', [], page);
        expect(await partners(client)).toEqual(await partners(reference));
        const prices = { domain: [], fields: ['list_price', 'type'], limit: 10, order: 'id' };
        const products = (by: OdooClient) => by.query('product.product', 'search_read', [], prices);
        expect(await products(client)).toEqual(await products(reference));
        const dates = { fields: ['create_date', 'login', 'company_ids'] };
        const user = (by: OdooClient) => by.query('res.users', 'read', [[by.uid]], dates);
        expect(await user(client)).toEqual(await user(reference));
        expect([...(await client.fields('res.partner'))]).toEqual(
          expect.arrayContaining([...(await reference.fields('res.partner'))]),
        );
        const counted = (by: OdooClient) =>
          by.query('res.partner', 'search_count', [[['is_company', '=', true]]], {});
        expect(await counted(client)).toBe(await counted(reference));
      });

      works('creates, writes and deletes', async (client) => {
        const name = 'Ümlaut & <tag> "quoted"\n\ttwo  lines';
        const id = await client.call('res.partner', 'create', [{ name, comment: false }], {});
        expect(id).toEqual(expect.any(Number));
        const read = () =>
          client.query('res.partner', 'read', [[id]], { fields: ['name', 'color'] });
        expect(await read()).toEqual([{ id, name, color: 0 }]);
        const vals = { color: 3, name: 'Plain' };
        expect(await client.call('res.partner', 'write', [[id]], { vals })).toBe(true);
        expect(await read()).toEqual([{ id, name: 'Plain', color: 3 }]);
        expect(await client.call('res.partner', 'unlink', [[id]], {})).toBe(true);
        expect(await read()).toEqual([]);
      });

      works(
        'creates several at once, and gives nothing for a method without a value',
        async (c) => {
          const values = [{ name: 'First of two' }, { name: 'Second of two' }];
          const ids = await c.call('res.partner', 'create', [values], {});
          expect(ids).toEqual([expect.any(Number), expect.any(Number)]);
          const named = { operation: 'read' };
          expect(await c.call('res.partner', 'check_access_rule', [ids], named)).toBeNull();
          expect(await c.call('res.partner', 'unlink', [ids], {})).toBe(true);
        },
      );

      type Arguments = readonly [readonly unknown[], Readonly<Record<string, unknown>>?];
      it.for<[string, OdooErrorClass, string, string, ...Arguments]>([
        ['an unknown model', 'missing', 'no.such.model', 'search_read', [], { domain: [] }],
        ['an unknown method', 'missing', 'res.partner', 'no_such_method', [[1]]],
        ['a private method', 'access', 'res.partner', '_compute_display_name', [[1]]],
        ['a record that is gone', 'missing', 'res.partner', 'write', [[ABSENT], { name: 'x' }]],
        ['an unknown field', 'validation', 'res.partner', 'read', [[1]], { fields: ['no_such'] }],
        [
          'an unknown field in a domain',
          'validation',
          'res.partner',
          'search_read',
          [[['no_such', '=', 1]]],
        ],
        ['an argument too many', 'validation', 'res.partner', 'search_read', [[]], { nosuch: 1 }],
        ['a contact without a name', 'validation', 'res.partner', 'create', [{ type: 'contact' }]],
      ])(
        '%s is of class %s',
        async ([, errorClass, model, called, args, kwargs = {}], { skip }) => {
          if (client === undefined) skip();
          const refused = client.call(model, called, args, kwargs);
          await expect(refused).rejects.toMatchObject({
            class: errorClass,
            message: expect.not.stringMatching(/Traceback|File "|psycopg2|http:/),
          });
        },
      );

      it('what the rights do not give is of class access', async ({ skip }) => {
        if (sales === undefined) skip();
        const parameters = sales?.query('ir.config_parameter', 'search_read', [], {
          domain: [],
          fields: ['key'],
        });
        await expect(parameters).rejects.toMatchObject({ class: 'access' });
      });

      it('a wrong secret, or one of somebody else, is of class auth', async ({ skip }) => {
        if (missing()) skip();
        const wrong = { ...odoo.admin, method, secret: 'x'.repeat(84) };
        const refusal = { class: 'auth', message: expect.stringContaining('refused the login') };
        await expect(signIn(protocol, wrong)).rejects.toMatchObject(refusal);
        const others = await accountFor(method, odoo.sales, odoo.salesKey);
        if (others === undefined) return;
        const mixed = { ...others, login: odoo.admin.login };
        await expect(signIn(protocol, mixed)).rejects.toMatchObject(refusal);
      });
    });
  });
}

function methodOf({ method }: TestAccount): CredentialMethod {
  if (method === 'password' || method === 'api_key' || method === 'session') return method;
  throw new Error(`no credential method: ${method}`);
}

async function sessionOf(endpoint: OdooEndpoint, account: TestAccount): Promise<string> {
  const { database: db, login, secret: password } = account;
  const { session } = await endpoint.post('/web/session/authenticate', { db, login, password });
  return session ?? '';
}
