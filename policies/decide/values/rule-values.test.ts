import { describe, expect, test } from 'vitest';
import { NO_FACTS } from '../../facts.ts';
import type { Json, JsonObject } from '../../json.ts';
import { ask, asked, create, denied, NONE_FIT, sentValues, write } from '../asking.fixture.ts';
import { ANN, made, ruled } from './rule-values.fixture.ts';

describe('a new record is given what a rule says', () => {
  test.each<[string, readonly Json[], JsonObject]>([
    ['of one field', [['user_id', '=', '$uid']], { user_id: 5 }],
    ['of one field, as a list of one', [['user_id', 'in', ['$uid']]], { user_id: 5 }],
    ['of one field, as false', [['user_id', '=', false]], { user_id: false }],
    [
      'of several fields',
      [
        ['user_id', '=', '$uid'],
        ['partner_id', '=', '$partner_id'],
      ],
      { user_id: 5, partner_id: 9 },
    ],
    [
      'of fields of every plain type',
      [
        ['name', '=', 'a'],
        ['expected_revenue', '=', 10],
        ['date_deadline', '=', '2024-02-29'],
      ],
      { name: 'a', expected_revenue: 10, date_deadline: '2024-02-29' },
    ],
  ])('%s', (_what, domain, added) => {
    const values = { email_from: 'x@y.z' };
    expect(sentValues(made('crm.lead', domain, values))).toEqual([{ ...values, ...added }]);
  });

  test('and never in place of what the caller says', () => {
    const own: readonly Json[] = [['user_id', '=', '$uid']];
    expect(sentValues(made('crm.lead', own, { user_id: 5 }))).toEqual([{ user_id: 5 }]);
    for (const user_id of [6, false, null])
      expect(denied(made('crm.lead', own, { user_id })).reason).toContain('out of reach');
  });

  test('once: rules that want two values of a field let nothing be made', () => {
    const both: readonly Json[] = [
      ['user_id', '=', '$uid'],
      ['user_id', '=', 6],
    ];
    expect(denied(made('crm.lead', both, { name: 'x' })).reason).toContain('out of reach');
  });

  test.each<[string, string, readonly Json[], string]>([
    ['one of several', 'crm.lead', [['user_id', 'in', ['$uid', 6]]], 'user_id'],
    ['none at all', 'crm.lead', [['user_id', 'in', []]], 'user_id'],
    ['anything but one', 'crm.lead', [['user_id', '!=', 6]], 'user_id'],
    ['none of one', 'crm.lead', [['user_id', 'not in', [6]]], 'user_id'],
    ['not one', 'crm.lead', ['!', ['user_id', '=', 6]], 'user_id'],
    ['more than one', 'crm.lead', [['expected_revenue', '>', 6]], 'expected_revenue'],
    [
      'either of two',
      'crm.lead',
      ['|', ['user_id', '=', 5], ['stage_id', '=', 1]],
      'user_id, stage_id',
    ],
    [
      'many at once',
      'crm.lead',
      [
        ...['|', '&', ['user_id', '=', 5], ['stage_id', '=', 1]],
        ...['!', ['order_ids', 'any', [['state', '=', 'sale']]]],
      ],
      'user_id, stage_id, order_ids',
    ],
    ['of another record', 'crm.lead', [['partner_id.name', '=', 'x']], 'partner_id'],
    ['what is read-only', 'crm.lead', [['lead_kind', '=', 'x']], 'lead_kind'],
    ['what is not stored', 'res.partner', [['country_code', '=', 'BE']], 'country_code'],
    ['what is no plain value', 'res.partner', [['comment', '=', 'x']], 'comment'],
    ['of a list', 'crm.lead', [['tag_ids', '=', 3]], 'tag_ids'],
  ])('but not where the rule says: %s', (_what, name, domain, missing) => {
    const given = name === 'crm.lead' ? { email_from: 'x@y.z' } : { phone: '1' };
    expect(denied(made(name, domain, given))).toMatchObject({
      code: 'record_not_allowed',
      rule: `rbac.yaml:record_rules.${name}[0]`,
      allowed: `Give a value for ${missing}.`,
    });
  });
});

