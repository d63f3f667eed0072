import { expect } from 'vitest';
import { loadPolicy } from '../../policies/load.ts';
import { openLegacySession, post } from '../raw-mcp.fixture.ts';
import { digestOf, type Files, withFolder, withGuard } from './configured-guard.fixture.ts';
import {
  allowed,
  bearer,
  denied,
  type KeyCase,
  type KeyCases,
  type Seen,
  seenOf,
} from './key-case.fixture.ts';
import { INITIALIZE } from './messages.fixture.ts';
import { withStdioGuard } from './stdio-guard.fixture.ts';
import { accountAt, brokeredAccount } from './upstream-account.fixture.ts';

const ACCOUNT = 'odoo: {login: bot, api_key: k, database: demo}';

/** Who may do what, in the tests of identities: reading is granted to a group, counting to nobody. */
const GRANTS = {
  model_access:
    'group_access: {sales: {crm.lead: {operations: [read]}}}\nstock_models: {read_only: [sale.order], admin_only: [res.partner]}',
};

/** A tool call of somebody, however that somebody is connected. */
type As = (files: Files, tool: string, args: Readonly<Record<string, unknown>>) => Promise<Seen>;

const asToken: As = (files, tool, args) =>
  withGuard({ ...GRANTS, ...files }, async (guard) => {
    const session = await openLegacySession(guard.url, bearer('secret'));
    return seenOf(await session.call(tool, args), tool, guard);
  });
const asNobody: As = (files, tool, args) =>
  withGuard({ ...GRANTS, ...files }, async (guard) => {
    const session = await openLegacySession(guard.url);
    return seenOf(await session.call(tool, args), tool, guard);
  });
const onStdio: As = (files, tool, args) =>
  withStdioGuard({ ...GRANTS, ...files }, async (guard) =>
    seenOf(await guard.call(tool, args), tool, guard),
  );

const counting =
  (as: As, model: string): KeyCase['see'] =>
  (files) =>
    as(files, 'search_count', { model });

/** The keys that tokens, the person on stdio and callers without credentials have in common. */
function subjectKeys(
  at: string,
  as: As,
  account: (files: Files) => Promise<object>,
  write: (rights: string) => string,
): KeyCases {
  return {
    [`${at}.name`]: {
      what: 'what this caller is called',
      from: write(`name: ann, ${ACCOUNT}`),
      to: write(`name: bea, ${ACCOUNT}`),
      see: counting(as, 'crm.lead'),
      sees: [
        { said: 'crm.lead is not granted to ann.' },
        { said: 'crm.lead is not granted to bea.' },
      ],
    },
    [`${at}.groups`]: {
      what: 'whose rights this caller has',
      from: write(`name: ann, groups: [support], ${ACCOUNT}`),
      to: write(`name: ann, groups: [sales], ${ACCOUNT}`),
      see: counting(as, 'crm.lead'),
      sees: [denied('model_access.yaml:default_policy'), allowed({ answer: { count: 5 } })],
    },
    [`${at}.odoo.login`]: {
      what: 'the Odoo account that carries the calls',
      from: write('name: ann, odoo: {login: one, api_key: k, database: demo}'),
      to: write('name: ann, odoo: {login: other, api_key: k, database: demo}'),
      see: account,
      sees: [{ login: 'one' }, { login: 'other' }],
    },
    [`${at}.odoo.api_key`]: {
      what: 'the key of that account',
      from: write('name: ann, odoo: {login: bot, api_key: one, database: demo}'),
      to: write('name: ann, odoo: {login: bot, api_key: other, database: demo}'),
      see: account,
      sees: [
        { method: 'api_key', secret: 'one' },
        { method: 'api_key', secret: 'other' },
      ],
    },
    [`${at}.odoo.password`]: {
      what: 'the password of that account',
      from: write('name: ann, odoo: {login: bot, password: one, database: demo}'),
      to: write('name: ann, odoo: {login: bot, password: other, database: demo}'),
      see: account,
      sees: [
        { method: 'password', secret: 'one' },
        { method: 'password', secret: 'other' },
      ],
    },
    [`${at}.odoo.database`]: {
      what: 'the database of that account',
      from: write('name: ann, odoo: {login: bot, api_key: k, database: one}'),
      to: write('name: ann, odoo: {login: bot, api_key: k, database: other}'),
      see: account,
      sees: [{ database: 'one' }, { database: 'other' }],
    },
  };
}

/** Rules of leads that turn on the Odoo user a caller stands for. */
const leadsWhere = (condition: string): Files => ({
  rbac: `record_rules: {crm.lead: [{domain: [${condition}]}]}`,
});

