import { EventEmitter, once } from 'node:events';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { requestCaller } from '../caller.ts';
import { connectClient } from '../mcp-clients.fixture.ts';
import { createConnections } from '../odoo/connections.ts';
import { createDatabaseAllowList } from '../odoo/database.ts';
import { createPooledEndpoint } from '../odoo/endpoint.ts';
import { OdooError } from '../odoo/errors.ts';
import {
  type ReceivedCall,
  type ScriptedAnswer,
  type ScriptedOdoo,
  startScriptedOdoo,
} from '../odoo/scripted-odoo.fixture.ts';
import { type RunningUpstream, startUpstream } from '../running-upstream.fixture.ts';
import { TOOLS } from './registry.ts';
import { ArgumentError } from './tool.ts';

let odoo: ScriptedOdoo | undefined;
let upstream: RunningUpstream | undefined;
afterEach(async () => {
  await upstream?.close();
  await odoo?.close();
});

const account = { method: 'api_key', database: 'demo', login: 'bob', secret: 'k3y' };
const LOST: ScriptedAnswer = { raw: (response) => response.destroy() };

/** A client of an upstream whose Odoo knows one field and answers `onCall` to everything else. */
async function connect(
  onCall: (method: string) => ScriptedAnswer | Promise<ScriptedAnswer>,
  kind: Parameters<typeof connectClient>[0] = 'v1 SDK',
) {
  odoo = await startScriptedOdoo((call) => {
    const method = methodOf(call);
    if (call.path.endsWith('version_info')) return { result: { server_version: '18.0' } };
    if (method === undefined) return { result: 7 };
    if (method === 'fields_get') return { result: { name: { type: 'char', string: 'Name' } } };
    return onCall(method);
  });
  upstream = await startUpstream(odoo.url, 'demo');
  return connectClient(kind, { url: upstream.url, headers: upstream.headers(account) });
}

function methodOf({ params }: ReceivedCall): string | undefined {
  const args = Array.isArray(params.args) ? params.args : [];
  return params.service === 'object' ? String(args[4]) : undefined;
}

const sentArguments = () => {
  const args = odoo?.calls.at(-1)?.params.args;
  return Array.isArray(args) ? args.slice(3) : [];
};

describe('what a tool sends to Odoo', () => {
  const partner = { model: 'res.partner' };
  it.each<[string, Record<string, unknown>, unknown, unknown[]]>([
    [
      'search_read',
      { ...partner, domain: [['a', '=', 1]], fields: ['name'], order: 'id desc' },
      [],
      [
        'res.partner',
        'search_read',
        [],
        { domain: [['a', '=', 1]], fields: ['name'], offset: 0, limit: 81, order: 'id desc' },
      ],
    ],
    [
      'search_read',
      { ...partner, fields: [] },
      [],
      ['res.partner', 'search_read', [], { domain: [], fields: ['name'], offset: 0, limit: 81 }],
    ],
    [
      'get_record',
      { ...partner, record_id: 4 },
      [{ id: 4 }],
      ['res.partner', 'read', [[4]], { fields: ['name'] }],
    ],
    [
      'search_count',
      { ...partner, lang: 'fr_FR', company_ids: [3, 1, 3] },
      3,
      [
        'res.partner',
        'search_count',
        [],
        { domain: [], context: { lang: 'fr_FR', allowed_company_ids: [3, 1] } },
      ],
    ],
    [
      'execute_method',
      { ...partner, method: 'm', kwargs: { context: { a: 1 } }, lang: 'fr_FR' },
      true,
      ['res.partner', 'm', [], { context: { a: 1, lang: 'fr_FR' } }],
    ],
    [
      'search_count',
      { ...partner, domain: null },
      3,
      ['res.partner', 'search_count', [], { domain: [] }],
    ],
    [
      'read_group',
      {
        ...partner,
        groupby: ['state', 'date:week'],
        fields: ['a:sum', 'a:max'],
        orderby: 'a:max desc',
      },
      [],
      [
        'res.partner',
        'read_group',
        [],
        {
          domain: [],
          groupby: ['state', 'date:week'],
          fields: ['__count', 'figure_0:sum(a)', 'figure_1:max(a)'],
          offset: 0,
          limit: 501,
          lazy: false,
          orderby: 'a:max desc',
        },
      ],
    ],
    [
      'name_search',
      { ...partner, name: 'az', domain: [['a', '=', 1]], limit: 900 },
      [
        [7, 'Azure'],
        [8, false],
      ],
      ['res.partner', 'name_search', [], { name: 'az', args: [['a', '=', 1]], limit: 100 }],
    ],
    [
      'get_defaults',
      { ...partner, fields: [] },
      { name: 'x', unasked: 'y' },
      ['res.partner', 'default_get', [['name']], {}],
    ],
    [
      'create_record',
      { ...partner, values: { name: 'x' } },
      8,
      ['res.partner', 'create', [{ name: 'x' }], {}],
    ],
    [
      'update_record',
      { ...partner, record_id: 4, values: { name: 'x' } },
      true,
      ['res.partner', 'write', [[4], { name: 'x' }], {}],
    ],
    [
      'execute_method',
      { ...partner, method: 'action_go', record_ids: [4, 4, 5], args: [1], kwargs: { a: 2 } },
      null,
      ['res.partner', 'action_go', [[4, 5], 1], { a: 2 }],
    ],
    [
      'execute_method',
      { ...partner, method: 'name_search', kwargs: { name: 'a' } },
      [],
      ['res.partner', 'name_search', [], { name: 'a' }],
    ],
  ])('%s %j', async (name, args, result, expected) => {
    const client = await connect(() => ({ result }));
    expect((await client.call(name, args)).isError).not.toBe(true);
    expect(sentArguments()).toEqual(expected);
    await client.close();
  });
});

