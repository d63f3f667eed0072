import { describe, expect, it } from 'vitest';
import type { ResultShape } from '../bindings/binding.ts';
import { loadBundledBindings } from '../bindings/bundled.ts';
import type { Obligation, RecordObligation } from '../decision.ts';
import type { Json, JsonObject } from '../json.ts';
import type { FieldName, MethodName, ModelName, RecordId } from '../names.ts';
import type { Operation } from '../operation.ts';
import { type FilteredResult, filterToolResult } from './tool-result.ts';

const bundled = loadBundledBindings().find(({ id }) => id === 'odoo-mcp-upstream');
const partner = 'res.partner' as ModelName;
const field = (name: string) => name as FieldName;
const limits = { maxResponseBytes: 100_000 };

function shapeOf(tool: string): ResultShape {
  const shape = bundled?.tools.get(tool)?.result;
  if (shape === undefined) throw new Error(`no tool ${tool}`);
  return shape;
}

function answer(structuredContent: JsonObject, more: JsonObject = {}): JsonObject {
  const text = JSON.stringify(structuredContent);
  return { content: [{ type: 'text', text }], structuredContent, ...more };
}

function outcome(tool: string, result: JsonObject, operation: Operation, obligation: Obligation) {
  return filterToolResult(result, shapeOf(tool), [{ operation, obligation }], limits);
}

function passed(
  tool: string,
  result: JsonObject,
  operation: Operation,
  obligation: Obligation,
): FilteredResult {
  const filtered = outcome(tool, result, operation, obligation);
  if ('effect' in filtered) throw new Error(filtered.reason);
  return filtered;
}

const search: Operation = { kind: 'search_read', model: partner };
const nothing: Obligation = { kind: 'nothing' };

function records(changes: Partial<RecordObligation> = {}): RecordObligation {
  return {
    kind: 'records',
    model: partner,
    visible: new Map([
      [field('name'), 'value'],
      [field('country_id'), 'label'],
      [field('parent_id'), 'id_only'],
      [field('child_ids'), 'value'],
    ]),
    masked: [],
    redaction: 'mask',
    maxRecords: 100,
    ...changes,
  };
}

function rows(row: JsonObject, changes: Partial<RecordObligation> = {}): Json | undefined {
  const result = answer({ records: [row], count: 1, model: 'res.partner' });
  const { structuredContent } = passed('search_read', result, search, records(changes)).result;
  return (structuredContent as { readonly records: readonly Json[] }).records[0];
}

