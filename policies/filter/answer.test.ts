import { describe, expect, it } from 'vitest';
import type { Obligation } from '../decision.ts';
import type { Json } from '../json.ts';
import type { FieldName } from '../names.ts';
import {
  ACTIONS,
  BLOB,
  EVERY,
  FIELDS,
  filtered,
  GROUPS,
  LABELS,
  MODELS,
  NOTHING,
  OPAQUE,
  problem,
  withheld,
} from './answer.fixture.ts';
import type { AnswerKind } from './answer.ts';
import { records } from './filtering.fixture.ts';

describe('an answer that holds no field', () => {
  it.each<AnswerKind>(['acknowledgement', 'identity', 'blob', 'parts'])(
    'is none, whatever the server says there: %s',
    (kind) => {
      for (const obligation of EVERY)
        expect(filtered({ id: 7, name: 'Azure' }, kind, obligation)).toEqual({
          part: { left: 0, sent: 0 },
          notes: [],
        });
    },
  );

  it.each<AnswerKind>(['count', 'ids'])('is numbers, under every rule: %s', (kind) => {
    for (const obligation of EVERY) {
      for (const plain of [7, 0, true, false, null, [], [1, 2]])
        expect(filtered(plain, kind, obligation)).toEqual({
          part: { value: plain, left: 0, sent: 0 },
          notes: [],
        });
      expect(filtered(undefined, kind, obligation)).toEqual({
        part: { left: 0, sent: 0 },
        notes: [],
      });
      for (const more of ['7', 1.5, [1, 'x'], ['x', 1], [1.5], [true], { count: 1 }, [[1]]])
        expect(filtered(more, kind, obligation)).toEqual({
          part: { left: 0, sent: 0 },
          notes: withheld('the answer holds more than ids and counts'),
        });
    }
  });

  it('is plain numbers too where a method owes nothing', () => {
    expect(filtered(true, 'value', NOTHING).part).toEqual({ value: true, left: 0, sent: 0 });
    expect(filtered('Azure', 'value', NOTHING).part).toEqual({ left: 0, sent: 0 });
  });
});

describe('an answer that holds what no rule describes', () => {
  it.each<AnswerKind>(['records', 'record', 'groups', 'labels', 'fields', 'models', 'actions'])(
    'is refused: %s',
    (kind) => {
      expect(problem([], kind, NOTHING)).toBe(`it holds ${kind} that no rule describes`);
      expect(problem([], kind, BLOB)).toBe(`it holds ${kind} where a file was asked for`);
    },
  );

  it('is refused where a file was asked for and a value came', () => {
    expect(problem(7, 'value', BLOB)).toBe('it holds value where a file was asked for');
  });

  it.each<[Obligation, string]>([
    [GROUPS, 'it holds no groups where they belong'],
    [LABELS, 'it holds no names where they belong'],
    [MODELS, 'it holds no list of models where it belongs'],
    [ACTIONS, 'it holds no actions where they belong'],
  ])('is refused where a list belongs: $kind', (obligation, reason) => {
    for (const answer of [undefined, null, false, {}, 'x', 7])
      expect(problem(answer, 'value', obligation)).toBe(reason);
    expect(problem([], 'value', obligation)).toBeUndefined();
  });

  it('is refused where descriptions of fields belong', () => {
    for (const answer of [undefined, null, false, [], 'x', 7])
      expect(problem(answer, 'fields', FIELDS)).toBe(
        'it holds no field descriptions where they belong',
      );
  });

  it('is refused where an entry of a list is none', () => {
    expect(problem([{ name: 'x' }, 'x'], 'groups', GROUPS)).toBe('one of its groups is no object');
    expect(problem([[7, 'x'], [7]], 'labels', LABELS)).toBe(
      'one of its names is no id with a label',
    );
    expect(problem([{ id: 1 }, 7], 'records', records())).toBe('one of its records is no object');
  });
});

