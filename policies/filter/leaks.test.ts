import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GroupTreatment, Obligation } from '../decision.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import type { FieldName, MethodName } from '../names.ts';
import {
  filter,
  groupObligation,
  limits,
  MARKER,
  mute,
  operations,
  partner,
  recordObligation,
  tainted,
  taintedObject,
  taintedResult,
  toolName,
  toolNamed,
  treatment,
} from './tainted-results.fixture.ts';
import { filterToolResult } from './tool-result.ts';

describe('what a filtered result can say', () => {
  it('never holds text of the server that no obligation makes visible', () => {
    fc.assert(
      fc.property(toolName, taintedResult, mute, mute, mute, (tool, result, ...obligations) => {
        expect(JSON.stringify(filter(tool, result, ...obligations))).not.toContain(MARKER);
      }),
      { numRuns: 4_000 },
    );
  });

  it('never holds a marker that stands anywhere in a record but under a visible field', () => {
    const clean = fc.constantFrom<Json>('Azure', 12, false, [4, 5]);
    const hidden = fc.tuple(
      fc.oneof(fc.constantFrom('vat', 'credit', 'x_note', '__proto__', 'id'), fc.constant(MARKER)),
      fc.oneof(fc.constant<Json>(MARKER), tainted),
    );
    const row = fc
      .tuple(fc.array(hidden, { maxLength: 4 }), clean, clean)
      .map(([entries, name, email]): JsonObject => {
        const secret = Object.fromEntries(entries);
        return { ...secret, name, email, parent_id: [9, MARKER], child_ids: [{ name: MARKER }] };
      });
    const obligation = recordObligation(treatment).map((one): Obligation => {
      if (one.kind !== 'records') return one;
      const visible = new Map(one.visible).set('parent_id' as FieldName, 'id_only');
      return { ...one, visible };
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 6 }), obligation, (rows, one) => {
        const filtered = filter('search_read', { structuredContent: { records: rows } }, one);
        expect('effect' in filtered).toBe(false);
        expect(JSON.stringify(filtered)).not.toContain(MARKER);
      }),
    );
  });

  it('never holds a marker that stands anywhere in a group but under a key that was asked for', () => {
    const visible = new Map<string, GroupTreatment>([
      ['name', 'value'],
      ['date:month', 'period'],
      ['parent_id', 'id_only'],
      ['credit:sum', 'value'],
      ['__count', 'count'],
    ]);
    const hidden = fc.tuple(
      fc.oneof(
        fc.constantFrom('__domain', '__extra_domain', '__range', '__context', '__fold', 'credit'),
        fc.constantFrom('vat', 'vat:max', 'name:max', 'name:array_agg', 'date', 'parent_id_count'),
        fc.constant(MARKER),
      ),
      fc.oneof(fc.constant<Json>(MARKER), tainted),
    );
    const group = fc.array(hidden, { maxLength: 5 }).map(
      (entries): JsonObject => ({
        ...Object.fromEntries(entries),
        ...{ name: 'Azure', 'date:month': ['2026-01-01', 'January 2026'], 'credit:sum': 3.5 },
        ...{ parent_id: [9, MARKER], __count: MARKER },
      }),
    );
    fc.assert(
      fc.property(fc.array(group, { minLength: 1, maxLength: 6 }), (groups) => {
        const filtered = filter(
          'read_group',
          { structuredContent: { groups, count: groups.length, model: partner } },
          { kind: 'groups', model: partner, visible, redaction: 'mask', maxGroups: 10 },
        );
        if ('effect' in filtered) throw new Error(filtered.reason);
        expect(JSON.stringify(filtered)).not.toContain(MARKER);
        expect(filtered.result.structuredContent).toEqual({
          groups: groups.map(() => ({
            ...{ name: 'Azure', 'date:month': ['2026-01-01', 'January 2026'], 'credit:sum': 3.5 },
            ...{ parent_id: [9, '***'], __count: '***' },
          })),
          count: groups.length,
          model: partner,
        });
      }),
    );
  });

  it('never holds more than ids and labels of what a search by name found', () => {
    const found = fc
      .tuple(taintedObject, fc.boolean())
      .map(
        ([extra, pair]): Json => (pair ? [7, 'Azure'] : { ...extra, id: 7, display_name: 'Azure' }),
      );
    fc.assert(
      fc.property(fc.array(found, { maxLength: 4 }), (names) => {
        const structured = { records: names, count: names.length, hint: MARKER };
        const filtered = filter(
          'name_search',
          { structuredContent: structured },
          { kind: 'labels', model: partner, maxRecords: 3 },
        );
        if ('effect' in filtered) throw new Error(filtered.reason);
        expect(JSON.stringify(filtered)).not.toContain(MARKER);
        const shown = filtered.result.structuredContent;
        expect(isObject(shown) && shown.records).toHaveLength(Math.min(names.length, 3));
      }),
    );
  });

  it.each<Json>([[[7]], [[7, 'a', MARKER]], [{ id: 7 }], [MARKER], [[MARKER, 'a']], MARKER, null])(
    'is refused when a search by name answers %j',
    (names) => {
      const filtered = filter(
        'name_search',
        { structuredContent: { records: names } },
        { kind: 'labels', model: partner, maxRecords: 3 },
      );
      expect(filtered).toMatchObject({ effect: 'deny', code: 'result_unreadable' });
      expect(JSON.stringify(filtered)).not.toContain(MARKER);
    },
  );

  it('shows the mask, and only the mask, under a masked field', () => {
    fc.assert(
      fc.property(fc.array(taintedObject, { maxLength: 4 }), (rows) => {
        const vat = 'vat' as FieldName;
        const obligation: Obligation = {
          ...{ kind: 'records', model: partner, visible: new Map([[vat, 'value']]) },
          ...{ masked: [vat], redaction: 'mask', maxRecords: 10 },
        };
        const sent = rows.map((one): JsonObject => ({ ...one, vat: MARKER }));
        const filtered = filter(
          'search_read',
          { structuredContent: { records: sent } },
          obligation,
        );
        if ('effect' in filtered) throw new Error(filtered.reason);
        const { structuredContent } = filtered.result;
        const shown = isObject(structuredContent) ? structuredContent.records : undefined;
        expect(shown).toEqual(rows.map(() => expect.objectContaining({ vat: '***' })));
      }),
    );
  });

  it('says the same in its text and its structure', () => {
    fc.assert(
      fc.property(toolName, taintedResult, recordObligation(treatment), (tool, result, one) => {
        const filtered = filter(tool, result, one);
        if ('effect' in filtered || filtered.result.isError === true) return;
        expect(filtered.result.content).toEqual([
          { type: 'text', text: JSON.stringify(filtered.result.structuredContent) },
        ]);
      }),
      { numRuns: 300 },
    );
  });

  it('is the same when it is filtered again', () => {
    const any = fc.oneof(
      recordObligation(treatment),
      groupObligation(fc.oneof(treatment, fc.constantFrom<GroupTreatment>('period', 'count'))),
      fc.constantFrom<Obligation>(
        { kind: 'nothing' },
        { kind: 'opaque', model: partner, method: 'action_x' as MethodName },
        {
          ...{ kind: 'fields', model: partner, mayDescribe: (name) => name !== 'email' },
          mayName: () => true,
        },
        { kind: 'labels', model: partner, maxRecords: 2 },
        { kind: 'models', accessLevel: (model) => (model === partner ? 'read_only' : undefined) },
      ),
    );
    fc.assert(
      fc.property(toolName, taintedResult, any, (tool, result, obligation) => {
        const once = filter(tool, result, obligation);
        if ('effect' in once) return;
        const twice = filter(tool, once.result, obligation);
        if ('effect' in twice) throw new Error(twice.reason);
        expect(JSON.stringify(twice.result)).toBe(JSON.stringify(once.result));
      }),
      { numRuns: 1_000 },
    );
  });
});