describe('records', () => {
  it('lets the visible fields through and drops the rest, with a note', () => {
    const result = answer({
      records: [{ id: 7, name: 'Azure', email: 'a@example.com', credit_limit: 9 }],
      count: 1,
      model: 'res.partner',
      hint: 'ask for more',
    });
    const filtered = passed('search_read', result, search, records());
    const structured = { records: [{ id: 7, name: 'Azure' }], count: 1, model: 'res.partner' };
    expect(filtered).toEqual({
      result: {
        content: [{ type: 'text', text: JSON.stringify(structured) }],
        structuredContent: structured,
      },
      notes: [{ kind: 'keys_dropped', keys: ['credit_limit', 'email', 'hint'] }],
      rows: 1,
    });
  });

  it('shows the mask for masked fields, sent or not, or leaves them out', () => {
    const masked = [field('email'), field('vat')];
    expect(rows({ id: 7, name: 'Azure', email: 'a@example.com' }, { masked })).toEqual({
      id: 7,
      name: 'Azure',
      email: '***',
      vat: '***',
    });
    expect(rows({ id: 7, email: 'a@example.com' }, { masked, redaction: 'omit' })).toEqual({
      id: 7,
    });
  });

  it.each<[string, Json, Json]>([
    ['country_id', [3, 'Belgium'], [3, 'Belgium']],
    ['country_id', { id: 3, display_name: 'Belgium' }, { id: 3, display_name: 'Belgium' }],
    ['country_id', { id: 3, display_name: 'B', vat: 'x' }, { id: 3, display_name: 'B' }],
    ['country_id', false, false],
    ['country_id', 3, 3],
    ['country_id', 'Belgium', '***'],
    ['country_id', [3, 'Belgium', 'x'], '***'],
    ['parent_id', [3, 'Azure'], [3, '***']],
    ['parent_id', { id: 3, display_name: 'Azure' }, { id: 3, display_name: '***' }],
    ['parent_id', [3, false], [3, false]],
    ['parent_id', false, false],
    ['parent_id', 'Azure', '***'],
    ['child_ids', [4, 5], [4, 5]],
    ['child_ids', [], []],
    ['child_ids', [{ id: 4, name: 'x' }], '***'],
    ['child_ids', [[4, 'x']], '***'],
    ['name', 'Azure', 'Azure'],
    ['name', false, false],
    ['name', 12.5, 12.5],
    ['name', { en_US: 'Azure' }, '***'],
  ])('gives %s %j as %j', (name, sent, shown) => {
    expect(rows({ id: 7, [name]: sent })).toEqual({ id: 7, [name]: shown });
  });

  it('says that a structured value was withheld', () => {
    const result = answer({ records: [{ id: 7, name: { a: 1 } }], count: 1 });
    expect(passed('search_read', result, search, records()).notes).toEqual([
      {
        kind: 'result_withheld',
        reason: 'res.partner.name has a structured value that no rule describes',
      },
    ]);
  });

  it('lets an id through that is one, and nothing else under that name', () => {
    expect(rows({ id: 'x', name: 'Azure' })).toEqual({ name: 'Azure' });
  });

  it('cuts records beyond the limit and counts what is left', () => {
    const result = answer({ records: [{ id: 1 }, { id: 2 }, { id: 3 }], count: 3 });
    const filtered = passed('search_read', result, search, records({ maxRecords: 2 }));
    expect(filtered.result.structuredContent).toEqual({
      records: [{ id: 1 }, { id: 2 }],
      count: 2,
    });
    expect(filtered.rows).toBe(2);
    expect(filtered.notes).toEqual([
      { kind: 'result_withheld', reason: 'records beyond the first 2 were cut' },
    ]);
  });

  it('drops a model other than the one that was decided on', () => {
    const result = answer({ records: [], count: 0, model: 'res.users' });
    expect(passed('search_read', result, search, records()).result.structuredContent).toEqual({
      records: [],
      count: 0,
    });
  });

  it('reads one record', () => {
    const operation: Operation = { kind: 'read', model: partner, ids: [7 as RecordId] };
    const result = answer({ record: { id: 7, name: 'Azure', vat: 'x' }, model: 'res.partner' });
    const filtered = passed('get_record', result, operation, records());
    expect(filtered.result.structuredContent).toEqual({
      record: { id: 7, name: 'Azure' },
      model: 'res.partner',
    });
    expect(filtered.rows).toBe(1);
  });

  it('filters records that a method call brings back', () => {
    const operation: Operation = {
      ...{ kind: 'call', model: partner, method: 'web_search' as MethodName, ids: [] },
      ...{ args: [], kwargs: {}, dryRun: false },
    };
    const result = answer({ result: [{ id: 7, name: 'Azure', vat: 'x' }], method: 'web_search' });
    expect(passed('execute_method', result, operation, records()).result.structuredContent).toEqual(
      { result: [{ id: 7, name: 'Azure' }], method: 'web_search' },
    );
  });

  it.each<[string, JsonObject]>([
    ['no structured content and prose', { content: [{ type: 'text', text: 'Azure, Deco' }] }],
    ['no content at all', {}],
    [
      'several texts',
      {
        content: [
          { type: 'text', text: '{}' },
          { type: 'text', text: '{}' },
        ],
      },
    ],
    ['structured content that is no object', { content: [], structuredContent: [{ id: 1 }] }],
    ['no records where they belong', answer({ rows: [] })],
    ['records that are none', answer({ records: ['Azure'] })],
    ['an unfinished result', answer({ records: [] }, { resultType: 'input_required' })],
  ])('denies an answer with %s', (_, result) => {
    const denied = outcome('search_read', result, search, records());
    expect(denied).toMatchObject({ effect: 'deny', rule: 'fail-closed' });
  });

  it('reads the text where the server sends no structured content', () => {
    const text = JSON.stringify({ records: [{ id: 7, vat: 'x' }], count: 1 });
    const result = { content: [{ type: 'text', text }] };
    expect(passed('search_read', result, search, records()).result).toEqual({
      content: [{ type: 'text', text: '{"records":[{"id":7}],"count":1}' }],
      structuredContent: { records: [{ id: 7 }], count: 1 },
    });
  });

  it('replaces a text copy that says more than the structure', () => {
    const result = answer({ records: [{ id: 7 }] });
    const chatty = { ...result, content: [{ type: 'text', text: 'Azure owes 9000' }] };
    expect(passed('search_read', chatty, search, records()).result.content).toEqual([
      { type: 'text', text: '{"records":[{"id":7}]}' },
    ]);
  });

  it('drops other content, the server meta and unknown keys', () => {
    const result = {
      ...answer({ records: [] }),
      content: [
        { type: 'image', data: 'aGk=', mimeType: 'image/png' },
        { type: 'resource_link', uri: 'odoo://record/res.partner/7', name: 'Azure' },
      ],
      _meta: { 'x/rows': [{ name: 'Azure' }] },
      rows: [{ name: 'Azure' }],
    };
    const filtered = passed('search_read', result, search, records());
    expect(filtered.result).toEqual({
      content: [{ type: 'text', text: '{"records":[]}' }],
      structuredContent: { records: [] },
    });
    expect(filtered.notes).toEqual([
      { kind: 'result_withheld', reason: 'content other than structured data is left out' },
    ]);
  });

  it('keeps the result type of a finished result', () => {
    const result = answer({ records: [] }, { resultType: 'complete' });
    expect(passed('search_read', result, search, records()).result.resultType).toBe('complete');
  });

  it('denies what is too large, with advice', () => {
    const many = Array.from({ length: 50 }, (_, index) => ({
      id: index + 1,
      name: 'x'.repeat(50),
    }));
    const denied = filterToolResult(
      answer({ records: many }),
      shapeOf('search_read'),
      [{ operation: search, obligation: records() }],
      { maxResponseBytes: 2_000 },
    );
    expect(denied).toMatchObject({
      code: 'result_too_large',
      allowed: 'Ask for fewer fields or set a lower limit.',
    });
  });
});

