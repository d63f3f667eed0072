import { describe, expect, it } from 'vitest';
import { allowed, denied } from '../decide/asking.fixture.ts';
import { decide } from '../decide/decide.ts';
import { ADMIN, ALL_SCHEMAS, POLICY, READER, SALES } from '../decide/demo-policy.fixture.ts';
import { decideTool } from '../decide/rights/tool-access.ts';
import { filterToolResult } from '../filter/tool-result.ts';
import type { Json, JsonObject } from '../json.ts';
import { compileBinding } from './compile.ts';

/** A server whose only tool is Odoo's own remote call: ids, if any, are the first positional argument. */
const execute = {
  op: 'call',
  model: '$.model',
  method: '$.method',
  args: '$.args',
  kwargs: '$.kwargs',
  result: { kind: 'value', at: '$.result' },
};
const document = { binding: 1, id: 'any', tools: { execute } };
const tool = compileBinding(document, 'any.yaml').tools.get('execute');
if (tool === undefined) throw new Error('no tool');

function call(args: JsonObject, who = SALES) {
  const bound = tool?.bind(args);
  if (bound === undefined || 'effect' in bound) throw new Error('not bound');
  return { bound, decision: decide(bound.operations[0], who, POLICY, ALL_SCHEMAS) };
}

/** What is forwarded, and what leaves of the answer. */
function through(args: JsonObject, result: Json, who = SALES) {
  const { bound, decision } = call(args, who);
  const decided = allowed(decision);
  const forwarded = bound.emit([decided.operation]);
  const structuredContent = { result };
  const filtered = filterToolResult(
    { content: [{ type: 'text', text: JSON.stringify(structuredContent) }], structuredContent },
    ...([tool?.result ?? missing(), [decided]] as const),
    { maxResponseBytes: 100_000 },
  );
  return {
    forwarded,
    answer: 'effect' in filtered ? filtered : filtered.result.structuredContent,
  };
}

function missing(): never {
  throw new Error('no result');
}

describe('a tool that calls any method', () => {
  it('answers a search as the search tool would', () => {
    const { forwarded, answer } = through(
      { model: 'sale.order', method: 'search_read', args: [[], ['name']] },
      [{ id: 1, name: 'S1', margin: 12, access_token: 'x' }],
    );
    expect(forwarded).toEqual({
      ...{ model: 'sale.order', method: 'search_read', args: [] },
      kwargs: { domain: [], fields: ['id', 'name'], limit: 80 },
    });
    expect(answer).toEqual({ result: [{ id: 1, name: 'S1' }] });
  });

  it('sends ids where they came from, and values by place', () => {
    const write = { model: 'sale.order', method: 'write', kwargs: { vals: { note: 'x' } } };
    const { forwarded, answer } = through({ ...write, args: [[3, 4]] }, true);
    expect(forwarded).toEqual({ ...write, args: [[3, 4], { note: 'x' }], kwargs: {} });
    expect(answer).toEqual({ result: true });
  });

  it.each<[string, JsonObject, Json, Json]>([
    ['ids', { method: 'search', args: [[]] }, [3, 4], [3, 4]],
    [
      'a page',
      { method: 'web_search_read', args: [[], { name: {} }] },
      { length: 2, records: [{ id: 1, name: 'S1', margin: 4 }], more: 'x' },
      { length: 2, records: [{ id: 1, name: 'S1' }] },
    ],
    ['a count', { method: 'search_count', args: [[]] }, 7, 7],
    ['a new record', { method: 'create', args: [{ note: 'x' }] }, 7, 7],
    ['new records', { method: 'create', args: [[{ note: 'x' }]] }, [7], [7]],
    [
      'groups',
      { method: 'read_group', args: [[], ['amount_total:sum'], ['state']] },
      [{ state: 'sale', amount_total: 5, __count: 2, __domain: [['margin', '>', 1]] }],
      [{ state: 'sale', amount_total: 5, __count: 2 }],
    ],
    [
      'a form',
      { method: 'onchange', args: [[], { note: 'x' }, ['note'], { name: {} }] },
      { value: { name: 'New', margin: 4 }, warning: { message: 'margin is 4' } },
      { value: { name: 'New' } },
    ],
    [
      'descriptions',
      { method: 'fields_get', args: [['name']] },
      { name: { type: 'char', groups: 'x' }, margin: { type: 'monetary' } },
      { name: { type: 'char' } },
    ],
  ])('shows of %s what was decided on', (_what, args, result, shown) => {
    expect(through({ model: 'sale.order', ...args }, result).answer).toEqual({ result: shown });
  });

  it('shows names as ids with labels', () => {
    const named = { model: 'res.country', method: 'name_search', args: ['x'] };
    expect(through(named, [[1, 'X']]).answer).toEqual({ result: [[1, 'X']] });
    expect(through(named, [[1, 'X', 'secret']]).answer).toMatchObject({ effect: 'deny' });
  });

  it.each<[string, JsonObject, Json]>([
    ['ids that are records', { method: 'search', args: [[]] }, [{ id: 1, margin: 4 }]],
    ['records that are texts', { method: 'read', args: [[1], ['name']] }, ['secret']],
    ['records that are an object', { method: 'search_read', args: [[], ['name']] }, { margin: 4 }],
    ['a page that is a list', { method: 'web_search_read', args: [[], { name: {} }] }, [1]],
    ['groups that are none', { method: 'read_group', args: [[], [], ['state']] }, 'secret'],
    ['a form that is a text', { method: 'onchange', args: [[], {}, [], { name: {} }] }, 'secret'],
  ])('refuses an answer of another form: %s', (_what, args, result) => {
    expect(through({ model: 'sale.order', ...args }, result).answer).toMatchObject({
      ...{ effect: 'deny', code: 'result_unreadable' },
    });
  });

  it('shows nothing of a count or an acknowledgement that is a text', () => {
    for (const args of [
      { method: 'search_count', args: [[]] },
      { method: 'write', args: [[1], { note: 'x' }] },
    ])
      expect(
        JSON.stringify(through({ model: 'sale.order', ...args }, 'secret').answer),
      ).not.toMatch(/secret/);
  });

  it('refuses what the tools for it would', () => {
    const refusal = (args: JsonObject, who = SALES) => denied(call(args, who).decision).code;
    const order = { model: 'sale.order' };
    expect(refusal({ ...order, method: 'search', args: [[['margin', '>', 1]]] })).toBe(
      'field_not_searchable',
    );
    expect(refusal({ ...order, method: 'unlink', args: [[1]] })).toBe('operation_not_allowed');
    expect(refusal({ ...order, method: 'export_data', args: [[1], ['name']] })).toBe(
      'method_not_allowed',
    );
    expect(refusal({ model: 'res.users', method: 'read', args: [[1]] }, ADMIN)).toBe(
      'model_blocked',
    );
  });

  it('is there for whoever may read', () => {
    expect(decideTool(tool, READER, POLICY)).toBe('visible');
  });
});
