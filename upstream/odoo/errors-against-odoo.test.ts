import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { everyTarget, type OdooTarget } from '../odoo-targets.fixture.ts';
import type { TestAccount } from '../running-upstream.fixture.ts';
import type { OdooClient } from './client.ts';
import { createConnections } from './connections.ts';
import type { CredentialMethod, OdooCredential } from './credential.ts';
import { createDatabaseAllowList } from './database.ts';
import { createPooledEndpoint, type OdooEndpoint } from './endpoint.ts';
import type { OdooErrorClass } from './errors.ts';
import { openTransport, type Way } from './protocol-choice.ts';
import { Secret } from './secret.ts';

/** Each dialect errors come in, with a credential that it takes. */
const WAYS: readonly { readonly way: Way; readonly method: 'password' | 'api_key' }[] = [
  { way: 'session', method: 'password' },
  { way: 'jsonrpc', method: 'api_key' },
  { way: 'xmlrpc', method: 'password' },
  { way: 'xmlrpc', method: 'api_key' },
  { way: 'json2', method: 'api_key' },
];
const PROTOCOLS = {
  session: 'auto',
  jsonrpc: 'jsonrpc',
  xmlrpc: 'xmlrpc',
  json2: 'json2',
} as const;

const ABSENT = 99_999_999;
/** What never leaves: code, paths, SQL, addresses, users and their ids, groups, whom to ask. */
const INSIDE =
  /Traceback|File "|\.py\b|psycopg|SELECT |INSERT |https?:|127\.0\.0\.1|localhost|User: \d|\(id=\d|allowed for|following groups|administrator|\bat 0x/;

interface Records {
  /** A contact of this suite. */
  readonly contact: number;
  /** A confirmed order. */
  readonly confirmed: number;
  /** An order of somebody else than sales. */
  readonly foreign: number;
  readonly employee: number;
}

type Call = readonly [string, string, readonly unknown[], Readonly<Record<string, unknown>>?];

const AS_ADMIN: readonly (readonly [string, OdooErrorClass, (records: Records) => Call])[] = [
  ['an unknown model', 'missing', () => ['no.such.model', 'search_count', [[]]]],
  ['an unknown method', 'missing', () => ['res.partner', 'no_such_method', [[1]]]],
  ['a private method', 'access', () => ['res.partner', '_compute_display_name', [[1]]]],
  ['an unknown argument', 'validation', () => ['res.partner', 'read', [[1]], { nonsense: 1 }]],
  ['a domain that is none', 'validation', () => ['res.partner', 'search_count', ['no domain']]],
  [
    'an unknown field in a domain',
    'validation',
    () => ['res.partner', 'search', [[['nope', '=', 1]]]],
  ],
  [
    'an unknown field to read',
    'validation',
    () => ['res.partner', 'read', [[1]], { fields: ['nope'] }],
  ],
  [
    'an unknown field to write',
    'validation',
    ({ contact }) => ['res.partner', 'write', [[contact], { nope: 1 }]],
  ],
  [
    'an unknown option of a choice',
    'validation',
    ({ contact }) => ['res.partner', 'write', [[contact], { type: 'bogus' }]],
  ],
  [
    'a link to a record that is gone',
    'missing',
    ({ contact }) => ['res.partner', 'write', [[contact], { country_id: ABSENT }]],
  ],
  ['a record that is gone', 'missing', () => ['res.partner', 'write', [[ABSENT], { name: 'x' }]]],
  [
    'a contact under itself',
    'validation',
    ({ contact }) => ['res.partner', 'write', [[contact], { parent_id: contact }]],
  ],
  [
    'a second user of one login',
    'validation',
    () => ['res.users', 'create', [{ name: 'x', login: 'admin' }]],
  ],
  [
    'a contact without a name',
    'validation',
    () => ['res.partner', 'create', [{ type: 'contact' }]],
  ],
  ['a required field left out', 'validation', () => ['crm.lead', 'create', [{ type: 'lead' }]]],
  [
    'a confirmed order to delete',
    'user',
    ({ confirmed }) => ['sale.order', 'unlink', [[confirmed]]],
  ],
];

const AS_SALES: readonly (readonly [string, (records: Records) => Call])[] = [
  ['a model without rights', () => ['ir.config_parameter', 'search_count', [[]]]],
  ['a model without the right to write', () => ['res.groups', 'write', [[1], { name: 'x' }]]],
  [
    'a private field of an employee',
    ({ employee }) => ['hr.employee', 'read', [[employee]], { fields: ['pin'] }],
  ],
  [
    "somebody else's order",
    ({ foreign }) => ['sale.order', 'read', [[foreign]], { fields: ['name'] }],
  ],
  [
    "a change to somebody else's order",
    ({ foreign }) => ['sale.order', 'write', [[foreign], { note: 'x' }]],
  ],
];

