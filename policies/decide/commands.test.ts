import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NO_FACTS } from '../facts.ts';
import type { Json, JsonObject } from '../json.ts';
import type { FieldSchema, SchemaView } from '../model-schema.ts';
import type { Policy } from '../policy.ts';
import type { Subject } from '../subject.ts';
import {
  allowed,
  ask,
  asked,
  create,
  denied,
  NONE_FIT,
  sentValues,
  write,
} from './asking.fixture.ts';
import { decide } from './decide.ts';
import {
  ACCESS,
  ADMIN,
  ALL_SCHEMAS,
  field,
  HR,
  POLICY,
  policyOf,
  SALES,
  schemaNamed,
  subject,
} from './demo-policy.fixture.ts';

const change = (effect: string, records: number, name = 'sale.order.line') => ({
  effect,
  model: name,
  records,
});

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

/** A write of commands to `model.field`. */
function command(path: string, commands: Json, who: Subject = SALES, policy: Policy = POLICY) {
  const dot = path.lastIndexOf('.');
  return ask(write(path.slice(0, dot), { [path.slice(dot + 1)]: commands }), who, policy);
}
const passes = (path: string, commands: Json, sent: Json = commands, policy?: Policy) =>
  expect(sentValues(command(path, commands, SALES, policy))).toEqual({
    [path.slice(path.lastIndexOf('.') + 1)]: sent,
  });
const refusal = (path: string, commands: Json, who?: Subject, policy?: Policy) =>
  denied(command(path, commands, who, policy));

