import { describe, expect, it } from 'vitest';
import type { Obligation } from '../decision.ts';
import type { Json } from '../json.ts';
import type { MethodName } from '../names.ts';
import { filterCallAnswer } from './call-answer.ts';
import { partner, records } from './filtering.fixture.ts';
import { startFindings } from './findings.ts';

function filtered(method: string, answer: Json | undefined, obligation: Obligation = records()) {
  const findings = startFindings();
  const part = filterCallAnswer(answer, method as MethodName, obligation, findings);
  return { part, notes: findings.notes() };
}
const problem = (method: string, answer: Json | undefined, obligation?: Obligation) => {
  const { part } = filtered(method, answer, obligation);
  return 'problem' in part ? part.problem : undefined;
};
const withheld = (reason: string) => [{ kind: 'result_withheld', reason }];
const ROW = { id: 7, name: 'Azure', vat: 'secret' };
const SHOWN = { id: 7, name: 'Azure' };
const NOTHING: Obligation = { kind: 'nothing' };

describe('an inherited method answers in its own form', () => {
  it.each(['search_read', 'read', 'web_read'])('%s with a list of records', (method) => {
    expect(filtered(method, [ROW]).part).toEqual({ value: [SHOWN], left: 1, sent: 1 });
    for (const odd of [ROW, false, null, 'x'])
      expect(problem(method, odd)).toBe('it holds no records where they belong');
  });

  it.each(['read_group', 'formatted_read_group'])('%s with groups', (method) => {
    const groups: Obligation = {
      ...{ kind: 'groups', model: partner, redaction: 'mask', maxGroups: 5 },
      visible: new Map([['name', 'value']]),
    };
    expect(filtered(method, [{ name: 'a', vat: 'x' }], groups).part).toEqual({
      value: [{ name: 'a' }],
      left: 1,
      sent: 1,
    });
    expect(problem(method, [], NOTHING)).toBe('it holds groups that no rule describes');
  });

  it('name_search with names, fields_get with descriptions', () => {
    const labels: Obligation = { kind: 'labels', model: partner, maxRecords: 5 };
    expect(filtered('name_search', [[7, 'Azure']], labels).part).toMatchObject({ left: 1 });
    expect(problem('name_search', [], NOTHING)).toBe('it holds labels that no rule describes');
    const fields: Obligation = {
      ...{ kind: 'fields', model: partner },
      ...{ mayDescribe: () => true, mayName: () => true },
    };
    expect(filtered('fields_get', { name: { type: 'char' } }, fields).part).toMatchObject({
      value: { name: { type: 'char' } },
    });
    expect(problem('fields_get', {}, NOTHING)).toBe('it holds fields that no rule describes');
  });

  it('any other with what it owes: numbers where that is nothing', () => {
    expect(filtered('write', true, NOTHING).part).toEqual({ value: true, left: 0, sent: 0 });
    expect(filtered('create', [7, 8], NOTHING).part).toEqual({ value: [7, 8], left: 0, sent: 0 });
    expect(filtered('search_count', 'secret', NOTHING)).toEqual({
      part: { left: 0, sent: 0 },
      notes: withheld('the answer holds more than ids and counts'),
    });
    expect(filtered('toString', true, NOTHING).part).toEqual({ value: true, left: 0, sent: 0 });
  });

  it.each(['search', 'search_read', 'onchange', 'web_search_read', 'action_x'])(
    '%s of the model’s own with its type alone',
    (method) => {
      const opaque: Obligation = { kind: 'opaque', model: partner, method: method as MethodName };
      expect(filtered(method, [ROW], opaque).part).toEqual({
        value: { ok: true, type: 'list' },
        left: 0,
        sent: 0,
      });
    },
  );
});

describe.each(['search', 'search_fetch'])('%s', (method) => {
  it('answers ids, no more than may come', () => {
    expect(filtered(method, [3, 4])).toEqual({
      part: { value: [3, 4], left: 2, sent: 2 },
      notes: [],
    });
    expect(filtered(method, [3, 4, 5], records({ maxRecords: 2 }))).toEqual({
      part: { value: [3, 4], left: 2, sent: 3 },
      notes: withheld('ids beyond the first 2 were cut'),
    });
  });

  it('answers nothing else', () => {
    for (const odd of [undefined, null, 7, 'x', {}, [ROW], [3, 'x'], [0], [[3, 'x']], [3, true]])
      expect(problem(method, odd)).toBe('it holds no ids where they belong');
    expect(problem(method, [3], NOTHING)).toBe('it holds ids where none were asked for');
  });
});

describe('web_search_read', () => {
  it('answers a page of records, and how many there are', () => {
    expect(filtered('web_search_read', { length: 9, records: [ROW], groups: 'secret' })).toEqual({
      part: { value: { length: 9, records: [SHOWN] }, left: 1, sent: 1 },
      notes: [{ kind: 'keys_dropped', keys: ['groups', 'vat'] }],
    });
    for (const length of ['9', 1.5, null, 'secret'])
      expect(filtered('web_search_read', { length, records: [ROW] }).part).toMatchObject({
        value: { records: [SHOWN] },
      });
    expect(filtered('web_search_read', { length: 'secret', records: [] }).part).toEqual({
      value: { records: [] },
      left: 0,
      sent: 0,
    });
  });

  it('answers nothing else', () => {
    for (const odd of [undefined, null, [ROW], 'x', {}, { length: 1 }, { records: ROW }])
      expect(problem('web_search_read', odd)).toBe('it holds no records where they belong');
    expect(problem('web_search_read', { records: [] }, NOTHING)).toBe(
      'it holds records that no rule describes',
    );
  });
});

describe('onchange', () => {
  it('answers the values of a form, and no warning', () => {
    const warning = { title: 'secret', message: 'secret' };
    expect(filtered('onchange', { value: { name: 'Azure', vat: 'x' }, warning })).toEqual({
      part: { value: { value: { name: 'Azure' } }, left: 1, sent: 1 },
      notes: [{ kind: 'keys_dropped', keys: ['vat', 'warning'] }],
    });
    expect(filtered('onchange', { warning }).part).toMatchObject({ value: { value: {} } });
  });

  it('answers nothing else', () => {
    for (const odd of [undefined, null, [ROW], 'x'])
      expect(problem('onchange', odd)).toBe('it holds no values where they belong');
    expect(problem('onchange', { value: 'x' })).toBe('it holds no records where they belong');
    expect(problem('onchange', { value: {} }, NOTHING)).toBe(
      'it holds record that no rule describes',
    );
  });
});
