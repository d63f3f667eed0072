import { describe, expect, it } from 'vitest';
import type { FieldTreatment, GroupTreatment, Obligation } from '../decision.ts';
import type { Json, JsonObject } from '../json.ts';
import type { FieldName, ModelName } from '../names.ts';
import type { Reach } from '../reach.ts';
import { answer, field, partner, passed, records, search } from './filtering.fixture.ts';
import type { Decided } from './findings.ts';
import { treatGroupValue } from './groups.ts';
import { askingView, turnsOnReach, withheldReason, withKnownReach } from './within-reach.ts';

const reach: Reach = {
  key: 'own',
  model: 'sale.order' as ModelName,
  domain: [['user_id', '=', 5]],
};
const LIST: FieldTreatment = { kind: 'ids_within', reach };
const LABEL: FieldTreatment = { kind: 'label_within', reach };

const decided = (obligation: Obligation): Decided => ({
  operation: search,
  obligation,
  mentionsHidden: () => false,
});
const showing = (treatment: FieldTreatment) =>
  records({ visible: new Map<FieldName, FieldTreatment>([[field('points'), treatment]]) });

/** The value of a field that points at records of which these are within reach. */
function shown(
  value: Json,
  treatment: FieldTreatment,
  within: readonly number[] | undefined,
): Json {
  const view = {
    among: (_: Reach, ids: readonly number[]) => within && ids.filter((id) => within.includes(id)),
  };
  const [known] = withKnownReach([decided(showing(treatment))], view);
  if (known === undefined) throw new Error('nothing was decided');
  const result = answer({ records: [{ id: 7, points: value }], count: 1 });
  const { structuredContent } = passed('search_read', result, search, known.obligation).result;
  return (
    (structuredContent as { readonly records: readonly JsonObject[] }).records[0]?.points ?? null
  );
}

describe('records that an answer points at', () => {
  it.each<readonly [Json, Json]>([
    [
      [6, 2, 5],
      [2, 6],
    ],
    [[5], []],
    [[], []],
    [false, false],
    [[[2, 'S2']], '***'],
    ['S2', '***'],
  ])('a list %j shows those within reach, in the order of their ids: %j', (value, seen) => {
    expect(shown(value, LIST, [2, 6])).toEqual(seen);
  });

  it.each<readonly [Json, Json]>([
    [
      [2, 'S2'],
      [2, 'S2'],
    ],
    [
      [5, 'S5'],
      [5, '***'],
    ],
    [
      { id: 2, display_name: 'S2' },
      { id: 2, display_name: 'S2' },
    ],
    [
      { id: 5, display_name: 'S5', amount: 1 },
      { id: 5, display_name: '***' },
    ],
    [5, 5],
    [false, false],
    ['S2', '***'],
    [[2, 'S2', 'more'], '***'],
  ])('a many2one %j is named where it is within reach: %j', (value, seen) => {
    expect(shown(value, LABEL, [2, 6])).toEqual(seen);
  });

  it('are not shown where nobody could tell, a list not even by its length', () => {
    expect(shown([2, 6], LIST, undefined)).toBe('***');
    expect(shown([], LIST, undefined)).toBe('***');
    expect(shown([2, 'S2'], LABEL, undefined)).toEqual([2, '***']);
  });

  it('are not shown before anybody asked', () => {
    const result = answer({ records: [{ id: 7, points: [2] }], count: 1 });
    const filtered = passed('search_read', result, search, showing(LIST));
    expect(filtered.result.structuredContent).toEqual({
      records: [{ id: 7, points: '***' }],
      count: 1,
    });
    expect(filtered.notes).toEqual([
      {
        kind: 'result_withheld',
        reason: 'which records of res.partner.points are within reach could not be asked',
      },
    ]);
  });

  it('are asked about once each, by the rules they are under', () => {
    const asking = askingView();
    const other = { ...reach, key: 'other' };
    for (const [to, id] of [
      [reach, 2],
      [reach, 3],
      [other, 2],
      [reach, 2],
    ] as const)
      expect(asking.among(to, [id])).toBeUndefined();
    expect(asking.asked()).toEqual([
      { reach, ids: new Set([2, 3]) },
      { reach: other, ids: new Set([2]) },
    ]);
  });

  it('are asked about in groups too', () => {
    const visible = new Map<string, GroupTreatment>([
      ['__count', 'count'],
      ['order_id', LABEL],
    ]);
    const groups: Obligation = {
      ...{ kind: 'groups', model: partner, visible },
      ...{ redaction: 'mask', maxGroups: 5 },
    };
    expect(turnsOnReach([decided(groups)])).toBe(true);
    const [known] = withKnownReach([decided(groups)], {
      among: (_, ids) => ids.filter((id) => id === 2),
    });
    const bound = known?.obligation;
    const treatment = bound?.kind === 'groups' ? bound.visible.get('order_id') : undefined;
    if (treatment === undefined) throw new Error('the treatment is gone');
    expect(treatGroupValue([2, 'S2'], treatment)).toEqual([2, 'S2']);
    expect(treatGroupValue([3, 'S3'], treatment)).toEqual([3, '***']);
    expect(turnsOnReach([decided({ kind: 'nothing' }), decided(records())])).toBe(false);
  });

  it('without rules to ask by are never within reach', () => {
    const unknown: FieldTreatment = { kind: 'ids_within', reach: undefined };
    expect(shown([2], unknown, [2])).toBe('***');
    expect(shown([2, 'S2'], { kind: 'label_within', reach: undefined }, [2])).toEqual([2, '***']);
  });
});

describe('whether an answer turns on reach', () => {
  const open = decided(showing('value'));

  it('is told of all the operations of a call', () => {
    expect(turnsOnReach([])).toBe(false);
    expect(turnsOnReach([open, open])).toBe(false);
    for (const narrowed of [LIST, LABEL]) {
      expect(turnsOnReach([open, decided(showing(narrowed))])).toBe(true);
      expect(turnsOnReach([decided(showing(narrowed)), open])).toBe(true);
    }
  });

  it.each<Obligation>([
    { kind: 'nothing' },
    { kind: 'labels', model: partner, maxRecords: 5 },
    { kind: 'fields', model: partner, mayDescribe: () => true, mayName: () => true },
    { kind: 'models', accessLevel: () => undefined },
    { kind: 'blob', model: partner, maxBytes: 5 },
  ])('is not where nothing points at anything: $kind', (obligation) => {
    expect(turnsOnReach([decided(obligation)])).toBe(false);
    expect(withKnownReach([decided(obligation)], askingView())).toMatchObject([{ obligation }]);
  });

  it('is told where a list is withheld because of it, and of no other value', () => {
    expect(withheldReason(partner, 'points', LIST)).toBe(
      'which records of res.partner.points are within reach could not be asked',
    );
    for (const treatment of [LABEL, 'value', 'count'] as const)
      expect(withheldReason(partner, 'points', treatment)).toBe(
        'res.partner.points has a structured value that no rule describes',
      );
  });
});
