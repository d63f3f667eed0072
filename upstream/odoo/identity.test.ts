import { afterEach, describe, expect, it } from 'vitest';
import { createConnections } from './connections.ts';
import { createDatabaseAllowList } from './database.ts';
import { readIdentity } from './identity.ts';
import {
  type ScriptedAnswer,
  type ScriptedOdoo,
  startScriptedOdoo,
} from './scripted-odoo.fixture.ts';
import { Secret } from './secret.ts';

let odoo: ScriptedOdoo | undefined;
afterEach(() => odoo?.close());

const USER = {
  id: 7,
  name: 'Bob Builder',
  login: 'bob',
  partner_id: [9, 'Bob Builder'],
  company_id: [1, 'Acme'],
  company_ids: [1, 2],
  groups_id: [3, 4],
  all_group_ids: [3, 4],
  group_ids: [4],
};
const DENIED: ScriptedAnswer = { fault: 'odoo.exceptions.AccessError', message: 'No.' };

interface Script {
  readonly version?: string;
  readonly hasGroup?: ScriptedAnswer;
  readonly names?: ScriptedAnswer;
  readonly xmlIds?: ScriptedAnswer;
  /** Answers the read of the user; `fields` are those asked for. */
  readonly user?: (fields: readonly string[]) => ScriptedAnswer;
}

async function identityWith(script: Script) {
  odoo = await startScriptedOdoo(({ path, params }) => {
    if (path === '/web/webclient/version_info')
      return { result: { server_version: script.version ?? '18.0' } };
    if (params.service === 'common') return { result: 7 };
    const [, , , model, method, , kwargs] = Array.isArray(params.args) ? params.args : [];
    if (method === 'has_group') return script.hasGroup ?? { result: false };
    if (method === 'get_external_id')
      return script.xmlIds ?? { result: { 3: 'base.group_user', 4: '' } };
    if (model === 'res.groups')
      return script.names ?? { result: [{ id: 4, display_name: 'Studio' }] };
    return script.user?.(kwargs.fields) ?? { result: [USER] };
  });
  const connections = createConnections({
    endpoint: odoo.endpoint,
    databases: createDatabaseAllowList(odoo.endpoint, 'demo'),
    protocol: 'jsonrpc',
  });
  const client = await connections.open({
    method: 'api_key',
    database: 'demo',
    login: 'bob',
    secret: new Secret('k'),
  });
  return readIdentity(client);
}

const argumentsOf = (method: string) =>
  odoo?.calls
    .map(({ params }) => (Array.isArray(params.args) ? params.args : []))
    .filter((args) => args[4] === method)
    .map((args) => args[5]);

describe('who a credential belongs to', () => {
  it('is what Odoo says, groups as XML ids before names', async () => {
    expect(await identityWith({ hasGroup: { result: true } })).toEqual({
      user: 'Bob Builder',
      login: 'bob',
      uid: 7,
      partner_id: 9,
      company_id: 1,
      company_ids: [1, 2],
      method: 'api_key',
      groups: ['base.group_user', 'Studio'],
      is_admin: true,
      database: 'demo',
      version: '18.0',
      edition: 'community',
    });
  });

  it.each([1, 'true', [true], { is: true }, null, false])(
    'is no administrator when Odoo answers %j instead of true',
    async (result) => {
      expect((await identityWith({ hasGroup: { result } })).is_admin).toBe(false);
    },
  );

  it('is no administrator when Odoo refuses the question', async () => {
    expect((await identityWith({ hasGroup: DENIED })).is_admin).toBe(false);
  });

  it.each([
    ['17.0', ['base.group_system']],
    ['18.0', [[7], 'base.group_system']],
    ['19.0', [[7], 'base.group_system']],
  ])('asks Odoo %s for the admin group in its own form', async (version, args) => {
    await identityWith({ version });
    expect(argumentsOf('has_group')).toEqual([args]);
  });

  it('reads the direct groups of Odoo 19 where the implied ones are not readable', async () => {
    const identity = await identityWith({
      version: '19.0',
      user: (fields) => (fields.includes('all_group_ids') ? DENIED : { result: [USER] }),
    });
    expect(identity.login).toBe('bob');
    expect(argumentsOf('get_external_id')).toEqual([[[4]]]);
  });

  it('names the own company before the others, as Odoo takes the first of a list for the current one', async () => {
    const moved = { ...USER, company_id: [2, 'Other'] };
    const identity = await identityWith({ user: () => ({ result: [moved] }) });
    expect(identity.company_ids).toEqual([2, 1]);
  });

  it('has its own company only, where the others are not readable', async () => {
    const { company_ids: _unreadable, ...rest } = USER;
    const identity = await identityWith({
      user: (fields) => (fields.includes('company_ids') ? DENIED : { result: [rest] }),
    });
    expect(identity.company_ids).toEqual([1]);
  });

  it('has fewer groups where Odoo does not name them', async () => {
    expect((await identityWith({ names: DENIED })).groups).toEqual(['base.group_user']);
    await odoo?.close();
    expect((await identityWith({ xmlIds: DENIED })).groups).toEqual(['Studio']);
  });

  it.each<[string, Script, string]>([
    ['a release that is not supported', { version: '16.0' }, 'version'],
    ['a user that cannot be read', { user: () => DENIED }, 'access'],
    ['a user in another form', { user: () => ({ result: [{ id: 7 }] }) }, 'internal'],
    ['no user', { user: () => ({ result: [] }) }, 'internal'],
    ['a crash', { hasGroup: { fault: 'builtins.ZeroDivisionError' } }, 'internal'],
  ])('is not known with %s', async (_case, script, errorClass) => {
    await expect(identityWith(script)).rejects.toMatchObject({ class: errorClass });
  });
});
