import { describe, expect, it } from 'vitest';
import type { KeptValue } from '../bindings/result-shape.ts';
import type { Obligation } from '../decision.ts';
import type { MethodName } from '../names.ts';
import type { Operation } from '../operation.ts';
import { nothing, partner, records, search } from './filtering.fixture.ts';
import { startFindings } from './findings.ts';
import { rebuildAnswer, rebuildFailure } from './rebuild-answer.ts';
import { decided, keep } from './rebuilding.fixture.ts';

const withheld = (reason: string) => [{ kind: 'result_withheld', reason }];

describe('a whole answer', () => {
  const shape = {
    ...{ kind: 'records' as const, at: ['data', 'rows'], steps: ['one'] },
    keep: keep({ count: { kind: 'count', of: 'one' }, total: { kind: 'total', of: 'one' } }),
  };
  const of = (obligation: Obligation, more: object = {}) => ({
    ...{ shape: { ...shape, ...more }, decided: [decided(obligation)], sent: {} },
  });
  const rows = [{ id: 1, vat: 'x' }, { id: 2 }];

  it('is rebuilt in the order of the server, with its counts put right', () => {
    const findings = startFindings();
    const answer = { count: 9, data: { rows, secret: 1 }, total: 2, vat: 'x' };
    expect(rebuildAnswer(answer, of(records({ maxRecords: 1 })), findings)).toEqual({
      structured: { count: 1, data: { rows: [{ id: 1 }] }, total: 1 },
      rows: 1,
    });
    expect(findings.notes()).toEqual([
      { kind: 'keys_dropped', keys: ['vat'] },
      ...withheld('records beyond the first 1 were cut'),
    ]);
  });

  it('is counted once all of it is there, wherever the server put the counts', () => {
    const part: KeptValue = { kind: 'part', part: 'records', of: 'one' };
    const counted = {
      ...{ kind: 'parts', at: [] },
      keep: keep({
        total: { kind: 'total', of: 'one' },
        count: { kind: 'count', of: 'one' },
        rows: part,
      }),
    };
    const answer = { total: 2, count: 9, rows };
    expect(
      rebuildAnswer(answer, of(records({ maxRecords: 1 }), counted), startFindings()),
    ).toMatchObject({ structured: { total: 1, count: 1, rows: [{ id: 1 }] } });
  });

  it('is looked for where it belongs alone', () => {
    for (const answer of [{ rows }, { data: rows }, { data: { rows: {} } }, { data: 'x' }, {}])
      expect(rebuildAnswer(answer, of(records()), startFindings())).toEqual({
        problem: 'it holds no records where they belong',
      });
    const inherited = JSON.parse('{"__proto__": {"rows": []}, "data": {}}');
    expect(rebuildAnswer(inherited, of(records()), startFindings())).toHaveProperty('problem');
  });

  it('may be missing where nothing is owed, and is then said to be', () => {
    const acknowledged = { kind: 'acknowledgement', at: [] };
    const findings = startFindings();
    expect(rebuildAnswer(undefined, of(nothing, acknowledged), findings)).toEqual({
      structured: {},
      rows: 0,
    });
    expect(findings.notes()).toEqual(withheld('the answer carries no structured content'));
    expect(rebuildAnswer(undefined, of(records(), acknowledged), startFindings())).toEqual({
      problem: 'it carries no structured content',
    });
    const two = {
      ...of(nothing, { ...acknowledged, steps: ['one', 'two'] }),
      decided: [decided(nothing), decided(records())],
    };
    expect(rebuildAnswer(undefined, two, startFindings())).toEqual({
      problem: 'it carries no structured content',
    });
  });

  it('is one of a trial where one of its operations was one', () => {
    const write: Operation = {
      ...{ kind: 'write', model: partner, ids: [], values: {}, dryRun: true },
    };
    const dryRun = { kind: 'acknowledgement', at: [], keep: keep({ tried: { kind: 'boolean' } }) };
    const answer = { tried: true, data: { rows } };
    const acknowledged = { kind: 'acknowledgement', at: [], keep: keep({}) };
    const tried = (...operations: readonly Operation[]) =>
      rebuildAnswer(
        answer,
        {
          ...of(nothing, { ...acknowledged, dryRun, steps: operations.map(({ kind }) => kind) }),
          decided: operations.map((operation) => decided(nothing, operation)),
        },
        startFindings(),
      );
    expect(tried(write)).toMatchObject({ structured: { tried: true } });
    expect(tried(search, write)).toMatchObject({ structured: { tried: true } });
    expect(tried(search)).toMatchObject({ structured: {} });
    expect(tried({ ...write, dryRun: false })).toMatchObject({ structured: {} });
  });

  it('is that of a method in the form the method has', () => {
    const call: Operation = {
      ...{ kind: 'call', model: partner, method: 'search' as MethodName, ids: [] },
      ...{ args: [], kwargs: {}, dryRun: false },
    };
    const value = { kind: 'value', at: ['data'] };
    const answered = (operation: Operation, more: object) =>
      rebuildAnswer(
        { data: [3, 4] },
        { ...of(records(), more), decided: [decided(records(), operation)] },
        startFindings(),
      );
    expect(answered(call, value)).toEqual({ structured: { data: [3, 4] }, rows: 2 });
    expect(answered(search, value)).toEqual({ problem: 'one of its records is no object' });
    expect(answered(call, { ...value, kind: 'records' })).toEqual({
      problem: 'one of its records is no object',
    });
    expect(answered(call, { ...value, kind: 'ids' })).toMatchObject({ rows: 0 });
  });

  it('is refused where it is one to several operations', () => {
    expect(
      rebuildAnswer(
        {},
        { ...of(nothing), decided: [decided(nothing), decided(nothing)] },
        startFindings(),
      ),
    ).toEqual({ problem: 'the call had several operations and one answer' });
  });
});

describe('a failed call', () => {
  const failure = keep({ done: { kind: 'integer' } });
  const of = (more: object = { failure }) => ({
    shape: {
      ...{ kind: 'acknowledgement' as const, at: [], keep: keep({}), steps: [] },
      ...more,
    },
    ...{ decided: [], sent: {} },
  });

  it('says how far it came, where it says anything', () => {
    expect(rebuildFailure({ done: 3, vat: 'x' }, of())).toEqual({ done: 3 });
    for (const answer of [{ done: 'x' }, {}, undefined, null, 'x', [3]])
      expect(rebuildFailure(answer, of())).toBeUndefined();
    expect(rebuildFailure({ done: 3 }, of({}))).toBeUndefined();
    const named = keep({ field: { kind: 'part', part: 'field_name', of: 'one' } });
    expect(rebuildFailure({ field: 'vat' }, of({ failure: named }))).toBeUndefined();
  });
});