describe('answers without records', () => {
  const write: Operation = {
    ...{ kind: 'write', model: partner, ids: [7 as RecordId], dryRun: false },
    values: { name: 'Azure', child_ids: [[3, 9, 0]] },
  };

  it('passes a count and nothing but a count', () => {
    const operation: Operation = { kind: 'search_count', model: partner };
    const count = (value: Json) =>
      passed('search_count', answer({ count: value, model: 'res.partner' }), operation, nothing)
        .result.structuredContent;
    expect(count(12)).toEqual({ count: 12, model: 'res.partner' });
    expect(count('Azure')).toEqual({ model: 'res.partner' });
    expect(count([{ name: 'Azure' }])).toEqual({ model: 'res.partner' });
  });

  it('passes the id of a new record', () => {
    const operation: Operation = { kind: 'create', model: partner, values: [{}], dryRun: false };
    const result = answer({ id: 12, model: 'res.partner', display_name: 'Azure' });
    expect(passed('create_record', result, operation, nothing).result.structuredContent).toEqual({
      id: 12,
      model: 'res.partner',
    });
  });

  it('passes an acknowledgement', () => {
    const result = answer({ success: true, model: 'res.partner', id: 7, record: { name: 'x' } });
    expect(passed('update_record', result, write, nothing).result.structuredContent).toEqual({
      success: true,
      model: 'res.partner',
      id: 7,
    });
  });

  it('repeats in a dry run what the caller wrote, not what the server added', () => {
    const result = answer({
      ...{ dry_run: true, model: 'res.partner', action: 'update', id: 7, field_count: 4 },
      validated_values: {
        name: 'Azure',
        child_ids: [[3, 9, 0]],
        credit_limit: 500,
        comment: 'from the defaults',
      },
    });
    const dry: Operation = { ...write, dryRun: true };
    expect(passed('update_record', result, dry, nothing).result.structuredContent).toEqual({
      ...{ dry_run: true, model: 'res.partner', action: 'update', id: 7, field_count: 4 },
      validated_values: { name: 'Azure', child_ids: [[3, 9, 0]] },
    });
  });

  it('leaves out a repeated value that is not the one the caller wrote', () => {
    const result = answer({ dry_run: true, validated_values: { name: 'Somebody else' } });
    const dry: Operation = { ...write, dryRun: true };
    expect(passed('update_record', result, dry, nothing).result.structuredContent).toEqual({
      dry_run: true,
      validated_values: {},
    });
  });

  it('shows of a method result that it came, and its type', () => {
    const operation: Operation = {
      ...{ kind: 'call', model: partner, method: 'action_x' as MethodName, ids: [7 as RecordId] },
      ...{ args: [1], kwargs: { note: 'mine' }, dryRun: false },
    };
    const opaque: Obligation = { kind: 'opaque', model: partner, method: 'action_x' as MethodName };
    const shown = (result: Json) =>
      passed(
        'execute_method',
        answer({ result, model: 'res.partner', method: 'action_x' }),
        operation,
        opaque,
      ).result.structuredContent;
    const about = { model: 'res.partner', method: 'action_x' };
    expect(shown({ name: 'Azure' })).toEqual({ result: { ok: true, type: 'object' }, ...about });
    expect(shown([1])).toEqual({ result: { ok: true, type: 'list' }, ...about });
    expect(shown('Azure')).toEqual({ result: { ok: true, type: 'text' }, ...about });
    expect(shown(3)).toEqual({ result: { ok: true, type: 'int' }, ...about });
    expect(shown(3.5)).toEqual({ result: { ok: true, type: 'float' }, ...about });
    expect(shown(true)).toEqual({ result: { ok: true, type: 'bool' }, ...about });
    expect(shown(null)).toEqual({ result: { ok: true, type: 'none' }, ...about });
    const dry = answer({
      ...{ dry_run: true, ...about, record_ids: [7], args_count: 1 },
      sanitized_kwargs: { note: 'mine', context: { uid: 2 } },
    });
    expect(
      passed('execute_method', dry, { ...operation, dryRun: true }, opaque).result
        .structuredContent,
    ).toEqual({
      ...{ dry_run: true, ...about, record_ids: [7], args_count: 1 },
      sanitized_kwargs: { note: 'mine' },
    });
  });

  it('says that an unreadable call has been carried out', () => {
    const operation: Operation = {
      ...{ kind: 'call', model: partner, method: 'action_x' as MethodName, ids: [] },
      ...{ args: [], kwargs: {}, dryRun: false },
    };
    const opaque: Obligation = { kind: 'opaque', model: partner, method: 'action_x' as MethodName };
    expect(outcome('execute_method', { content: [] }, operation, opaque)).toMatchObject({
      code: 'result_unreadable',
      reason: expect.stringContaining('has been carried out'),
    });
  });

  it('passes who signed in, and no credential', () => {
    const identity = {
      ...{ user: 'Marc Demo', login: 'demo', uid: 6, partner_id: 7, company_id: 1 },
      ...{ company_ids: [1], method: 'password', groups: ['base.group_user'], is_admin: false },
      ...{ database: 'demo', version: '18.0', edition: 'community' },
    };
    const result = answer({ ...identity, bearer_token: 'sesame', session_id: 'sesame' });
    const filtered = filterToolResult(result, shapeOf('login'), [], limits);
    expect(filtered).toMatchObject({ result: { structuredContent: identity } });
    expect(JSON.stringify(filtered)).not.toContain('sesame');
  });

  it('denies records where nothing was to come back', () => {
    const denied = outcome('search_read', answer({ records: [] }), search, nothing);
    expect(denied).toMatchObject({ code: 'result_unreadable' });
    const alone = filterToolResult(answer({ records: [] }), shapeOf('search_read'), [], limits);
    expect(alone).toMatchObject({ code: 'result_unreadable' });
  });

  it('denies one answer to several operations', () => {
    const decided = { operation: search, obligation: records() };
    const several = [decided, decided];
    expect(
      filterToolResult(answer({ records: [] }), shapeOf('search_read'), several, limits),
    ).toMatchObject({ code: 'result_unreadable' });
  });
});