describe('a value that a rule turns on', () => {
  test.each<[string, string, readonly Json[], JsonObject]>([
    ['a likeness', 'crm.lead', [['name', 'ilike', 'x']], { name: 'x' }],
    [
      'an amount with decimals',
      'crm.lead',
      [['expected_revenue', '<', 9]],
      { expected_revenue: 0.5 },
    ],
    ['a tree, of nobody', 'crm.lead', [['partner_id', 'child_of', 3]], { partner_id: false }],
    ['a tree, negated', 'crm.lead', ['!', ['partner_id', 'child_of', 3]], { partner_id: 9 }],
    [
      'another record, negated',
      'crm.lead',
      ['!', ['partner_id.name', '=', 'x']],
      { partner_id: 9 },
    ],
    [
      'records that there are none of',
      'crm.lead',
      [['partner_id', 'not any', [['name', '=', 'x']]]],
      { partner_id: 9 },
    ],
    [
      'records beyond the one it points at',
      'crm.lead',
      [['partner_id.country_id', 'any', [['code', '=', 'BE']]]],
      { partner_id: 9 },
    ],
    [
      'records, negated',
      'crm.lead',
      ['!', ['partner_id', 'any', [['name', '=', 'x']]]],
      { partner_id: 9 },
    ],
    [
      'records it points at, and points at none',
      'crm.lead',
      [['partner_id', 'any', [['name', '=', 'x']]]],
      { partner_id: false },
    ],
    [
      'records of a list',
      'sale.order',
      [['tag_ids', 'any', [['name', '=', 'x']]]],
      { tag_ids: [[4, 1]] },
    ],
  ])('is refused where what it comes to cannot be told: %s', (_what, name, domain, values) => {
    const [field = ''] = Object.keys(values);
    for (const decision of [
      made(name, domain, values, ANN, { holds: () => true }),
      ask(write(name, values), ANN, ruled(name, ...domain)),
    ])
      expect(denied(decision)).toMatchObject({
        code: 'record_not_allowed',
        rule: `rbac.yaml:record_rules.${name}[0]`,
        allowed: `Give ${field} a plain value, or leave it alone.`,
      });
  });

  const ofPartner = (domain: Json) => ({
    model: 'res.partner',
    ids: [9],
    domain: ['&', ['active', 'in', [true, false]], domain],
  });

  test.each<[Json, Json]>([
    [
      ['partner_id', 'child_of', 3],
      ['id', 'child_of', 3],
    ],
    [
      ['partner_id.name', 'ilike', 'x'],
      ['name', 'ilike', 'x'],
    ],
    [
      ['partner_id', 'any', [['name', '=', 'x']]],
      ['name', '=', 'x'],
    ],
  ])('is asked of the record that it points at: %j', (condition, question) => {
    const policy = ruled('crm.lead', condition);
    const lead = create('crm.lead', { partner_id: 9 });
    expect(asked(lead, ANN, policy)).toEqual([ofPartner(question)]);
    expect(ask(lead, ANN, policy).effect).toBe('allow');
    expect(denied(ask(lead, ANN, policy, NONE_FIT)).reason).toContain('out of reach');
    expect(asked(write('crm.lead', { partner_id: 9 }, [7]), ANN, policy)).toContainEqual(
      ofPartner(question),
    );
  });

  test('is not looked at where it is no part of the rule', () => {
    const sub = ruled('crm.lead', ['partner_id', 'any', [['name', '=', 'x']]]);
    expect(asked(write('crm.lead', { name: 'y' }, [7]), ANN, sub)).toEqual([
      { model: 'crm.lead', ids: [7], domain: [['partner_id', 'any', [['name', '=', 'x']]]] },
    ]);
    expect(denied(ask(create('crm.lead', { name: 'y' }), ANN, sub)).allowed).toBe(
      'Give a value for partner_id.',
    );
  });
});

describe('a record made in a list of another', () => {
  const line = [[0, 0, { name: 'x' }]];
  const inOrder = (values: JsonObject, ids?: readonly number[]) =>
    ids === undefined
      ? create('sale.order', { ...values, order_line: line })
      : write('sale.order', { ...values, order_line: line }, ids);
  const drafts = ruled('sale.order.line', ['order_id.state', '=', 'draft']);

  test('is judged by what that other is given in the same call', () => {
    for (const ids of [undefined, [7]]) {
      expect(ask(inOrder({ state: 'draft' }, ids), ANN, drafts, NO_FACTS).effect).toBe('allow');
      expect(denied(ask(inOrder({ state: 'sale' }, ids), ANN, drafts)).reason).toContain(
        'out of reach',
      );
    }
  });

  test('is judged by what that other is, where nothing is said of it', () => {
    expect(asked(inOrder({}, [7]), ANN, drafts)).toEqual([
      { model: 'sale.order', ids: [7], domain: [['state', '=', 'draft']] },
    ]);
    expect(ask(inOrder({}, [7]), ANN, drafts).effect).toBe('allow');
    expect(denied(ask(inOrder({}, [7]), ANN, drafts, NONE_FIT)).code).toBe('record_not_allowed');
    expect(denied(ask(inOrder({}), ANN, drafts)).allowed).toBe(
      'Give order_id a plain value, or leave it alone.',
    );
  });

  test('is not let in because nobody could be asked', () => {
    const noSales = ruled('sale.order.line', '!', ['order_id.state', '=', 'sale']);
    expect(ask(inOrder({ state: 'draft' }, [7]), ANN, noSales, NO_FACTS).effect).toBe('allow');
    for (const facts of [NONE_FIT, { holds: () => true }])
      expect(denied(ask(inOrder({}, [7]), ANN, noSales, facts)).allowed).toBe(
        'Give order_id a plain value, or leave it alone.',
      );
  });

  test('points at that other, and is not told to', () => {
    const seventh = ruled('sale.order.line', ['order_id', '=', 7]);
    expect(asked(inOrder({}, [7]), ANN, seventh)).toEqual([
      { model: 'sale.order', ids: [7], domain: [['id', '=', 7]] },
    ]);
    expect(sentValues(ask(inOrder({}, [7]), ANN, seventh))).toEqual({ order_line: line });
    expect(ask(inOrder({}), ANN, seventh).effect).toBe('deny');
    const some = ruled('sale.order.line', ['order_id', 'any', [['state', '=', 'draft']]]);
    expect(denied(ask(inOrder({}, [7]), ANN, some)).allowed).toBe(
      'Give order_id a plain value, or leave it alone.',
    );
  });
});
