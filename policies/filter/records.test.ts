import { describe, expect, it } from 'vitest';
import type { Json } from '../json.ts';
import type { MethodName, RecordId } from '../names.ts';
import type { Operation } from '../operation.ts';
import { answer, field, partner, passed, records, rows, search } from './filtering.fixture.ts';

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
});