describe('field descriptions', () => {
  const operation: Operation = { kind: 'fields_get', model: partner };
  const obligation: Obligation = {
    kind: 'fields',
    model: partner,
    mayDescribe: (name) => name !== 'vat',
    mayName: (model) => model !== 'res.users',
  };
  const shown = (fields: JsonObject) => {
    const result = answer({ fields, model: 'res.partner', count: Object.keys(fields).length });
    return passed('get_model_fields', result, operation, obligation).result.structuredContent;
  };

  it('describes the fields that may be described, and counts only those', () => {
    const fields = {
      name: { type: 'char', string: 'Name', required: true, readonly: false, help: 'Of whom' },
      vat: { type: 'char', string: 'Tax ID' },
    };
    expect(shown(fields)).toEqual({
      fields: { name: fields.name },
      model: 'res.partner',
      count: 1,
    });
  });

  it('drops groups, domains, related paths and models that may not be named', () => {
    const fields = {
      user_id: {
        ...{ type: 'many2one', string: 'Salesperson', relation: 'res.users', store: true },
        ...{ groups: 'base.group_user', domain: "[('share','=',False)]", related: 'parent_id.vat' },
        ...{ depends: ['vat'], relation_field: 'x' },
      },
      country_id: { type: 'many2one', relation: 'res.country' },
    };
    expect(shown(fields)).toMatchObject({
      fields: {
        user_id: { type: 'many2one', string: 'Salesperson', store: true },
        country_id: { type: 'many2one', relation: 'res.country' },
      },
    });
    expect(JSON.stringify(shown(fields))).not.toMatch(/res\.users|group_user|share|vat/);
  });

  it('shows the choices of a selection, and of a reference only models that may be named', () => {
    const kinds = [
      ['person', 'Individual'],
      ['company', 'Company'],
    ];
    const models = [
      ['res.users', 'User'],
      ['sale.order', 'Sales Order'],
    ];
    expect(
      shown({
        kind: { type: 'selection', selection: kinds },
        origin: { type: 'reference', selection: models },
        odd: { type: 'selection', selection: [{ vat: 'x' }] },
      }),
    ).toMatchObject({
      fields: {
        kind: { type: 'selection', selection: kinds },
        origin: { type: 'reference', selection: [['sale.order', 'Sales Order']] },
        odd: { type: 'selection' },
      },
    });
  });
});

