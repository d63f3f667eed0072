import { describe, expect, it } from 'vitest';
import type { KeptValue } from '../bindings/result-shape.ts';
import type { GroupObligation, Obligation } from '../decision.ts';
import type { Json, JsonObject } from '../json.ts';
import type { FieldName, MethodName, ModelName } from '../names.ts';
import { field, nothing, partner, records, search } from './filtering.fixture.ts';
import { type Decided, startFindings } from './findings.ts';
import { type Rebuilding, rebuildValue } from './rebuild-value.ts';
import { decided, keep } from './rebuilding.fixture.ts';

/** What a value of an answer is rebuilt as, and what is told of it. */
function rebuilt(
  value: Json,
  kept: KeptValue,
  steps: Readonly<Record<string, Decided>> = {},
  sent: JsonObject = {},
) {
  const findings = startFindings();
  const problems: string[] = [];
  const to: Rebuilding = {
    ...{ decided: new Map(Object.entries(steps)), sent, findings, tallies: new Map() },
    unreadable: (problem) => problems.push(problem),
  };
  const shown = rebuildValue(value, kept, to);
  return { shown, notes: findings.notes(), problems, tallies: to.tallies };
}
const shown = (...parts: Parameters<typeof rebuilt>) => rebuilt(...parts).shown;
const withheld = (reason: string) => [{ kind: 'result_withheld', reason }];
const LEFT_OUT = 'entries that may not be shown are left out';

describe('a plain value', () => {
  it.each<[KeptValue, readonly Json[], readonly Json[]]>([
    [{ kind: 'integer' }, [7, 0, -1], ['7', 1.5, true, null, [7]]],
    [{ kind: 'boolean' }, [true, false], ['true', 1, null]],
    [{ kind: 'integers' }, [[7, 8], []], [['7'], [7, 'x'], [1.5], 7, null]],
    [{ kind: 'text' }, ['x', ''], [7, true, null, ['x']]],
    [{ kind: 'texts' }, [['x'], []], [[7], ['x', 7], 'x', null]],
    [{ kind: 'file_name' }, ['a.pdf'], ['a\nb', 7]],
    [{ kind: 'mime_type' }, ['text/plain'], ['x', 7]],
    [{ kind: 'one_of', values: new Set(['a']) }, ['a'], ['b', '', ['a'], null]],
    [{ kind: 'words' }, ['Take care.', 'x'.repeat(4_000)], ['x'.repeat(4_001), 7, ['x'], null]],
    [{ kind: 'sanitised' }, ['Take care.'], ['{"a": 1}', 7, ['Take care.']]],
  ])('as %j passes in its form alone', (kept, passing, others) => {
    for (const value of passing) expect(shown(value, kept)).toEqual(value);
    for (const value of others) expect(shown(value, kept)).toBeUndefined();
  });

  it('of words names nothing that any step hides', () => {
    const steps = { one: decided(nothing, search, 'wage'), two: decided(nothing, search, 'pin') };
    expect(shown('The name is wrong.', { kind: 'words' }, steps)).toBe('The name is wrong.');
    for (const words of ['The wage is wrong.', 'The pin is wrong.'])
      for (const kind of ['words', 'sanitised'] as const)
        expect(shown(words, { kind }, steps)).toBeUndefined();
  });

  it('of a text of Odoo keeps what the call said itself', () => {
    const steps = {
      one: decided(nothing, {
        kind: 'search_read',
        model: partner,
        domain: [['ref', '=', 'ABC1234']],
      }),
    };
    const told = 'The code ABC1234 is not DEF5678.';
    expect(shown(told, { kind: 'sanitised' }, steps)).toBe('The code ABC1234 is not ….');
    expect(shown(told, { kind: 'sanitised' })).toBe('The code … is not ….');
  });

  it('is a count of what is left, whatever the server counted', () => {
    const findings = startFindings();
    const tallies = new Map([['one', { left: 2, sent: 3 }]]);
    const to: Rebuilding = {
      ...{ decided: new Map(), sent: {}, findings, tallies, unreadable: () => {} },
    };
    for (const value of [3, 99, 'x'])
      expect(rebuildValue(value, { kind: 'count', of: 'one' }, to)).toBe(2);
    expect(rebuildValue(3, { kind: 'count', of: 'two' }, to)).toBe(0);
    expect(rebuildValue(3, { kind: 'total', of: 'one' }, to)).toBe(2);
    for (const value of [2, 4, '3'])
      expect(rebuildValue(value, { kind: 'total', of: 'one' }, to)).toBeUndefined();
    expect(rebuildValue(0, { kind: 'total', of: 'two' }, to)).toBe(0);
    expect(rebuildValue(1, { kind: 'total', of: 'two' }, to)).toBeUndefined();
  });

  it('repeats the call of its step, or an argument of the tool, and is none without', () => {
    const echo: KeptValue = { kind: 'echo', part: 'model', of: 'one' };
    expect(shown('res.partner', echo, { one: decided(nothing) })).toBe('res.partner');
    expect(shown('res.partner', echo, { two: decided(nothing) })).toBeUndefined();
    const argument: KeptValue = { kind: 'argument', path: ['a', 'b'] };
    expect(shown([1], argument, {}, { a: { b: [1] } })).toEqual([1]);
    for (const sent of [{ a: { b: [2] } }, { a: 1 }, {}])
      expect(shown([1], argument, {}, sent)).toBeUndefined();
  });
});

