import { describe, expect, test } from 'vitest';
import { NO_FACTS } from '../../facts.ts';
import type { Json } from '../../json.ts';
import type { FieldSchema, SchemaView } from '../../model-schema.ts';
import { ask, asked, create, denied, NONE_FIT, write } from '../asking.fixture.ts';
import { decide } from '../decide.ts';
import { ALL_SCHEMAS, field, policyOf, SALES, subject } from '../demo-policy.fixture.ts';
import { command, passes } from './commands.fixture.ts';

type Changed = readonly [model: string, field: string, changes: Partial<FieldSchema> | undefined];

/** The schemas of the fixture with some fields changed, or left out. */
function changedView(...changes: readonly Changed[]): SchemaView {
  return {
    get: (name) => {
      const known = ALL_SCHEMAS.get(name);
      if (typeof known !== 'object') return known;
      const fields = new Map(known.fields);
      for (const [, key, more] of changes.filter(([one]) => one === name)) {
        const old = fields.get(field(key));
        if (old === undefined || more === undefined) fields.delete(field(key));
        else fields.set(old.name, { ...old, ...more });
      }
      return { ...known, fields };
    },
  };
}

describe('records of a one2many that are named by id', () => {
  const keeping = (...fields: readonly string[]) =>
    policyOf({
      access: {
        group_access: {
          sales: {
            'sale.order': { operations: ['read', 'create', 'write'] },
            'sale.order.line': { operations: ['read', 'create'] },
            'crm.tag': { operations: ['read'] },
          },
          clerk: {
            'sale.order.line': { operations: ['write', 'unlink'], fields: { write: fields } },
          },
        },
      },
    });
  const clerk = subject(['sales', 'clerk']);

  const policy = keeping('name');
  const lines = (commands: Json) => write('sale.order', { order_line: commands }, [7, 8]);
  const ofTheseOrders = {
    model: 'sale.order.line',
    ids: [5],
    domain: [['order_id', 'in', [7, 8]]],
  };

  test.each<{ readonly commands: Json }>([
    { commands: [[1, 5, { name: 'x' }]] },
    { commands: [[2, 5]] },
    { commands: [[3, 5]] },
    { commands: [[4, 5]] },
    { commands: [[6, 0, [5]]] },
    { commands: [5] },
  ])('must be in it already: %j', ({ commands }) => {
    expect(asked(lines(commands), clerk, policy)).toEqual([ofTheseOrders]);
    expect(ask(lines(commands), clerk, policy).effect).toBe('allow');
    expect(denied(ask(lines(commands), clerk, policy, NONE_FIT))).toMatchObject({
      rule: expect.stringMatching(/^built-in:parentage$|clerk\.sale\.order\.line$/),
    });
  });

  test('are refused by the rule that keeps them where they are, or by there being none', () => {
    const rule = (commands: Json) => denied(ask(lines(commands), clerk, policy, NONE_FIT)).rule;
    for (const commands of [[[1, 5, { name: 'x' }]], [[2, 5]], [[3, 5]]])
      expect(rule(commands)).toBe('built-in:parentage');
    for (const commands of [[[4, 5]], [[6, 0, [5]]], [5]])
      expect(rule(commands)).toBe('model_access.yaml:group_access.clerk.sale.order.line');
    expect(ask(lines([[6, 0, []]]), clerk, policy, NONE_FIT).effect).toBe('allow');
  });

  test.each<[string, Partial<FieldSchema> | undefined, Partial<FieldSchema>, boolean]>([
    ['points back, but cannot be searched by', { searchable: false }, {}, false],
    ['points back by model and id', { type: 'many2one_reference' }, {}, true],
    ['is not known', undefined, {}, true],
    ['is not told', {}, { relationField: field('nothing') }, true],
    ['is not known, of a list that cannot be searched', undefined, { searchable: false }, false],
  ])('are looked for in the list where the field that %s', (_what, back, list, asks) => {
    const view = changedView(
      ['sale.order.line', 'order_id', back],
      ['sale.order', 'order_line', list],
    );
    const decision = decide(lines([[1, 5, { name: 'x' }]]), clerk, policy, view, NO_FACTS);
    if (asks) {
      expect(decision).toMatchObject({
        effect: 'need_facts',
        questions: [
          {
            model: 'sale.order',
            ids: [7, 8],
            domain: [['order_line', 'in', [5]]],
          },
        ],
      });
    } else {
      expect(denied(decision).rule).toBe('built-in:parentage');
    }
  });

  test('are taken from nobody who cannot be named', () => {
    const view = changedView(['sale.order.line', 'order_id', undefined]);
    const mover = keeping('name', 'order_id');
    for (const commands of [[[4, 5]], [[6, 0, [5]]]])
      expect(denied(decide(lines(commands), clerk, mover, view, NONE_FIT)).reason).toContain(
        'taking a record of sale.order.line from another record',
      );
  });

  test('are taken from another parent by whoever may write the field that points back', () => {
    const mover = keeping('name', 'order_id');
    for (const commands of [[[4, 5]], [[6, 0, [5]]], [5]]) {
      expect(ask(lines(commands), clerk, mover, NONE_FIT).effect).toBe('allow');
    }
    for (const commands of [[[1, 5, { name: 'x' }]], [[2, 5]], [[3, 5]]]) {
      expect(denied(ask(lines(commands), clerk, mover, NONE_FIT)).rule).toBe('built-in:parentage');
    }
  });

  test('are in no list of a record that is only being made', () => {
    for (const line of [
      [1, 5, { name: 'x' }],
      [2, 5],
      [3, 5],
      [4, 5],
    ]) {
      const made = ask(create('sale.order', { order_line: [line] }), clerk, policy);
      expect(denied(made).effect).toBe('deny');
      if (line[0] !== 4) expect(denied(made).reason).toContain('has nothing in order_line yet');
    }
  });

  test('of a many2many are asked for on the side of the parent', () => {
    const tagger = policyOf({
      access: { stock_models: { full_crud: ['sale.order', 'crm.tag'] } },
    });
    const tags = write('sale.order', { tag_ids: [[1, 5, { name: 'x' }]] }, [7, 8]);
    expect(asked(tags, SALES, tagger)).toEqual([
      { model: 'sale.order', ids: [7, 8], domain: [['tag_ids', 'in', [5]]] },
    ]);
    expect(denied(ask(tags, SALES, tagger, NONE_FIT)).rule).toBe('built-in:parentage');
  });

  test('belong to the record of the command around them, where commands nest', () => {
    const nested = write('crm.lead', { order_ids: [[1, 3, { order_line: [[2, 5]] }]] }, [7]);
    const all = policyOf({
      access: { stock_models: { full_crud: ['crm.lead', 'sale.order', 'sale.order.line'] } },
    });
    expect(asked(nested, SALES, all)).toEqual([
      { model: 'sale.order', ids: [3], domain: [['lead_id', 'in', [7]]] },
      { model: 'sale.order.line', ids: [5], domain: [['order_id', 'in', [3]]] },
    ]);
  });

  test('are not named by a 0, nor by a list of none', () => {
    for (const commands of [[[0, 0, { name: 'x' }]], [[6, 0, []]], [[5]]])
      expect(command('sale.order.order_line', commands, clerk, keeping('name')).effect).toBe(
        'allow',
      );
  });

  test('of a many2many belong to nobody', () => {
    passes('sale.order.tag_ids', [[4, 1]], [[4, 1, 0]], keeping('name'));
  });
});