for (const choice of everyTarget()) {
  describe.skipIf(!choice.available)(`errors of ${choice.name}`, choice.pace, () => {
    let odoo: OdooTarget;
    let endpoint: OdooEndpoint;
    let admin: OdooClient;
    let records: Records;
    beforeAll(async () => {
      odoo = await choice.start();
      endpoint = createPooledEndpoint(odoo.url, { poolSize: 4 });
      admin = await signIn('session', odoo.admin);
      const contact = z
        .int()
        .parse(await admin.call('res.partner', 'create', [{ name: 'Errors' }], {}));
      const first = async (model: string, domain: readonly unknown[]) => {
        const found = await admin.query(model, 'search_read', [], {
          ...{ domain, fields: ['display_name'], limit: 1, order: 'id' },
        });
        return z.tuple([z.looseObject({ id: z.int() })]).parse(found)[0].id;
      };
      records = {
        contact,
        confirmed: await first('sale.order', [['state', '=', 'sale']]),
        foreign: await first('sale.order', [
          ['user_id.login', '!=', 'sales'],
          ['user_id', '!=', false],
        ]),
        employee: await first('hr.employee', []),
      };
    });
    afterAll(async () => {
      if (records !== undefined) await admin.call('res.partner', 'unlink', [[records.contact]], {});
      await endpoint?.close();
      await odoo?.stop();
    });

    const signIn = (way: keyof typeof PROTOCOLS, account: TestAccount): Promise<OdooClient> => {
      const databases = createDatabaseAllowList(endpoint, odoo.database);
      const options = { endpoint, databases, protocol: PROTOCOLS[way] };
      return createConnections(options).open(credentialOf(account));
    };
    const refused = (error: OdooErrorClass) => ({
      class: error,
      message: expect.toSatisfy(
        (text: unknown) => typeof text === 'string' && text.length > 10 && !INSIDE.test(text),
      ),
    });

    for (const { way, method } of WAYS) {
      if (way === 'json2-if-it-works') continue;
      describe(`over ${way} with ${method}`, () => {
        let ownAdmin: OdooClient | undefined;
        let sales: OdooClient | undefined;
        beforeAll(async () => {
          if (way === 'json2' && odoo.major < 19) return;
          const [one, other] =
            method === 'password' ? [odoo.admin, odoo.sales] : [odoo.adminKey, odoo.salesKey];
          ownAdmin = one && (await signIn(way, one));
          sales = other && (await signIn(way, other));
        });

        it.for(AS_ADMIN)('%s is of class %s', async ([, errorClass, callOf], { skip }) => {
          if (ownAdmin === undefined) return skip();
          const [model, called, args, kwargs = {}] = callOf(records);
          await expect(ownAdmin.call(model, called, args, kwargs)).rejects.toMatchObject(
            refused(errorClass),
          );
        });

        it.for(AS_SALES)('%s is of class access', async ([, callOf], { skip }) => {
          if (sales === undefined) return skip();
          const [model, called, args, kwargs = {}] = callOf(records);
          await expect(sales.call(model, called, args, kwargs)).rejects.toMatchObject(
            refused('access'),
          );
        });

        it('a database that is not there is of class database', async ({ skip }) => {
          if (way === 'json2' && odoo.major < 19) return skip();
          const account = method === 'password' ? odoo.admin : odoo.adminKey;
          if (account === undefined) return skip();
          const elsewhere = credentialOf({ ...account, database: 'no_such_database' });
          await expect(openTransport(endpoint, elsewhere, way)).rejects.toMatchObject(
            refused('database'),
          );
        });
      });
    }

    it('a session that is over is told apart from a wrong one', async () => {
      const { database: db, login, secret: password } = odoo.admin;
      const { session = '' } = await endpoint.post('/web/session/authenticate', {
        db,
        login,
        password,
      });
      const borrowed = { ...odoo.admin, method: 'session', secret: session };
      const client = await signIn('session', borrowed);
      await endpoint.post('/web/session/destroy', {}, { session });
      await expect(client.call('res.users', 'read', [[client.uid]], {})).rejects.toMatchObject(
        refused('session_expired'),
      );
    });

    it('what a portal user may not see is of class access', async () => {
      const portal = { ...odoo.admin, login: 'portal', secret: 'portal' };
      for (const way of ['session', 'xmlrpc'] as const) {
        const client = await signIn(way, portal);
        const read = client.call('res.partner', 'read', [[records.contact]], { fields: ['name'] });
        await expect(read).rejects.toMatchObject(refused('access'));
      }
    });
  });
}

function credentialOf({ method, database, login, secret }: TestAccount): OdooCredential {
  return { method: z.enum(METHODS).parse(method), database, login, secret: new Secret(secret) };
}

const METHODS = ['password', 'api_key', 'session'] as const satisfies readonly CredentialMethod[];
