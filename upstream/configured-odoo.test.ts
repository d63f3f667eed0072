import { describe, expect, it } from 'vitest';
import {
  connect,
  count,
  failureOf,
  LOST,
  methodOf,
  partner,
  type Script,
} from './configured.fixture.ts';
import type { TestClient } from './mcp-clients.fixture.ts';
import type { ReceivedCall, ScriptedAnswer } from './odoo/scripted-odoo.fixture.ts';

describe('ODOO_VERSION', () => {
  const version = (server_version: string): ScriptedAnswer => ({ result: { server_version } });
  const hidden: ScriptedAnswer = { raw: (response) => response.writeHead(404).end('<html>') };
  const login = (client: TestClient) =>
    client.call('login', { method: 'api_key', username: 'eve', credential: 'k' });
  const user = { name: 'B', login: 'eve', partner_id: [9, 'B'], company_id: [1, 'A'] };
  const script =
    (release: ScriptedAnswer): Script =>
    (_call, method) => {
      if (method === 'version_info') return release;
      if (method === 'has_group') return { result: true };
      return { result: [{ ...user, groups_id: [], all_group_ids: [] }] };
    };
  const hasGroupArguments = (calls: readonly ReceivedCall[]) =>
    calls.map(({ params }) => (Array.isArray(params.args) ? params.args[5] : undefined));

  it('of another release ends a login before the credential is sent', async () => {
    const { client, odoo } = await connect({ ODOO_VERSION: '17' }, script(version('18.0')));
    const { text, error } = failureOf(await login(client));
    expect(text).toBe(
      'This Odoo is release 18.0, but ODOO_VERSION is 17: set it to 18, or leave it out.',
    );
    expect(error).toEqual({ class: 'version', retryable: false });
    expect(odoo.calls.map(methodOf)).toEqual(['version_info']);
  });

  it('holds for the account of a request too', async () => {
    const { client, odoo } = await connect({ ODOO_VERSION: '19' }, script(version('18.0')));
    expect(failureOf(await count(client)).error).toMatchObject({ class: 'version' });
    expect(odoo.calls.map(methodOf)).toEqual(['version_info']);
  });

  it.each(['18', ''])('of %j lets a login to Odoo 18 through, which is asked once', async (pin) => {
    const { client, sent } = await connect({ ODOO_VERSION: pin }, script(version('18.0+e')));
    const { structuredContent } = await login(client);
    expect(structuredContent).toMatchObject({ version: '18.0', edition: 'enterprise' });
    expect(sent('version_info')).toHaveLength(1);
  });

  it.each([
    ['17', ['base.group_system']],
    ['18', [[7], 'base.group_system']],
  ])('of %s decides how a server that hides its release is spoken to', async (pin, args) => {
    const { client, sent } = await connect({ ODOO_VERSION: pin }, script(hidden));
    expect((await login(client)).structuredContent).toMatchObject({
      version: `${pin}.0`,
      is_admin: true,
    });
    expect(hasGroupArguments(sent('has_group'))).toEqual([args]);
  });

  it('is needed for a server that hides its release', async () => {
    const { client, sent } = await connect({}, script(hidden));
    expect(failureOf(await login(client)).error).toMatchObject({ class: 'connection' });
    expect(sent('has_group')).toEqual([]);
  });

  it('does not stand in for a server that cannot be asked', async () => {
    const { client, odoo } = await connect(
      { ODOO_VERSION: '18', ODOO_MAX_RETRIES: '0' },
      script(LOST),
    );
    expect(failureOf(await login(client)).error).toMatchObject({ class: 'connection' });
    expect(odoo.calls.map(methodOf)).toEqual(['version_info']);
  });
});

describe('ODOO_PROTOCOL', () => {
  const raw = (type: string, body: string): ScriptedAnswer => ({
    raw: (response) => response.writeHead(200, { 'content-type': type }).end(body),
  });
  const xml = (value: string) =>
    raw(
      'text/xml',
      `<?xml version="1.0"?><methodResponse><params><param><value>${value}</value></param></params></methodResponse>`,
    );
  /** Signs anyone in over any protocol, as Odoo 19, and gives every other call `LOST`. */
  const signsIn = (call: ReceivedCall, method: string): ScriptedAnswer => {
    if (method === 'version_info') return { result: { server_version: '19.0' } };
    if (method === 'common') return xml('<int>7</int>');
    if (call.path === '/json/2/res.users/context_get') return raw('application/json', '{"uid":7}');
    if (call.path === '/json/2/res.users/read')
      return raw('application/json', '[{"id":7,"login":"bob"}]');
    return LOST;
  };

  it.each([
    ['auto', '/json/2/res.partner/search_count'],
    ['jsonrpc', '/jsonrpc'],
    ['xmlrpc', '/xmlrpc/2/object'],
    ['json2', '/json/2/res.partner/search_count'],
  ])(
    '%s sends calls to %s, again when they are lost, and none while the breaker is open',
    async (protocol, path) => {
      const variables = {
        ODOO_PROTOCOL: protocol,
        ODOO_MAX_RETRIES: '2',
        ODOO_BREAKER_FAILURES: '3',
      };
      const { client, odoo } = await connect(variables, signsIn);
      const reached = () => odoo.calls.filter((call) => call.path === path && !isSignIn(call));
      expect(failureOf(await count(client)).error).toMatchObject({ class: 'connection' });
      expect(reached()).toHaveLength(3);
      expect(failureOf(await count(client)).text).toMatch(/not asked at the moment/);
      expect(reached()).toHaveLength(3);
    },
  );

  it.each([
    ['xmlrpc', '/xmlrpc/2/object'],
    ['json2', '/json/2/res.partner/unlink'],
  ])('%s never sends a write again', async (protocol, path) => {
    const variables = { ODOO_PROTOCOL: protocol, ODOO_MAX_RETRIES: '5' };
    const { client, odoo } = await connect(variables, signsIn);
    const unlink = { ...partner, method: 'unlink', record_ids: [1] };
    expect(failureOf(await client.call('execute_method', unlink)).text).toContain(
      'not known whether',
    );
    expect(odoo.calls.filter((call) => call.path === path)).toHaveLength(1);
  });

  const isSignIn = ({ params }: ReceivedCall) => params.service === 'common';
});