describe('records', () => {
  it('are one or several as was asked, and a method may answer either', () => {
    const one = { id: 7, name: 'Azure', vat: 'x' };
    const shown = { id: 7, name: 'Azure' };
    const several = { value: [shown], left: 1, sent: 1 };
    const single = { value: shown, left: 1, sent: 1 };
    expect(filtered([one], 'records', records()).part).toEqual(several);
    expect(filtered(one, 'record', records()).part).toEqual(single);
    expect(filtered([one], 'value', records()).part).toEqual(several);
    expect(filtered(one, 'value', records()).part).toEqual(single);
    expect(problem(one, 'records', records())).toBe('it holds no records where they belong');
    expect(problem([one], 'record', records())).toBe('it holds no records where they belong');
  });

  it('are none where Odoo says that there is no such record', () => {
    for (const none of [null, false]) {
      expect(filtered(none, 'record', records()).part).toEqual({ value: none, left: 0, sent: 0 });
      for (const kind of ['records', 'value'] as const)
        expect(problem(none, kind, records())).toBe('it holds no records where they belong');
    }
    for (const odd of [undefined, true, 7, 'x'])
      expect(problem(odd, 'record', records())).toBe('it holds no records where they belong');
  });

  it('are counted as they came and as they are left', () => {
    const rows = [{ id: 1 }, { id: 2 }, { id: 3 }];
    const { part, notes } = filtered(rows, 'records', records({ maxRecords: 2 }));
    expect(part).toEqual({ value: [{ id: 1 }, { id: 2 }], left: 2, sent: 3 });
    expect(notes).toEqual(withheld('records beyond the first 2 were cut'));
    const whole = filtered(rows, 'records', records({ maxRecords: 3 }));
    expect(whole).toMatchObject({ part: { left: 3, sent: 3 }, notes: [] });
  });

  it('hide one field of one record at a time', () => {
    const row = { id: 'x', name: { a: 1 }, 'Odd key': 1, vat: 'secret', email: 'x@y.z' };
    const masked = ['email' as FieldName];
    expect(filtered([row], 'records', records({ masked }))).toEqual({
      part: { value: [{ name: '***', email: '***' }], left: 1, sent: 1 },
      notes: [
        { kind: 'keys_dropped', keys: ['?', 'id', 'vat'] },
        ...withheld('res.partner.name has a structured value that no rule describes'),
      ],
    });
    expect(filtered([row], 'records', records({ masked, redaction: 'omit' })).part).toEqual({
      value: [{}],
      left: 1,
      sent: 1,
    });
  });

  const file = { size: 12, uri: 'odoo://binary/res.partner/7/name' };

  it('name a file by this very field of this very record', () => {
    for (const size of [12, 0, null])
      expect(filtered({ id: 7, name: { ...file, size } }, 'record', records()).part).toMatchObject({
        value: { id: 7, name: { ...file, size } },
      });
  });

  it.each<[string, Json]>([
    ['of another record', { ...file, uri: 'odoo://binary/res.partner/8/name' }],
    ['of another field', { ...file, uri: 'odoo://binary/res.partner/7/vat' }],
    ['of another model', { ...file, uri: 'odoo://binary/res.users/7/name' }],
    ['with more said of it', { ...file, name: 'secret.pdf' }],
    ['of a size that is none', { ...file, size: '12' }],
    ['of no size', { uri: file.uri }],
    ['without an address', { size: 12 }],
    ['in a list', [file]],
  ])('name no file %s', (_what, value) => {
    expect(filtered({ id: 7, name: value }, 'record', records()).part).toMatchObject({
      value: { id: 7, name: '***' },
    });
  });

  it('name no file where the record has no id', () => {
    for (const id of [undefined, 'x', 0, false]) {
      const row: Record<string, Json> = {
        name: { ...file, uri: `odoo://binary/res.partner/${id}/name` },
      };
      if (id !== undefined) row.id = id;
      expect(filtered(row, 'record', records()).part).toMatchObject({ value: { name: '***' } });
    }
  });
});

