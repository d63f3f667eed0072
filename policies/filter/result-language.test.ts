import { describe, expect, it } from 'vitest';
import type { GroupObligation, Obligation } from '../decision.ts';
import type { Json } from '../json.ts';
import type { ModelName } from '../names.ts';
import { field, partner, records } from './filtering.fixture.ts';
import { boundTool, decidedOn, left } from './result-language.fixture.ts';
import { filterToolResult } from './tool-result.ts';

const seen = records({ masked: [field('vat')] });
const groups: GroupObligation = {
  kind: 'groups',
  model: partner,
  visible: new Map([
    ['country_id', 'label'],
    ['state', 'value'],
    ['credit:sum', 'value'],
    ['__count', 'count'],
  ]),
  redaction: 'mask',
  maxGroups: 10,
};

describe('a value that was taken out of a record', () => {
  const of = (name: string) => ({ shown: { field: name, of: 'found' } });

  it.each<[string, Json, Json]>([
    ['name', 'Azure', 'Azure'],
    ['name', { secret: 1 }, '***'],
    ['vat', 'BE0477472701', '***'],
    ['id', 7, 7],
    ['country_id', [3, 'Belgium'], [3, 'Belgium']],
    ['country_id', 'Belgium', 'Belgium'],
    ['parent_id', [9, 'Hidden'], [9, '***']],
    ['parent_id', 'Hidden', '***'],
    ['parent_id', false, false],
  ])('is shown as the record would show it: %s, %j', (name, value, shown) => {
    expect(left(of(name), { shown: value }, [seen])).toEqual({ shown });
  });

  it('is left out where the step does not show it, or read nothing', () => {
    expect(left(of('credit'), { shown: 12 }, [seen])).toEqual({});
    expect(left(of('id'), { shown: 'seven' }, [seen])).toEqual({});
    expect(left(of('name'), { shown: 'Azure' }, [])).toEqual({});
    const omitting = records({ masked: [field('vat')], redaction: 'omit' });
    expect(left(of('vat'), { shown: 'BE0477472701' }, [omitting])).toEqual({});
  });

  it('is a figure where the step reads groups', () => {
    const keep = { shown: { field: 'credit:sum', of: 'summed' } };
    expect(left(keep, { shown: 12.5 }, [seen, groups])).toEqual({ shown: 12.5 });
    const hidden = { ...groups, visible: new Map([['state', 'value' as const]]) };
    expect(left(keep, { shown: 12.5 }, [seen, hidden])).toEqual({});
  });
});

describe('lists, objects and maps', () => {
  it('hold what each of their values may, and nothing else', () => {
    const keep = {
      lines: {
        list: { object: { name: { field: 'name', of: 'found' }, done: 'boolean' } },
      },
    };
    const lines = [{ name: 'A', done: true, note: 'x' }, 'stranger', { done: 1 }];
    expect(left(keep, { lines }, [seen])).toEqual({ lines: [{ name: 'A', done: true }, {}] });
    expect(left(keep, { lines: 'x' }, [seen])).toEqual({});
  });

  it('have keys that are numbers, or what is said of them', () => {
    const by = (keys?: object) => ({ by: { map: 'integer', ...(keys ? { keys } : {}) } });
    const counts = { by: { 7: 1, draft: 2, sale: 3, __proto: 4 } };
    expect(left(by(), counts)).toEqual({ by: { 7: 1 } });
    expect(left(by({ one_of: ['draft'] }), counts)).toEqual({ by: { draft: 2 } });
    expect(left(by({ field: 'state', of: 'summed' }), counts, [seen, groups])).toEqual({
      by: { 7: 1, draft: 2, sale: 3, __proto: 4 },
    });
    expect(left(by({ field: 'state', of: 'summed' }), counts, [])).toEqual({ by: {} });
  });

  it('lose the entries of a map whose keys are hidden', () => {
    const keep = { by: { map: 'integer', keys: { field: 'parent_id', of: 'found' } } };
    expect(left(keep, { by: { Azure: 1, Deco: 2 } }, [seen])).toEqual({ by: {} });
  });
});