describe('lists, objects and maps', () => {
  it('of which something is left out say so', () => {
    const list: KeptValue = { kind: 'list', item: { kind: 'integer' } };
    expect(rebuilt([1, 2], list)).toMatchObject({ shown: [1, 2], notes: [] });
    expect(rebuilt([1, 'x'], list)).toMatchObject({ shown: [1], notes: withheld(LEFT_OUT) });
    expect(shown({ 0: 1 }, list)).toBeUndefined();
    const object: KeptValue = { kind: 'object', keys: keep({ a: { kind: 'integer' } }) };
    expect(rebuilt({ a: 1, vat: 2 }, object)).toMatchObject({
      shown: { a: 1 },
      notes: [{ kind: 'keys_dropped', keys: ['vat'] }],
    });
    expect(rebuilt({ a: 'x' }, object)).toMatchObject({
      shown: {},
      notes: [{ kind: 'keys_dropped', keys: ['a'] }],
    });
    expect(shown([1], object)).toBeUndefined();
    const map: KeptValue = { kind: 'map', value: { kind: 'integer' } };
    expect(rebuilt({ 7: 1, 1234567890: 2 }, map)).toMatchObject({
      shown: { 7: 1, 1234567890: 2 },
      notes: [],
    });
    for (const other of [{ '12345678901': 1 }, { '7a': 1 }, { a7: 1 }, { '': 1 }, { 7: 'x' }])
      expect(rebuilt(other, map)).toMatchObject({ shown: {}, notes: withheld(LEFT_OUT) });
    expect(shown([1], map)).toBeUndefined();
  });

  const fields: Obligation = {
    ...{ kind: 'fields', model: partner, mayDescribe: (name: FieldName) => name === 'name' },
    mayName: (model: ModelName) => model === 'res.partner',
  };

  it('that speak of a field or model that may not be named are left out whole', () => {
    const object: KeptValue = {
      kind: 'object',
      keys: keep({
        field: { kind: 'part', part: 'field_name', of: 'one' },
        model: { kind: 'part', part: 'model_name', of: 'one' },
        note: { kind: 'words' },
        state: { kind: 'part', part: 'state', of: 'one' },
      }),
    };
    const steps = { one: decided(fields) };
    expect(shown({ field: 'name', model: 'res.partner', note: 'x' }, object, steps)).toEqual({
      ...{ field: 'name', model: 'res.partner', note: 'x' },
    });
    for (const hidden of [
      { note: 'x', field: 'vat' },
      { note: 'x', model: 'res.users' },
    ])
      expect(rebuilt(hidden, object, steps)).toMatchObject({
        shown: undefined,
        notes: withheld('what is said of fields and models that may not be named is left out'),
      });
    // A hidden state is left out of what is said, and takes nothing with it.
    expect(shown({ note: 'x', state: 'sale' }, object, steps)).toEqual({ note: 'x' });
  });

  it('name fields and models that may be named, under such a rule alone', () => {
    const name: KeptValue = { kind: 'part', part: 'field_name', of: 'one' };
    const model: KeptValue = { kind: 'part', part: 'model_name', of: 'one' };
    for (const [kept, value] of [
      [name, 'name'],
      [model, 'res.partner'],
    ] as const) {
      expect(shown(value, kept, { one: decided(fields) })).toBe(value);
      expect(shown(value, kept, { one: decided(records()) })).toBeUndefined();
      expect(shown(value, kept)).toBeUndefined();
      const anything = decided({ ...fields, mayDescribe: () => true, mayName: () => true });
      for (const odd of ['No name!', 7, null, ['name']])
        expect(shown(odd, kept, { one: anything })).toBeUndefined();
    }
  });
});