describe('groups', () => {
  const group = (parts: Record<string, Json>) => filtered([parts], 'groups', GROUPS).part;

  it.each<[string, Json, Json]>([
    ['__count', 3, 3],
    ['__count', '3', '***'],
    ['__count', 1.5, '***'],
    ['date:month', 'January 2026', 'January 2026'],
    ['date:month', ['2026-01-01', 'January 2026'], ['2026-01-01', 'January 2026']],
    ['date:month', false, false],
    ['date:month', null, null],
    ['date:month', 5, '***'],
    ['date:month', true, '***'],
    ['date:month', ['2026-01-01'], '***'],
    ['date:month', ['2026-01-01', 'January', 'x'], '***'],
    ['date:month', ['2026-01-01', 5], '***'],
    ['date:month', { from: 'x' }, '***'],
    ['name', 'Azure', 'Azure'],
    ['name', { a: 1 }, '***'],
    ['parent_id', [3, 'Azure'], [3, '***']],
    ['country_id', [3, 'Belgium'], [3, 'Belgium']],
  ])('show %s %j as %j', (key, value, shown) => {
    expect(group({ [key]: value })).toEqual({ value: [{ [key]: shown }], left: 1, sent: 1 });
  });

  it('lose every other key, whatever it repeats', () => {
    const { part, notes } = filtered(
      [{ name: 'Azure', __domain: [['vat', '=', 'x']], vat: 'x' }],
      'groups',
      GROUPS,
    );
    expect(part).toMatchObject({ value: [{ name: 'Azure' }] });
    expect(notes).toEqual([{ kind: 'keys_dropped', keys: ['?', 'vat'] }]);
  });

  it('leave values out where hidden ones are left out, and say so', () => {
    const { part, notes } = filtered([{ name: { a: 1 }, __count: 2 }], 'groups', {
      ...GROUPS,
      redaction: 'omit',
    });
    expect(part).toMatchObject({ value: [{ __count: 2 }] });
    expect(notes).toEqual(withheld('groups of res.partner have a value that no rule describes'));
  });

  it('are no more than may come', () => {
    const three = [{ name: 'a' }, { name: 'b' }, { name: 'c' }];
    expect(filtered(three, 'groups', GROUPS)).toEqual({
      part: { value: three.slice(0, 2), left: 2, sent: 3 },
      notes: withheld('groups beyond the first 2 were cut'),
    });
    expect(filtered(three.slice(1), 'groups', GROUPS).notes).toEqual([]);
  });
});

describe('other lists', () => {
  it('of names are no longer than may be', () => {
    const names = [
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
    ];
    expect(filtered(names, 'labels', LABELS)).toEqual({
      part: { value: names.slice(0, 2), left: 2, sent: 3 },
      notes: withheld('names beyond the first 2 were cut'),
    });
    expect(filtered(names.slice(1), 'labels', LABELS).notes).toEqual([]);
  });

  it('count what is left of what came', () => {
    expect(filtered({ name: {}, vat: {} }, 'fields', FIELDS).part).toEqual({
      value: { name: {} },
      left: 1,
      sent: 2,
    });
    expect(filtered(['res.partner', 'res.users'], 'models', MODELS).part).toEqual({
      value: ['res.partner'],
      left: 1,
      sent: 2,
    });
    const done = { transition_via: 'execute_method', method: 'action_done' };
    expect(filtered([done, { ...done, method: 'action_x' }], 'actions', ACTIONS).part).toEqual({
      value: [done],
      left: 1,
      sent: 2,
    });
  });
});

describe('the result of a method', () => {
  it.each<[Json | undefined, string]>([
    [undefined, 'none'],
    [null, 'none'],
    [true, 'bool'],
    [7, 'int'],
    [1.5, 'float'],
    ['Azure', 'text'],
    [['Azure'], 'list'],
    [{ name: 'Azure' }, 'object'],
  ])('%j is shown as its type alone', (answer, type) => {
    expect(filtered(answer, 'value', OPAQUE)).toEqual({
      part: { value: { ok: true, type }, left: 0, sent: 0 },
      notes:
        answer === undefined || answer === null
          ? []
          : withheld('the result of res.partner.action_x is not shown'),
    });
  });

  it('that says its type already stays as it is, and nothing like it does', () => {
    const shown = (answer: Json) => filtered(answer, 'value', OPAQUE).part;
    for (const type of ['none', 'bool', 'int', 'float', 'text', 'list', 'object'])
      expect(shown({ ok: true, type })).toMatchObject({ value: { ok: true, type } });
    for (const like of [
      { ok: false, type: 'int' },
      { ok: true, type: 'secret' },
      { ok: true, type: 'int', value: 5 },
      { ok: true },
      { type: 'int', other: 1 },
    ])
      expect(shown(like)).toMatchObject({ value: { ok: true, type: 'object' } });
  });
});