it('what a form warns of is told without its words: they quote fields that are hidden, and records out of reach', () => {
  const structured = {
    changes: { name: 'Azure' },
    warnings: { title: 'Warning for Azure Interior', message: 'Bankruptcy ahead', type: 'dialog' },
    model: 'res.partner',
    _api_status: 'ok',
  };
  const answer = {
    content: [{ type: 'text', text: JSON.stringify(structured) }],
    structuredContent: structured,
  };
  const [operation] = operations.get('get_onchange') ?? [];
  if (operation === undefined) throw new Error('no operation');
  const obligation: Obligation = {
    ...{ kind: 'records', model: partner, visible: new Map([['name' as FieldName, 'value']]) },
    ...{ masked: [], redaction: 'mask', maxRecords: 1 },
  };
  const { result: shape } = toolNamed('get_onchange');
  const filtered = filterToolResult(
    answer,
    shape,
    [{ operation, obligation, mentionsHidden: () => false }],
    limits,
  );
  if ('effect' in filtered) throw new Error(filtered.reason);
  expect(filtered.result.structuredContent).toMatchObject({
    changes: { name: 'Azure' },
    warnings: { type: 'dialog' },
  });
  expect(JSON.stringify(filtered)).not.toMatch(/Interior|Bankruptcy/);
});