describe('other values', () => {
  it('repeat the call, an argument or one of a few words', () => {
    const keep = {
      model: { echo: 'model', of: 'made' },
      values: { echo: 'values', of: 'made' },
      name: { argument: '$.name' },
      status: { one_of: ['done'] },
    };
    const answer = { model: 'res.partner', values: { name: 'Azure', vat: 1 }, name: 'A' };
    expect(left(keep, { ...answer, status: 'done' }, [], { name: 'A' })).toEqual({
      ...answer,
      values: { name: 'Azure' },
      status: 'done',
    });
    expect(
      left(keep, { model: 'x', values: 'x', name: 'B', status: 'x' }, [], { name: 'A' }),
    ).toEqual({});
  });

  it('are words that name nothing hidden, and texts of Odoo that are cleaned', () => {
    const keep = { hint: 'words', warning: 'sanitised' };
    expect(left(keep, { hint: 'Take care.', warning: 'The price of ABC1234 changed' })).toEqual({
      hint: 'Take care.',
      warning: 'The price of … changed',
    });
    expect(left(keep, { hint: 'The secret is', warning: '{"a": 1}' })).toEqual({});
    expect(left(keep, { hint: 7, warning: ['x'] })).toEqual({});
  });

  it('count what is left of a step', () => {
    const keep = {
      count: { count: 'found' },
      total: { total: 'found' },
      rows: { records: 'found' },
    };
    const rows = [{ id: 1 }, { id: 2 }, { id: 3 }];
    const most = records({ maxRecords: 2 });
    expect(left(keep, { count: 3, rows, total: 3 }, [most])).toEqual({
      count: 2,
      rows: [{ id: 1 }, { id: 2 }],
      total: 2,
    });
    expect(left(keep, { total: 30, rows }, [most])).toEqual({ rows: [{ id: 1 }, { id: 2 }] });
  });

  it('make the whole answer unreadable where they are no records', () => {
    expect(() => left({ rows: { records: 'found' } }, { rows: 'x' }, [seen])).toThrow(/no records/);
    expect(() => left({ rows: { records: 'found' } }, { rows: [] }, [])).toThrow(/no rule/);
  });
});

describe('names of fields and models', () => {
  const tool = { op: 'create_requirements', model: '$.model' };
  const fields: Obligation = {
    kind: 'fields',
    model: partner,
    mayDescribe: (name) => name !== 'vat',
    mayName: (model) => model === ('res.country' as ModelName),
  };
  const keep = {
    required: { fields: 'call' },
    names: { list: { field_name: 'call' } },
    hints: {
      list: {
        object: { field: { field_name: 'call' }, model: { model_name: 'call' }, hint: 'words' },
      },
    },
  };

  function shown(structuredContent: { readonly [key: string]: Json }) {
    const filtered = filterToolResult(
      { structuredContent },
      boundTool({ keep }, tool).result,
      [
        {
          operation: { kind: 'create_requirements', model: partner },
          obligation: fields,
          mentionsHidden: () => false,
        },
      ],
      { maxResponseBytes: 10_000 },
    );
    if ('effect' in filtered) throw new Error(filtered.reason);
    return filtered.result.structuredContent;
  }

  it('pass where they may be told, and take with them what is said about them', () => {
    const required = { name: { type: 'char' }, vat: { type: 'char' } };
    const hints = [
      { field: 'country_id', model: 'res.country', hint: 'Choose one.' },
      { field: 'vat', model: 'res.country', hint: 'Choose one.' },
      { field: 'bank_id', model: 'res.bank', hint: 'Choose one.' },
    ];
    expect(shown({ required, names: ['name', 'vat', 7], hints })).toEqual({
      required: { name: { type: 'char' } },
      names: ['name'],
      hints: [hints[0]],
    });
  });
});

describe('a failed call', () => {
  const result = {
    keep: {},
    failure: { keep: { partial_ids: 'integers', completed_chunks: 'integer', error: 'sanitised' } },
  };
  const failed = (structuredContent: Json, shape: object = result) =>
    filterToolResult(
      { isError: true, content: [{ type: 'text', text: 'Chunk 2 failed.' }], structuredContent },
      boundTool(shape).result,
      decidedOn([]),
      { maxResponseBytes: 200 },
    );

  it('may say how far it came', () => {
    const content = {
      partial_ids: [1, 2],
      completed_chunks: 1,
      error: 'Chunk 2 failed.',
      row: 'x',
    };
    expect(failed(content)).toMatchObject({
      result: {
        isError: true,
        content: [{ type: 'text', text: 'Chunk 2 failed.' }],
        structuredContent: { partial_ids: [1, 2], completed_chunks: 1, error: 'Chunk 2 failed.' },
      },
    });
  });

  it.each<[string, Json, object]>([
    ['says nothing that may leave', { row: 'x' }, result],
    ['has no structure', 'x', result],
    ['says more than may leave', { partial_ids: Array(300).fill(1) }, result],
    ['is of a tool that does not say how far it came', { partial_ids: [1] }, { keep: {} }],
  ])('is its text alone where it %s', (_, content, shape) => {
    expect(failed(content, shape)).not.toHaveProperty('result.structuredContent');
  });
});
