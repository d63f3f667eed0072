import { describe, expect, it } from 'vitest';
import { parseModelSchema } from '../../policies/bindings/field-schema.ts';
import { policyOf } from '../../policies/config-directory.fixture.ts';
import type { Json, JsonObject } from '../../policies/json.ts';
import { type MethodName, type ModelName, parseModelName } from '../../policies/names.ts';
import type { Operation } from '../../policies/operation.ts';
import { changeText, toolText } from './change-text.ts';
import { stdioCall } from './stdio-call.fixture.ts';

const policy = policyOf({
  restrictions: '{}',
  rbac: '{}',
  model_access: `
stock_models: {full_crud: [sale.order, sale.order.line]}
sensitive_fields: {sale.order: [note], sale.order.line: [discount]}
`,
});
function model(name: string): ModelName {
  const parsed = parseModelName(name);
  if (!parsed) throw new Error(`${name} is no model`);
  return parsed;
}
const order = model('sale.order');
const line = model('sale.order.line');
const plain = { type: 'char', store: true };
const SCHEMAS: Readonly<Record<string, JsonObject>> = {
  'sale.order': {
    name: plain,
    note: plain,
    line_ids: { type: 'one2many', relation: 'sale.order.line', store: true },
  },
  'sale.order.line': { name: plain, discount: { type: 'float', store: true } },
};
const schemas = {
  view: () => ({
    get: (name: ModelName) => parseModelSchema(name, SCHEMAS[name] ?? false) ?? 'absent',
  }),
  load: async () => {},
};
const text = (...operations: readonly Operation[]) =>
  changeText(operations, stdioCall(), { schemas, policy });
const create = (...values: readonly JsonObject[]): Operation => ({
  kind: 'create',
  model: order,
  values,
  dryRun: false,
});

describe('what a person reads', () => {
  it.each<[string, Json, string]>([
    [
      'a new line',
      [[0, 0, { name: 'Desk', discount: 5 }]],
      '[create {name: "Desk", discount: ***}]',
    ],
    ['a changed one', [[1, 4, { name: 'Desk' }]], '[change 4 {name: "Desk"}]'],
    [
      'one deleted, one unlinked',
      [
        [2, 4, 0],
        [3, 5, 0],
      ],
      '[delete 4, unlink 5]',
    ],
    ['others linked', [[4, 6], [5], [6, 0, [7, 8]]], '[link 6, unlink all, replace by 7, 8]'],
    ['no known command', [[9, 1]], '[(a command)]'],
  ])('of lists of records: %s', (_what, line_ids, shown) => {
    expect(text(create({ line_ids }))).toBe(`Create a record of sale.order:\n  line_ids: ${shown}`);
  });

  it('of many new records: the first twenty, and how many more', () => {
    const said = text(create(...Array.from({ length: 23 }, () => ({ name: 'x', note: 'y' }))));
    const lines = said.split('\n');
    expect(lines[0]).toBe('Create 23 records of sale.order:');
    expect(lines[1]).toBe('  {name: "x", note: ***}');
    expect(lines).toHaveLength(22);
    expect(lines.at(-1)).toBe('  … and 3 more');
  });

  it('of many records: twenty ids, and how many more', () => {
    const ids = Array.from({ length: 25 }, (_, index) => index + 1);
    const said = text({ kind: 'unlink', model: line, ids: idsOf(ids), dryRun: false });
    expect(said).toBe(
      `Delete 25 records of sale.order.line (${ids.slice(0, 20).join(', ')} and 5 more).`,
    );
  });

  it('of a method: its name and plain arguments', () => {
    const said = text({
      kind: 'call',
      model: order,
      method: 'action_confirm' as MethodName,
      ids: idsOf([3]),
      args: ['a', [1, 2], { b: 1 }],
      kwargs: { force: true, context: { lang: 'nl' } },
      dryRun: false,
    });
    expect(said).toBe(
      'Call action_confirm on record 3 of sale.order with "a", (a list of 2), (an object), force: true.',
    );
  });

  it('of an inherited method: what it does', () => {
    const said = text({
      kind: 'call',
      model: order,
      method: 'unlink' as MethodName,
      ids: idsOf([3]),
      args: [],
      kwargs: {},
      dryRun: false,
    });
    expect(said).toBe('Delete record 3 of sale.order.');
  });

  it('of names and values that would deceive: nothing they could not see', () => {
    const said = text(create({ 'name\nDelete nothing': 'x', name: 'a\u2028b\u200bc\nd' }));
    expect(said.split('\n')).toEqual([
      'Create a record of sale.order:',
      '  name\\u{a}Delete nothing: ***',
      '  name: "a\\u{2028}b\\u{200b}c\\nd"',
    ]);
  });

  it('of very much: a hundred lines', () => {
    const values = Object.fromEntries(
      Array.from({ length: 150 }, (_, index) => [`field_${index}`, index]),
    );
    const lines = text(create(values)).split('\n');
    expect(lines).toHaveLength(101);
    expect(lines.at(-1)).toBe('… and 51 more lines');
  });

  it('of what changes nothing: not a word', () => {
    expect(
      text({ kind: 'search_count', model: order }, {
        ...create({ name: 'x' }),
        dryRun: true,
      } as Operation),
    ).toBe('');
  });
});

it('of a tool that chooses records itself a person reads what it is told, not the examples', () => {
  const call: Operation = {
    kind: 'call',
    model: order,
    method: 'action_confirm' as MethodName,
    ids: idsOf([1]),
    args: [],
    kwargs: {},
    dryRun: false,
  };
  const read: Operation = { kind: 'search_count', model: order };
  const said = toolText('confirm_order', { order_id: 9 }, [
    read,
    call,
    create({ name: 'example' }),
  ]);
  expect(said).toBe(
    [
      'Use confirm_order:',
      '  order_id: 9',
      'which changes:',
      '  calls action_confirm on sale.order',
      '  create on sale.order',
    ].join('\n'),
  );
});

function idsOf(ids: readonly number[]): Extract<Operation, { kind: 'unlink' }>['ids'] {
  return ids as Extract<Operation, { kind: 'unlink' }>['ids'];
}