describe('a part of an answer', () => {
  const ACTIONS: Obligation = {
    ...{ kind: 'actions', model: partner, stateVisible: true },
    ...{ mayCall: (method: MethodName) => method === 'action_x', mayWrite: () => false },
  };
  const state: KeptValue = { kind: 'part', part: 'state', of: 'one' };

  it('tells the state where that may be told', () => {
    for (const value of ['sale', 4, [4, 'Won'], false, null])
      expect(shown(value, state, { one: decided(ACTIONS) })).toEqual(value);
    expect(shown({ a: 1 }, state, { one: decided(ACTIONS) })).toBeUndefined();
    const hidden = decided({ ...ACTIONS, stateVisible: false });
    expect(shown('sale', state, { one: hidden })).toBeUndefined();
    expect(shown('sale', state, { one: decided(records()) })).toBeUndefined();
    expect(shown('sale', state)).toBeUndefined();
  });

  it('is filtered under the rule of its step, and counted with its other parts', () => {
    const part: KeptValue = { kind: 'part', part: 'records', of: 'one' };
    const both: KeptValue = { kind: 'object', keys: keep({ a: part, b: part }) };
    const rows = [{ id: 1, vat: 'x' }, { id: 2 }, { id: 3 }];
    const two = rebuilt({ a: rows, b: [{ id: 4 }] }, both, {
      one: decided(records({ maxRecords: 2 })),
    });
    expect(two.shown).toEqual({ a: [{ id: 1 }, { id: 2 }], b: [{ id: 4 }] });
    expect([...two.tallies]).toEqual([['one', { left: 3, sent: 4 }]]);
  });

  it('makes the whole unreadable where it is none, or no rule is about it', () => {
    const part: KeptValue = { kind: 'part', part: 'records', of: 'one' };
    expect(rebuilt('x', part, { one: decided(records()) })).toMatchObject({
      shown: undefined,
      problems: ['it holds no records where they belong'],
    });
    expect(rebuilt([], part)).toMatchObject({
      problems: ['it holds records that no rule describes'],
    });
  });
});

describe('a field of what a step read', () => {
  const of = (name: string): KeptValue => ({ kind: 'field', field: name, of: 'one' });
  const groups: GroupObligation = {
    ...{ kind: 'groups', model: partner, redaction: 'mask', maxGroups: 5 },
    visible: new Map([
      ['country_id', 'label'],
      ['parent_id', 'id_only'],
      ['credit:sum', 'value'],
      ['__count', 'count'],
    ]),
  };

  it.each<[Obligation, string, Json, Json | undefined, boolean]>([
    [records(), 'name', 'Azure', 'Azure', false],
    [records(), 'name', { a: 1 }, '***', true],
    [records({ redaction: 'omit' }), 'name', { a: 1 }, undefined, true],
    [records(), 'parent_id', 'Azure', '***', false],
    [records(), 'country_id', 'Belgium', 'Belgium', false],
    [records(), 'id', 7, 7, false],
    [records(), 'id', 'x', undefined, false],
    [records(), 'vat', 'x', undefined, false],
    [records(), 'No field', 'x', undefined, false],
    [records({ masked: [field('vat')] }), 'vat', 'x', '***', false],
    [records({ masked: [field('vat')], redaction: 'omit' }), 'vat', 'x', undefined, false],
    [groups, 'country_id', [3, 'Belgium'], [3, 'Belgium'], false],
    [groups, 'country_id', 'Belgium', 'Belgium', false],
    [groups, 'parent_id', 'Azure', '***', false],
    [groups, '__count', 3, 3, false],
    [groups, '__count', 'x', '***', true],
    [{ ...groups, redaction: 'omit' }, '__count', 'x', undefined, true],
    [groups, 'credit:avg', 3, undefined, false],
    [nothing, 'name', 'Azure', undefined, false],
  ])('is shown as that shows it: %j %s %j', (obligation, name, value, expected, told) => {
    const { shown: given, notes } = rebuilt(value, of(name), { one: decided(obligation) });
    expect(given).toEqual(expected);
    const about =
      obligation.kind === 'groups' ? 'groups of res.partner have' : 'res.partner.name has';
    expect(notes).toEqual(
      told
        ? withheld(
            obligation.kind === 'groups'
              ? `${about} a value that no rule describes`
              : `${about} a structured value that no rule describes`,
          )
        : [],
    );
  });

  it('is none where its step was not decided on', () => {
    expect(shown('Azure', of('name'))).toBeUndefined();
  });
});
