import { afterEach, describe, expect, it } from 'vitest';
import type { OdooCredential } from './credential.ts';
import { openJsonRpcTransport } from './jsonrpc-transport.ts';
import {
  type ScriptedAnswer,
  type ScriptedOdoo,
  startScriptedOdoo,
} from './scripted-odoo.fixture.ts';
import { Secret } from './secret.ts';

const credential: OdooCredential = {
  method: 'api_key',
  database: 'demo',
  login: 'bob',
  secret: new Secret('k3y'),
};

let odoo: ScriptedOdoo | undefined;
afterEach(() => odoo?.close());

describe('the external API', () => {
  it('proves the key once and carries it with every call', async () => {
    odoo = await startScriptedOdoo((call) => ({
      result: call.params.service === 'common' ? 7 : [4],
    }));
    const transport = await openJsonRpcTransport(odoo.endpoint, credential);
    expect(transport).toMatchObject({ uid: 7, login: 'bob' });
    const call = {
      model: 'res.partner',
      method: 'search',
      args: [[]],
      kwargs: { limit: 1 },
      repeatable: false,
    };
    expect(await transport.call(call)).toEqual([4]);
    expect(odoo.calls.map(({ params }) => params)).toEqual([
      { service: 'common', method: 'authenticate', args: ['demo', 'bob', 'k3y', {}] },
      {
        service: 'object',
        method: 'execute_kw',
        args: ['demo', 7, 'k3y', 'res.partner', 'search', [[]], { limit: 1 }],
      },
    ]);
  });

  it.each<[string, ScriptedAnswer]>([
    ['false', { result: false }],
    ['nothing', { result: null }],
    ['true', { result: true }],
    ['zero', { result: 0 }],
    ['access denied', { fault: 'odoo.exceptions.AccessDenied' }],
  ])('refuses a key for which Odoo answers %s', async (_case, answer) => {
    odoo = await startScriptedOdoo(() => answer);
    await expect(openJsonRpcTransport(odoo.endpoint, credential)).rejects.toMatchObject({
      class: 'auth',
    });
  });
});