describe('commands are operations on the comodel', () => {
  test('0 creates there, with values judged there', () => {
    passes('sale.order.order_line', [[0, 0, { product_id: 3, product_uom_qty: 2 }]]);
    expect(refusal('res.partner.user_ids', [[0, 0, { login: 'x', password: 'y' }]]).rule).toBe(
      'G1',
    );
    expect(refusal('sale.order.order_line', [[0, 0, { order_margin: 5 }]]).code).toBe(
      'field_not_writable',
    );
    expect(refusal('sale.order.tag_ids', [[0, 0, { name: 'x' }]]).rule).toBe(
      'restrictions.yaml:admin_write_only',
    );
    expect(refusal('res.partner.message_ids', [[0, 0, { body: 'x' }]]).effect).toBe('deny');
  });

  test('0 needs the create grant, 1 the write grant, each with its own fields', () => {
    const only = (operation: string) =>
      policyOf({
        access: {
          group_access: {
            sales: {
              'sale.order': { operations: ['read', 'write'] },
              'sale.order.line': {
                operations: [operation],
                fields: { write: ['name', 'order_id'] },
              },
            },
          },
        },
      });
    passes('sale.order.order_line', [[0, 0, { name: 'x' }]], undefined, only('create'));
    passes('sale.order.order_line', [[1, 5, { name: 'x' }]], undefined, only('write'));
    expect(
      refusal('sale.order.order_line', [[0, 0, { name: 'x' }]], SALES, only('write')).effect,
    ).toBe('deny');
    expect(
      refusal('sale.order.order_line', [[1, 5, { name: 'x' }]], SALES, only('create')).effect,
    ).toBe('deny');
    expect(
      refusal('sale.order.order_line', [[1, 5, { product_uom_qty: 1 }]], SALES, only('write'))
        .effect,
    ).toBe('deny');
  });

  test('1 writes fields by the rules of the comodel', () => {
    passes('sale.order.order_line', [[1, 5, { product_uom_qty: 2 }]]);
    expect(refusal('res.partner.user_ids', [[1, 6, { password: 'x' }]]).rule).toBe('G1');
    expect(refusal('hr.department.member_ids', [[1, 7, { ssnid: 'x' }]], SALES).effect).toBe(
      'deny',
    );
    expect(command('hr.department.member_ids', [[1, 7, { ssnid: 'x' }]], HR).effect).toBe('allow');
    expect(refusal('res.partner.child_ids', [[1, 7, { active: false }]]).rule).toBe('G50');
  });

  test('2 deletes there', () => {
    passes('res.partner.lead_ids', [[2, 5]], [[2, 5, 0]]);
    expect(refusal('sale.order.order_line', [[2, 5]]).code).toBe('operation_not_allowed');
  });

  test('3 and 5 take records out: of a one2many that is a write and a delete of them', () => {
    passes(
      'res.partner.lead_ids',
      [[3, 5], [5]],
      [
        [3, 5, 0],
        [5, 0, 0],
      ],
    );
    expect(refusal('sale.order.order_line', [[3, 5, 0]]).effect).toBe('deny');
    expect(refusal('sale.order.order_line', [[5]]).effect).toBe('deny');
    passes('sale.order.tag_ids', [[5, 0, 0]]);
    expect(refusal('sale.order.tag_ids', [[3, 5]]).rule).toBe('restrictions.yaml:admin_write_only');
    expect(command('sale.order.tag_ids', [[3, 5]], ADMIN, unlisted()).effect).toBe('allow');
    expect(refusal('sale.order.invoice_ids', [[5]]).code).toBe('model_not_allowed');
  });

  test('4 and 6 link records that are readable', () => {
    passes(
      'sale.order.tag_ids',
      [
        [4, 1],
        [6, 0, [1, 2]],
      ],
      [
        [4, 1, 0],
        [6, 0, [1, 2]],
      ],
    );
    expect(refusal('sale.order.invoice_ids', [[4, 1]]).code).toBe('model_not_allowed');
    expect(refusal('sale.order.invoice_ids', [[6, 0, [1]]]).code).toBe('model_not_allowed');
    expect(refusal('sale.order.invoice_ids', [1]).code).toBe('model_not_allowed');
  });

  test('4 and 6 of a one2many take records from their parent: a write, and for 6 a delete too', () => {
    passes('res.partner.lead_ids', [
      [4, 1, 0],
      [6, 0, [2]],
    ]);
    passes('sale.order.order_line', [[4, 1, 0]]);
    expect(refusal('sale.order.order_line', [[6, 0, [1]]]).effect).toBe('deny');
    expect(refusal('res.partner.employee_ids', [[4, 1]]).effect).toBe('deny');
    expect(refusal('res.partner.user_ids', [[4, 6]]).rule).toBe('G1');
    expect(refusal('res.partner.user_ids', [[6, 0, [6]]]).rule).toBe('G1');
  });

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
        expect(denied(ask(lines(commands), clerk, mover, NONE_FIT)).rule).toBe(
          'built-in:parentage',
        );
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

  test('users may be put into a many2many, as into a many2one', () => {
    passes(
      'sale.order.follower_ids',
      [
        [4, 6],
        [6, 0, [6, 7]],
      ],
      [
        [4, 6, 0],
        [6, 0, [6, 7]],
      ],
    );
    expect(refusal('sale.order.follower_ids', [[0, 0, { login: 'x' }]]).rule).toBe('G1');
    const hidden = policyOf({ access: { ...ACCESS, hidden_labels: ['res.users'] } });
    expect(refusal('sale.order.follower_ids', [[4, 6]], SALES, hidden).effect).toBe('deny');
  });

  test('companies are linked within the subject’s own', () => {
    const policy = policyOf({
      access: { ...ACCESS, stock_models: { read_only: ['res.company'] } },
    });
    const own = subject(['sales'], {
      odoo: { database: 'd', login: 'l', uid: 5, companyIds: [1] },
    });
    expect(command('sale.order.company_ids', [[4, 1]], own, policy).effect).toBe('allow');
    expect(refusal('sale.order.company_ids', [[6, 0, [1, 2]]], own, policy).rule).toBe(
      'built-in:companies',
    );
  });

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

  test('a group needed for an operation is needed for its command', () => {
    const policy = policyOf({
      access: ACCESS,
      rbac: { operation_group_requirements: { unlink: 'boss' } },
    });
    expect(refusal('res.partner.lead_ids', [[2, 5]], SALES, policy).rule).toBe(
      'rbac.yaml:operation_group_requirements.unlink',
    );
  });

  test('the denial says which field and why', () => {
    expect(refusal('sale.order.order_line', [[2, 5]]).reason).toBe(
      'sale.order.order_line: unlink is not granted on sale.order.line.',
    );
  });
});

function unlisted(): Policy {
  return policyOf({
    access: { ...ACCESS, admin: { unlisted_models: 'allow' } },
    restrictions: { admin_write_only: ['crm.tag'] },
  });
}