/** For whom in Odoo a caller acts, whichever account carries its calls. */
function actsForKeys(at: string, as: As, write: (rights: string) => string): KeyCases {
  const acting = (who: string) =>
    write(`name: ann, groups: [sales], ${ACCOUNT}, acts_for: {${who}}`);
  return {
    [`${at}.acts_for.uid`]: {
      what: 'the user of Odoo that this caller stands for',
      from: acting('uid: 7, company_ids: [1]'),
      to: acting('uid: 9, company_ids: [1]'),
      beside: leadsWhere("[user_id, '=', $uid]"),
      see: counting(as, 'crm.lead'),
      sees: [
        allowed({ reached: expect.objectContaining({ domain: [['user_id', '=', 7]] }) }),
        allowed({ reached: expect.objectContaining({ domain: [['user_id', '=', 9]] }) }),
      ],
    },
    [`${at}.acts_for.partner_id`]: {
      what: 'the contact that this caller stands for',
      from: acting('uid: 7, partner_id: 11, company_ids: [1]'),
      to: acting('uid: 7, partner_id: 12, company_ids: [1]'),
      beside: leadsWhere("[partner_id, '=', $partner_id]"),
      see: counting(as, 'crm.lead'),
      sees: [
        allowed({ reached: expect.objectContaining({ domain: [['partner_id', '=', 11]] }) }),
        allowed({ reached: expect.objectContaining({ domain: [['partner_id', '=', 12]] }) }),
      ],
    },
    [`${at}.acts_for.company_ids`]: {
      what: 'the companies that the calls of this caller are limited to',
      from: acting('uid: 7, company_ids: [1]'),
      to: acting('uid: 7, company_ids: [2, 1]'),
      see: counting(as, 'crm.lead'),
      sees: [
        allowed({ reached: expect.objectContaining({ company_ids: [1] }) }),
        allowed({ reached: expect.objectContaining({ company_ids: [2, 1] }) }),
      ],
    },
  };
}

/** Whether being an administrator opens what is for administrators only. */
const adminOf = (as: As, write: (rights: string) => string): KeyCase => ({
  what: 'whether this caller is an administrator',
  from: write(`name: ann, admin: false, ${ACCOUNT}`),
  to: write(`name: ann, admin: true, ${ACCOUNT}`),
  see: counting(as, 'res.partner'),
  sees: [denied('model_access.yaml:admin_only'), allowed({ answer: { count: 5 } })],
});

const token = (rights: string) =>
  `identity: {tokens: [{sha256: ${digestOf('secret')}, ${rights}}]}`;
const stdio = (rights: string) => `identity: {stdio: {${rights}}}`;
const anonymous = (rights: string) => `identity: {anonymous: {${rights}}}`;

const accountOnStdio = (files: Files) =>
  withStdioGuard(
    { model_access: 'stock_models: {read_only: [crm.lead]}', ...files },
    async ({ call, upstream }) => {
      await call('search_count', { model: 'crm.lead' });
      return accountAt(upstream);
    },
  );

/** Every key under `identity` of gateway.yaml. */
export const GATEWAY_IDENTITY: KeyCases = {
  'identity.login': {
    what: 'whether people sign in with the login tool',
    from: 'identity: {login: allow}',
    to: 'identity: {login: deny}',
    see: (files) =>
      asNobody(files, 'login', { method: 'password', username: 'ann', credential: 'x' }),
    sees: [allowed({ answer: { user: 'ann' } }), denied('gateway.yaml:identity')],
  },
  'identity.tokens[].sha256': {
    what: 'which token is known',
    from: `identity: {tokens: [{name: ann, sha256: ${digestOf('secret')}, ${ACCOUNT}}]}`,
    to: `identity: {tokens: [{name: ann, sha256: ${digestOf('another')}, ${ACCOUNT}}]}`,
    see: (files) =>
      withGuard(files, async ({ url }) => ({
        status: (await post(url, INITIALIZE, bearer('secret'))).status,
      })),
    sees: [{ status: 200 }, { status: 401 }],
  },
  ...subjectKeys('identity.tokens[]', asToken, brokeredAccount('secret'), token),
  ...actsForKeys('identity.tokens[]', asToken, token),
  'identity.tokens[].admin': adminOf(asToken, token),
  ...subjectKeys('identity.stdio', onStdio, accountOnStdio, stdio),
  ...actsForKeys('identity.stdio', onStdio, stdio),
  'identity.stdio.admin': adminOf(onStdio, stdio),
  ...subjectKeys('identity.anonymous', asNobody, brokeredAccount(), anonymous),
  ...actsForKeys('identity.anonymous', asNobody, anonymous),
  'identity.anonymous.admin': {
    what: 'a caller without credentials is no administrator: a policy that says so is refused',
    from: anonymous(`admin: false, ${ACCOUNT}`),
    to: anonymous(`admin: true, ${ACCOUNT}`),
    see: (files) =>
      withFolder(files, (folder) => {
        try {
          loadPolicy({ directory: folder, env: {} });
          return { refused: '' };
        } catch (error) {
          return { refused: error instanceof Error ? error.message : '' };
        }
      }),
    sees: [
      { refused: '' },
      { refused: expect.stringContaining('an anonymous caller cannot be an administrator') },
    ],
  },
};
