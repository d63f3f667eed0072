import { EventEmitter, once } from 'node:events';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { ScriptedAnswer } from '../odoo/scripted-odoo.fixture.ts';
import { connect, LOST, methodOf, odoo, sentArguments, upstream } from './register.fixture.ts';

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
      _meta: { 'odoo-mcp/error': { class: 'connection', retryable: false, outcome: 'unknown' } },
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
    expect(failed.isError).toBe(true);
    const said = { class: 'internal', retryable: false };
    expect(failed._meta).toEqual({
      'odoo-mcp/error': name === 'create_record' ? { ...said, outcome: 'unknown' } : said,
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