describe('model lists', () => {
  const operation: Operation = { kind: 'list_models' };
  const obligation: Obligation = {
    kind: 'models',
    accessLevel: (model) => (model === 'res.partner' ? 'read_only' : undefined),
  };
  const shown = (structured: JsonObject) =>
    passed('list_models', answer(structured), operation, obligation).result.structuredContent;
  const contact = { model: 'res.partner', description: 'Contact', is_custom: false };
  const users = { model: 'res.users', description: 'User', is_custom: false };

  it('names the open models with their access, and counts nothing else', () => {
    expect(
      shown({
        models: [{ ...contact, access_level: 'full', owner: 'x' }, users],
        count: 2,
        total: 2,
      }),
    ).toEqual({ models: [{ ...contact, access_level: 'read_only' }], count: 1, total: 1 });
  });

  it('gives no total for one page of many', () => {
    expect(
      shown({ models: [contact, users], count: 2, total: 300, truncated: true, hint: '298 more' }),
    ).toEqual({
      models: [{ ...contact, access_level: 'read_only' }],
      count: 1,
      truncated: true,
    });
  });

  it('keeps a compact list compact', () => {
    expect(shown({ models: [{ model: 'res.partner' }, { model: 'res.users' }] })).toEqual({
      models: [{ model: 'res.partner' }],
    });
    expect(shown({ models: ['res.partner', 'res.users', 7] })).toEqual({ models: ['res.partner'] });
  });
});

describe('results that report an error', () => {
  it('carry the sanitised text and no structure', () => {
    const result = {
      content: [{ type: 'text', text: 'Nothing found.\nTraceback (most recent call last):\n x' }],
      structuredContent: { records: [{ name: 'Azure' }] },
      isError: true,
      _meta: { 'odoo-mcp/error': { class: 'missing', retryable: false } },
    };
    expect(passed('search_read', result, search, records())).toEqual({
      result: { content: [{ type: 'text', text: 'Nothing found.' }], isError: true },
      notes: [],
      rows: 0,
      upstreamError: 'missing',
    });
  });

  it('have an unknown class where the server says none', () => {
    const result = { content: [], isError: true, _meta: { 'odoo-mcp/error': { class: 'A b' } } };
    expect(passed('search_read', result, search, records()).upstreamError).toBe('unknown');
  });
});
