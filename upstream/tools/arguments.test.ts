import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestCaller } from '../caller.ts';
import { createConnections } from '../odoo/connections.ts';
import { createDatabaseAllowList } from '../odoo/database.ts';
import { createPooledEndpoint } from '../odoo/endpoint.ts';
import { OdooError } from '../odoo/errors.ts';
import { connect, methodOf, odoo } from './register.fixture.ts';
import { TOOLS } from './registry.ts';
import { ArgumentError } from './tool.ts';

describe('arguments', () => {
  it.each<[string, Record<string, unknown>, RegExp]>([
    ['search_read', {}, /model/],
    ['search_read', { model: 'Res.Partner' }, /technical model name/],
    ['search_read', { model: 'res.partner\n' }, /technical model name/],
    ['search_read', { model: 'res.partner', limit: 0 }, /limit/],
    ['search_read', { model: 'res.partner', limit: '5' }, /limit/],
    ['search_read', { model: 'res.partner', domain: '[]' }, /domain/],
    ['search_read', { model: 'res.partner', fields: 'name' }, /fields/],
    ['search_read', { model: 'res.partner', context: {} }, /context/],
    ['get_record', { model: 'res.partner', record_id: -1 }, /record_id/],
    ['get_record', { model: 'res.partner', record_id: 1.5 }, /record_id/],
    ['create_record', { model: 'res.partner', values: {} }, /at least one field/],
    ['create_record', { model: 'res.partner', values: [] }, /values/],
    ['list_models', { limit: 0 }, /limit/],
    ['list_models', { offset: -1 }, /offset/],
    ['execute_method', { model: 'res.partner', method: '__init__' }, /private/],
    ['execute_method', { model: 'res.partner', method: 'read', record_ids: [true] }, /record_ids/],
    [
      'execute_method',
      { model: 'res.partner', method: 'read', args: ['x'.repeat(70_000)] },
      /65536/,
    ],
    ['login', { method: 'root', credential: 'x' }, /method/],
    ['login', { method: 'password', credential: 'x' }, /username: needed/],
  ])('%s %j are refused, and Odoo is not asked', async (name, args, text) => {
    const client = await connect(() => ({ result: true }));
    const result = await client.call(name, args);
    expect(result.isError).toBe(true);
    expect(result.content[0]?.text).toMatch(text);
    expect(result._meta?.['odoo-mcp/error']).toEqual({ class: 'validation', retryable: false });
    const reached = (odoo?.calls ?? []).map(methodOf).filter((method) => method !== undefined);
    expect(reached.filter((method) => method !== 'fields_get' && method !== 'search_read')).toEqual(
      [],
    );
    await client.close();
  });

  it('of any shape end in a result or in a refusal with a reason', async () => {
    const endpoint = createPooledEndpoint(new URL('http://127.0.0.1:1'), { poolSize: 1 });
    const databases = createDatabaseAllowList(endpoint, 'demo');
    const caller = requestCaller(createConnections({ endpoint, databases }), undefined);
    const progress = async () => undefined;
    const context = {
      caller,
      databases,
      signal: new AbortController().signal,
      progress,
      embed: () => undefined,
      maxBlobBytes: 0,
      toolsOff: async () => [],
    };
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...TOOLS), fc.jsonValue(), async (tool, args) => {
        const error = await tool.call(args, context).then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        expect(error instanceof ArgumentError || error instanceof OdooError).toBe(true);
      }),
    );
    await endpoint.close();
  });
});