describe('a call that is lost on the way', () => {
  it('may be repeated when it only reads', async () => {
    const client = await connect(() => LOST);
    expect(await client.call('search_count', { model: 'res.partner' })).toMatchObject({
      isError: true,
      _meta: { 'odoo-mcp/error': { class: 'connection', retryable: true } },
    });
    await client.close();
  });

  it.each<[string, Record<string, unknown>]>([
    ['create_record', { model: 'res.partner', values: { name: 'x' } }],
    ['update_record', { model: 'res.partner', record_id: 1, values: { name: 'x' } }],
    ['execute_method', { model: 'res.partner', method: 'action_go', record_ids: [1] }],
  ])('is not repeated, nor said to be repeatable, when it is %s', async (name, args) => {
    const client = await connect(() => LOST);
    const before = odoo?.calls.length ?? 0;
    const result = await client.call(name, args);
    expect(result).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining('not known whether Odoo carried the call out') }],
      _meta: { 'odoo-mcp/error': { class: 'connection', retryable: false } },
    });
    const writes = (odoo?.calls ?? []).slice(before).filter((call) => {
      const method = methodOf(call);
      return method !== undefined && method !== 'fields_get';
    });
    expect(writes).toHaveLength(1);
    await client.close();
  });

  it('is ended at Odoo when the client cancels it', async () => {
    const events = new EventEmitter();
    const reached = once(events, 'reached');
    const dropped = once(events, 'dropped');
    const client = await connect(
      () => ({
        raw: (response) => {
          response.on('close', () => events.emit('dropped'));
          events.emit('reached');
        },
      }),
      'v2 SDK, modern era',
    );
    const cancel = new AbortController();
    const call = client.call('search_count', { model: 'res.partner' }, cancel.signal);
    await reached;
    cancel.abort();
    await expect(call).rejects.toThrow();
    await dropped;
    await client.close();
  });
});

describe('an answer of Odoo in an unknown form', () => {
  it.each<[string, Record<string, unknown>, unknown]>([
    ['search_read', { model: 'res.partner', fields: ['name'] }, { secret: 'row' }],
    ['get_record', { model: 'res.partner', record_id: 1, fields: ['name'] }, 'row'],
    ['search_count', { model: 'res.partner' }, 'many'],
    ['read_group', { model: 'res.partner', groupby: ['state'] }, [{ state: 'row' }]],
    ['read_group', { model: 'res.partner', groupby: ['a:day'] }, [{ 'a:day': 'row', __count: 1 }]],
    ['name_search', { model: 'res.partner' }, [[1, 'row', 'more']]],
    ['get_defaults', { model: 'res.partner' }, [['row']]],
    ['create_record', { model: 'res.partner', values: { name: 'x' } }, [1]],
  ])('makes %s fail with an internal error that shows none of it', async (name, args, result) => {
    const client = await connect(() => ({ result }));
    const failed = await client.call(name, args);
    expect(failed).toMatchObject({
      isError: true,
      _meta: { 'odoo-mcp/error': { class: 'internal', retryable: false } },
    });
    expect(JSON.stringify(failed)).not.toMatch(/row|many/);
    await client.close();
  });
});

/** As pino numbers them. */
const [INFO, WARN] = [30, 40];

describe('the log', () => {
  const levels = () =>
    (upstream?.log() ?? '')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => z.object({ level: z.number(), msg: z.string() }).parse(JSON.parse(line)));
  const partner = { model: 'res.partner' };

  it.each<[string, ScriptedAnswer]>([
    ['answers', { result: 3 }],
    ['refuses', { fault: 'odoo.exceptions.AccessError', message: 'No.' }],
    ['is not there', LOST],
  ])('says nothing at info when Odoo %s or arguments are wrong', async (_case, answer) => {
    const client = await connect(() => answer);
    await client.call('search_count', partner);
    await client.call('search_count', {});
    await client.close();
    expect(levels()).not.toHaveLength(0);
    expect(levels().filter(({ level }) => level >= INFO)).toEqual([]);
  });

  it.each<[string, ScriptedAnswer]>([
    ['fails', { fault: 'builtins.ZeroDivisionError', message: 'row' }],
    ['answers in an unknown form', { result: 'row' }],
  ])('warns when Odoo %s, and repeats none of it', async (_case, answer) => {
    const client = await connect(() => answer);
    await client.call('search_count', partner);
    await client.close();
    expect(levels()).toEqual([{ level: WARN, msg: 'Odoo failed' }]);
    expect(upstream?.log()).not.toContain('row');
  });
});

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