describe('commands are read exactly', () => {
  test('a bare list of ids is a 6; an empty list is no command', () => {
    passes('sale.order.tag_ids', [1, 2], [[6, 0, [1, 2]]]);
    passes('sale.order.tag_ids', []);
  });

  test('the parts that mean nothing are written one way', () => {
    passes(
      'res.partner.lead_ids',
      [
        [0, false, { name: 'a' }],
        [0, 'virtual_1', { name: 'b' }],
      ],
      [
        [0, 0, { name: 'a' }],
        [0, 0, { name: 'b' }],
      ],
    );
    passes(
      'res.partner.lead_ids',
      [
        [4, 1, false],
        [5, null],
        [2, 3, 0],
      ],
      [
        [4, 1, 0],
        [5, 0, 0],
        [2, 3, 0],
      ],
    );
  });

  test.each<Json>([
    [[false, 0, { name: 'x' }]],
    [[true, 5, { name: 'x' }]],
    [['0', 0, { name: 'x' }]],
    [[0.5, 0, { name: 'x' }]],
    [[7, 1]],
    [[-1, 1]],
    [[null, 1]],
    [[]],
    [[0, 0]],
    [[0, 0, [{ name: 'x' }]]],
    [[0, 0, { name: 'x' }, 1]],
    [[0, 5, { name: 'x' }]],
    [[0, { a: 1 }, { name: 'x' }]],
    [[1, 5]],
    [[1, 0, { name: 'x' }]],
    [[1, '5', { name: 'x' }]],
    [[1, 5, 'x']],
    [[1, 5, { name: 'x' }, 1]],
    [[2]],
    [[2, true]],
    [[2, [5]]],
    [[2, 5, 1]],
    [[4]],
    [[4, 5, { name: 'x' }]],
    [[4, 5, 0, 0]],
    [[4, 5.5]],
    [[5, 1]],
    [[5, 0, 0, 0]],
    [[6]],
    [[6, 0]],
    [[6, 0, 5]],
    [[6, 0, [true]]],
    [[6, 0, [1, 1]]],
    [[6, 1, [1]]],
    [[6, 0, [1], 0]],
    [1, 1],
    [1, true],
    [1, '2'],
    [1, [4, 2]],
    [{ '0': 0 }],
    { name: 'x' },
    'x',
    5,
    false,
    null,
    true,
  ])('%j is refused', (commands) => {
    expect(refusal('res.partner.lead_ids', commands)).toMatchObject({ code: 'values_invalid' });
  });

  test('a thousand records are linked at most', () => {
    const ids = (length: number) => Array.from({ length }, (_, index) => index + 1);
    for (const linked of [(list: Json) => list, (list: Json) => [[6, 0, list]]]) {
      expect(command('sale.order.tag_ids', linked(ids(1_000))).effect).toBe('allow');
      expect(refusal('sale.order.tag_ids', linked(ids(1_001))).code).toBe('values_invalid');
    }
  });

  test('ids and commands are not mixed', () => {
    for (const mixed of [
      [1, [4, 2]],
      [[4, 2], 1],
    ])
      expect(refusal('sale.order.tag_ids', mixed).rule).toBe('built-in:commands');
  });

  test('commands nest twice, and count together on each record', () => {
    const child = (inner: Json): Json => [[0, 0, { name: 'x', child_ids: inner }]];
    expect(command('res.partner.child_ids', child([])).effect).toBe('allow');
    expect(command('res.partner.child_ids', child([[0, 0, { name: 'y' }]])).effect).toBe('allow');
    expect(refusal('res.partner.child_ids', child(child(child([])))).reason).toContain(
      'nest at most 2',
    );
    const many = (count: number): Json =>
      Array.from({ length: count }, () => [0, 0, { name: 'x' }]);
    expect(command('res.partner.child_ids', many(100)).effect).toBe('allow');
    expect(refusal('res.partner.child_ids', many(101)).code).toBe('values_invalid');
    expect(refusal('res.partner.child_ids', child(many(100))).code).toBe('values_invalid');
    expect(command('res.partner.child_ids', child(many(99))).effect).toBe('allow');
    const records = [many(100), many(101)].map((child_ids) => ({ name: 'x', child_ids }));
    expect(ask(create('res.partner', ...records.slice(0, 1))).effect).toBe('allow');
    expect(ask(create('res.partner', ...records))).toMatchObject({ code: 'values_invalid' });
  });

  test('a user made two levels deep is refused', () => {
    const user = [[0, 0, { login: 'x', password: 'y' }]];
    expect(refusal('res.partner.child_ids', [[0, 0, { name: 'c', user_ids: user }]]).rule).toBe(
      'G1',
    );
  });

  test('nothing but the exact codes gets through, in one form', () => {
    const part = fc.oneof(
      fc.integer({ min: -1, max: 8 }),
      fc.boolean(),
      fc.constantFrom<Json>(null, '0', 0.5, '', { name: 'x' }, [1], [], [1, 2]),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 4 }), (written) => {
        const decision = command('res.partner.lead_ids', [written]);
        if (decision.effect !== 'allow') return;
        const commands = sentValues(decision) as { lead_ids: Json[][] };
        const [sent] = commands.lead_ids;
        expect(sent).toHaveLength(3);
        expect([0, 1, 2, 3, 4, 5, 6]).toContain(sent?.[0]);
        expect(sent?.[0]).toBe(written[0]);
        expect(sentValues(command('res.partner.lead_ids', [sent ?? []]))).toEqual(commands);
      }),
      { numRuns: 2_000 },
    );
  });
});
