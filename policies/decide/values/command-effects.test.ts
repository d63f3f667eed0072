import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../json.ts';
import type { SchemaView } from '../../model-schema.ts';
import { allowed, ask, asked, create, denied, NONE_FIT, write } from '../asking.fixture.ts';
import { decide } from '../decide.ts';
import { policyOf, SALES, schemaNamed } from '../demo-policy.fixture.ts';
import { command, refusal } from './commands.fixture.ts';

const change = (effect: string, records: number, name = 'sale.order.line') => ({
  effect,
  model: name,
  records,
});

describe('commands on the records of a list', () => {
  test.each<[string, Json, readonly object[]]>([
    ['order_line', [[0, 0, { name: 'x' }]], [change('create', 1)]],
    ['order_line', [[1, 5, { name: 'x' }]], [change('write', 1)]],
    ['order_line', [[2, 5]], [change('unlink', 1)]],
    ['order_line', [[3, 5]], [change('unlink', 1)]],
    ['order_line', [[4, 5]], [change('write', 1)]],
    ['order_line', [[5]], [change('unlink', Infinity)]],
    ['order_line', [[6, 0, [5, 6]]], [change('write', 2), change('unlink', Infinity)]],
    ['order_line', [5, 6], [change('write', 2), change('unlink', Infinity)]],
    ['tag_ids', [[0, 0, { name: 'x' }]], [change('create', 1, 'crm.tag')]],
    ['tag_ids', [[1, 5, { name: 'x' }]], [change('write', 1, 'crm.tag')]],
    ['tag_ids', [[2, 5]], [change('unlink', 1, 'crm.tag')]],
    ['tag_ids', [[3, 5]], []],
    ['tag_ids', [[4, 5]], []],
    ['tag_ids', [[5]], []],
    ['tag_ids', [[6, 0, [5, 6]]], []],
  ])('the budgets and confirmations learn what commands do: %s %j', (name, commands, changes) => {
    const all = policyOf({
      access: { stock_models: { full_crud: ['sale.order', 'sale.order.line', 'crm.tag'] } },
    });
    const written = ask(write('sale.order', { [name]: commands }), SALES, all);
    expect(allowed(written).implied).toEqual(changes);
    const none = ['4', '5', '6'].includes(String((commands as Json[][])[0]?.[0]));
    if (!none) return;
    const made = ask(create('sale.order', { [name]: commands }), SALES, all);
    expect(allowed(made).implied).toEqual(
      changes.filter((change) => !('records' in change && change.records === Infinity)),
    );
  });

  test.each<{ readonly commands: Json }>([
    { commands: [[0, 0, {}]] },
    { commands: [[1, 5, {}]] },
    { commands: [[2, 5]] },
    { commands: [[3, 5]] },
    { commands: [[4, 5]] },
    { commands: [[5]] },
    { commands: [[6, 0, [5]]] },
  ])(
    '%j on a model that may only be read is refused, though it carries no field',
    ({ commands }) => {
      const reading = policyOf({
        access: { stock_models: { full_crud: ['sale.order'], read_only: ['sale.order.line'] } },
      });
      expect(refusal('sale.order.order_line', commands, SALES, reading)).toMatchObject({
        rule: 'model_access.yaml:read_only',
      });
    },
  );

  test.each<[Json, readonly string[]]>([
    [[[3, 5]], ['write', 'unlink']],
    [[[4, 5]], ['read', 'write']],
    [[[5]], ['write', 'unlink']],
    [[[6, 0, [5]]], ['read', 'write', 'unlink']],
  ])('%j of a one2many needs all of %j on its records', (commands, needed) => {
    const granting = (operations: readonly string[]) =>
      policyOf({
        access: {
          group_access: {
            sales: {
              'sale.order': { operations: ['read', 'write'] },
              'sale.order.line': { operations },
            },
          },
        },
      });
    const answer = (operations: readonly string[]) =>
      command('sale.order.order_line', commands, SALES, granting(operations)).effect;
    expect(answer(needed)).toBe('allow');
    for (const lacking of needed)
      expect(answer(needed.filter((operation) => operation !== lacking))).toBe('deny');
  });

  test('a record that is linked has to be within the rules, and within reach for writing', () => {
    const ruled = (operations: readonly string[]) =>
      policyOf({
        access: { stock_models: { full_crud: ['sale.order', 'sale.order.line', 'crm.tag'] } },
        rbac: {
          record_rules: Object.fromEntries(
            ['sale.order.line', 'crm.tag'].map((name) => [
              name,
              [{ operations, domain: [['name', '=', 'mine']] }],
            ]),
          ),
        },
      });
    const linking = (commands: JsonObject) => write('sale.order', commands, [7]);
    for (const operations of [['read'], ['write']]) {
      const line = linking({ order_line: [[4, 5]] });
      expect(asked(line, SALES, ruled(operations))).toContainEqual({
        ...{ model: 'sale.order.line', ids: [5], domain: [['name', '=', 'mine']] },
      });
      expect(denied(ask(line, SALES, ruled(operations), NONE_FIT)).code).toBe('record_not_allowed');
    }
    const tag = linking({ tag_ids: [[4, 5]] });
    expect(denied(ask(tag, SALES, ruled(['read']), NONE_FIT)).code).toBe('record_not_allowed');
    expect(ask(tag, SALES, ruled(['write']), NONE_FIT).effect).toBe('allow');
  });

  test('taking out records that nobody names is refused where rules narrow them', () => {
    const ruled = (operation: string) =>
      policyOf({
        access: { stock_models: { full_crud: ['sale.order', 'sale.order.line'] } },
        rbac: {
          record_rules: {
            'sale.order.line': [{ operations: [operation], domain: [['name', '=', 'mine']] }],
          },
        },
      });
    for (const operation of ['write', 'unlink'])
      for (const order_line of [[[5]], [[6, 0, []]]]) {
        expect(denied(ask(write('sale.order', { order_line }), SALES, ruled(operation)))).toEqual({
          effect: 'deny',
          code: 'record_not_allowed',
          rule: 'rbac.yaml:record_rules.sale.order.line[0]',
          reason: expect.stringMatching(/^sale\.order\.order_line: /),
          allowed: 'Name the records to take out: [[2, id]].',
        });
        expect(ask(create('sale.order', { order_line }), SALES, ruled('unlink')).effect).toBe(
          'allow',
        );
      }
  });

  test('the metadata of all of them is asked for at once', () => {
    const known = ['crm.lead', 'sale.order'];
    const view: SchemaView = {
      get: (name) => (known.includes(name) ? schemaNamed(name) : undefined),
    };
    const nested = create('crm.lead', {
      order_ids: [
        [0, 0, { order_line: [[0, 0, {}]] }],
        [0, 0, { tag_ids: [[0, 0, {}]] }],
      ],
    });
    const all = policyOf({
      access: {
        stock_models: { full_crud: ['crm.lead', 'sale.order', 'sale.order.line', 'crm.tag'] },
      },
    });
    expect(decide(nested, SALES, all, view)).toEqual({
      effect: 'need_schema',
      models: ['sale.order.line', 'crm.tag'],
    });
  });
});
