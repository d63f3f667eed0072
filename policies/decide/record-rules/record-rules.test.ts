import { describe, expect, test } from 'vitest';
import { NO_FACTS } from '../../facts.ts';
import type { Json } from '../../json.ts';
import type { SchemaView } from '../../model-schema.ts';
import type { Operation } from '../../operation.ts';
import type { Subject } from '../../subject.ts';
import {
  allowed,
  ask,
  asked,
  create,
  denied,
  NONE_FIT,
  search,
  sent,
  sentDomain,
  sentValues,
  where,
  write,
} from '../asking.fixture.ts';
import { decide } from '../decide.ts';
import { ADMIN, id, model, policyOf, schemaNamed, subject } from '../demo-policy.fixture.ts';

const odoo = { database: 'd', login: 'ann', uid: 5, partnerId: 9, companyIds: [1, 2] };
const ANN = subject(['staff'], { odoo });
const OWN: Json = [['user_id', '=', '$uid']];
const MODELS = ['crm.lead', 'crm.tag', 'sale.order', 'sale.order.line', 'res.partner'];

function policy(rules: Readonly<Record<string, readonly object[]>>) {
  return policyOf({
    access: {
      stock_models: { full_crud: MODELS, read_only: ['product.product', 'crm.stage'] },
      allowed_methods: { 'sale.order': ['action_confirm'] },
      group_access: {
        staff: {
          'sale.order': {
            operations: ['read_messages', 'post_message', 'read_attachments', 'print_report'],
          },
        },
      },
    },
    rbac: { record_rules: rules },
  });
}
const OWN_ORDERS = policy({ 'sale.order': [{ domain: OWN }] });
const LINES = [['order_id.user_id', '=', '$uid']];
const OWN_LINES = policy({
  'sale.order': [{ domain: OWN }],
  'sale.order.line': [{ domain: LINES }],
});
const order = model('sale.order');
const RULE = 'rbac.yaml:record_rules.sale.order[0]';
const mine: Json = ['user_id', '=', 5];

/** Only these models are known so far. */
function knowing(...names: readonly string[]): SchemaView {
  return { get: (name) => (names.includes(name) ? schemaNamed(name) : undefined) };
}

describe('a record that a value points at', () => {
  const lead = model('crm.lead');
  const values = { partner_id: 7 };
  test.each<Operation>([
    create('crm.lead', { name: 'x', ...values }),
    write('crm.lead', values),
    { kind: 'onchange', model: lead, values, changed: ['partner_id'] },
  ])('is asked about once the metadata of its model is there: $kind', (operation) => {
    const rules = policy({ 'res.partner': [{ domain: OWN }] });
    expect(decide(operation, ANN, rules, knowing('crm.lead'), NO_FACTS)).toEqual({
      effect: 'need_schema',
      models: ['res.partner'],
    });
    const known = decide(operation, ANN, rules, knowing('crm.lead', 'res.partner'), NO_FACTS);
    expect(known).toMatchObject({ effect: 'need_facts', questions: [{ ids: [7] }] });
  });
});

describe('searches', () => {
  test.each<readonly [Json, Json]>([
    [[], [mine]],
    [[['state', '=', 'sale']], ['&', mine, ['state', '=', 'sale']]],
    [
      ['|', ['state', '=', 'sale'], ['name', '=', 'x']],
      ['&', mine, '|', ['state', '=', 'sale'], ['name', '=', 'x']],
    ],
    [[[0, '=', 1]], [['id', 'in', []]]],
  ])('%j is joined with the rule', (domain, joined) => {
    const decision = ask(search('sale.order', { domain, fields: ['id'] }), ANN, OWN_ORDERS);
    expect(sentDomain(decision)).toEqual(joined);
    expect(allowed(decision).notes).toContainEqual({ kind: 'records_narrowed', model: order });
  });

  test.each<Operation>([
    { kind: 'search_count', model: order },
    { kind: 'read_group', model: order, groupby: ['state'] },
    { kind: 'name_search', model: order },
  ])('of every kind: $kind', (operation) => {
    expect(sentDomain(ask(operation, ANN, OWN_ORDERS))).toEqual([mine]);
  });

  test.each<{ readonly domain: Json }>([
    { domain: ['|', ['state', '=', 'sale']] },
    { domain: ['&'] },
    { domain: [['state', '=', 'sale'], '|'] },
    { domain: ['|', '|', ['name', '=', 'x'], ['name', '=', 'y']] },
    { domain: ['!'] },
  ])('whose operators would take the rule for an operand are refused: %j', ({ domain }) => {
    const refused = denied(ask(search('sale.order', { domain }), ANN, OWN_ORDERS));
    expect(refused.code).toBe('domain_invalid');
  });

  const line = 'sale.order.line';
  const named = (name: string, to: string): Json => [name, '=', to];
  test.each<readonly [string, Json, Json]>([
    [
      line,
      ['order_id.name', 'ilike', 'x'],
      ['order_id', 'any', ['&', mine, ['name', 'ilike', 'x']]],
    ],
    [line, ['order_id.name', '!=', 'x'], ['order_id', 'any', ['&', mine, ['name', '!=', 'x']]]],
    [
      line,
      ['order_id', 'any', [named('name', 'x')]],
      ['order_id', 'any', ['&', mine, named('name', 'x')]],
    ],
    [line, ['order_id', 'any', []], ['order_id', 'any', [mine]]],
    [
      'crm.lead',
      ['order_ids', 'any', [named('name', 'x')]],
      ['order_ids', 'any', ['&', mine, named('name', 'x')]],
    ],
    [
      'crm.lead',
      ['order_ids', 'not any', [named('name', 'x')]],
      ['order_ids', 'not any', ['&', mine, named('name', 'x')]],
    ],
    [
      'res.partner',
      ['lead_ids.order_ids.partner_id.name', '=', 'x'],
      [
        'lead_ids',
        'any',
        [['order_ids', 'any', ['&', mine, ['partner_id', 'any', [named('name', 'x')]]]]],
      ],
    ],
    [
      'crm.lead',
      ['line_id.order_id.state', '=', 'sale'],
      ['line_id', 'any', [['order_id', 'any', ['&', mine, ['state', '=', 'sale']]]]],
    ],
    [
      'crm.lead',
      ['line_id.order_id', 'any', [named('name', 'x')]],
      ['line_id.order_id', 'any', ['&', mine, named('name', 'x')]],
    ],
    [
      'crm.lead',
      ['order_ids', 'in', [3, 4]],
      ['order_ids', 'any', ['&', mine, ['id', 'in', [3, 4]]]],
    ],
    ['crm.lead', ['order_ids', '=', 3], ['order_ids', 'any', ['&', mine, ['id', 'in', [3]]]]],
    [
      'crm.lead',
      ['order_ids', 'not in', [3]],
      ['order_ids', 'not any', ['&', mine, ['id', 'in', [3]]]],
    ],
    ['crm.lead', ['order_ids', '!=', 3], ['order_ids', 'not any', ['&', mine, ['id', 'in', [3]]]]],
    ['crm.lead', ['order_ids', '=', false], ['order_ids', 'not any', [mine]]],
    ['crm.lead', ['order_ids', '!=', false], ['order_ids', 'any', [mine]]],
    ['crm.lead', ['order_ids', '=?', 3], ['order_ids', 'any', ['&', mine, ['id', 'in', [3]]]]],
    ['crm.lead', ['line_id.order_id', '=', 3], ['line_id.order_id', '=', 3]],
    [line, ['order_id', 'in', [3]], ['order_id', 'in', [3]]],
  ])('of %s by %j take the rule along', (name, leaf, sentLeaf) => {
    const decision = ask(search(name, { domain: [leaf], fields: ['id'] }), ANN, OWN_ORDERS);
    expect(sentDomain(decision)).toEqual([sentLeaf]);
    expect(sentDomain(ask(search(name, { domain: [leaf] }), ANN, policy({})))).toEqual([leaf]);
  });

  test('that take a rule along say so', () => {
    const decision = ask(where('crm.lead', 'order_ids.name', '=', 'x'), ANN, OWN_ORDERS);
    expect(allowed(decision).notes).toContainEqual({ kind: 'records_narrowed', model: order });
  });

  test('find everything by a condition that any list meets', () => {
    expect(sentDomain(ask(where('crm.lead', 'order_ids', '=?', false), ANN, OWN_ORDERS))).toEqual(
      [],
    );
  });

  test('negate what a list holds as Odoo does', () => {
    const not = (leaf: Json) => search('crm.lead', { domain: ['!', leaf], fields: ['id'] });
    expect(sentDomain(ask(not(['order_ids.name', '=', 'x']), ANN, OWN_ORDERS))).toEqual([
      '!',
      ['order_ids', 'any', ['&', mine, named('name', 'x')]],
    ]);
  });

  test.each<readonly [string, Json]>([
    [line, ['!', ['order_id.name', '=', 'x']]],
    [line, ['!', '|', ['product_id', '=', 1], ['order_id.name', '=', 'x']]],
    [line, [['order_id', 'not any', [['name', '=', 'x']]]]],
    [line, ['!', ['order_id', 'any', [['name', '=', 'x']]]]],
    ['crm.lead', [['line_id', 'not any', [['order_id.name', '=', 'x']]]]],
    ['crm.lead', ['!', ['line_id.order_id.name', '=', 'x']]],
  ])('of %s that negate what stands behind a many2one are for 19 alone: %j', (name, domain) => {
    const negated = search(name, { domain, fields: ['id'] });
    expect(denied(ask(negated, ANN, OWN_ORDERS))).toMatchObject({
      code: 'field_not_searchable',
      rule: RULE,
    });
    const gateway = (version: number) => ({
      ...OWN_ORDERS,
      gateway: { ...OWN_ORDERS.gateway, odoo: { ...OWN_ORDERS.gateway.odoo, version } },
    });
    expect(ask(negated, ANN, gateway(18) as typeof OWN_ORDERS).effect).toBe('deny');
    expect(ask(negated, ANN, gateway(19) as typeof OWN_ORDERS).effect).toBe('allow');
  });

  test.each<readonly [string, Json]>([
    [line, ['!', '!', ['order_id.name', '=', 'x']]],
    [line, ['!', ['order_id', 'not any', [['name', '=', 'x']]]]],
    [line, [['lead_ids', 'not any', [['order_ids.name', '=', 'x']]]]],
    ['crm.lead', [['line_id', 'not any', [['lead_ids.order_ids.name', '=', 'x']]]]],
  ])('of %s that come to no negation there are for all: %j', (name, domain) => {
    expect(ask(search(name, { domain, fields: ['id'] }), ANN, OWN_ORDERS).effect).toBe('allow');
  });

  test('that no rule can be joined to are refused', () => {
    const through: readonly Operation[] = [
      where('crm.lead', 'order_ids', 'ilike', 'x'),
      where(line, 'order_id', '=', 'S00001'),
      where(line, 'order_id', 'child_of', 3),
      where(line, 'order_state', '=', 'sale'),
      search(line, { order: 'order_id' }),
    ];
    for (const operation of through) expect(ask(operation, ANN, OWN_ORDERS).effect).toBe('deny');
    for (const operation of through) expect(ask(operation, ANN, policy({})).effect).toBe('allow');
    const mixed = where('crm.lead', 'order_ids', 'in', [3, false]);
    expect(denied(ask(mixed, ANN, OWN_ORDERS)).code).toBe('domain_invalid');
  });

  test('by a name that is looked for in a narrowed model are refused', () => {
    const line_id = where('crm.lead', 'line_id', 'ilike', 'x');
    expect(denied(ask(line_id, ANN, OWN_ORDERS)).rule).toBe(RULE);
    expect(ask(line_id, ANN, policy({})).effect).toBe('allow');
  });

  test('through a relation that is computed are refused: its search may look at anything', () => {
    const partners = policy({ 'res.users': [{ domain: [['id', '=', '$uid']] }] });
    const computed = where('res.partner', 'self_user_ids.name', '=', 'x');
    expect(denied(ask(computed, ANN, partners)).reason).toContain('computed');
    expect(ask(computed, ANN, policy({})).effect).toBe('allow');
  });

  test('by records of a list group by hidden ones too, and are refused', () => {
    const grouped: Operation = { kind: 'read_group', model: order, groupby: ['tag_ids'] };
    const tags = policy({ 'crm.tag': [{ domain: [['color', '=', 1]] }] });
    expect(denied(ask(grouped, ANN, tags)).rule).toBe('rbac.yaml:record_rules.crm.tag[0]');
    expect(ask(grouped, ANN, policy({})).effect).toBe('allow');
  });

  const reach = {
    key: JSON.stringify(['sale.order', [mine]]),
    model: 'sale.order',
    domain: [mine],
  };

  test('name narrowed records that are within reach, and sort nothing by them', () => {
    const { obligation, operation, notes } = allowed(
      ask(search(line, { fields: ['order_id'] }), ANN, OWN_ORDERS),
    );
    expect(obligation).toMatchObject({
      visible: new Map<string, unknown>([
        ['id', 'value'],
        ['order_id', { kind: 'label_within', reach }],
      ]),
    });
    expect(notes).toContainEqual({ kind: 'records_narrowed', model: order });
    expect(operation).toMatchObject({ order: 'id asc' });
    const groups: Operation = { kind: 'read_group', model: model(line), groupby: ['order_id'] };
    const grouped = ask(groups, ANN, OWN_ORDERS);
    expect(sent(grouped)).toMatchObject({ order: '__count desc' });
    expect(allowed(grouped).obligation).toMatchObject({
      visible: new Map<string, unknown>([
        ['__count', 'count'],
        ['order_id', { kind: 'label_within', reach }],
      ]),
    });
  });

  test('list related records within reach, archived ones included', () => {
    const read = allowed(ask(search('crm.lead', { fields: ['order_ids'] }), ANN, OWN_ORDERS));
    expect(read.obligation).toMatchObject({
      visible: new Map<string, unknown>([
        ['id', 'value'],
        ['order_ids', { kind: 'ids_within', reach }],
      ]),
    });
    expect(read.notes).toContainEqual({ kind: 'records_narrowed', model: order });
    const own = policy({ 'res.partner': [{ domain: OWN }] });
    const children = ask(search('res.partner', { fields: ['child_ids'] }), ANN, own);
    expect(allowed(children).obligation).toMatchObject({
      visible: new Map<string, unknown>([
        ['id', 'value'],
        [
          'child_ids',
          {
            kind: 'ids_within',
            reach: { domain: ['&', ['active', 'in', [true, false]], mine] },
          },
        ],
      ]),
    });
  });

  test('list nothing where a rule cannot be applied', () => {
    const leads = search('crm.lead', { fields: ['order_ids'] });
    expect(allowed(ask(leads, subject(['staff']), OWN_ORDERS)).obligation).toMatchObject({
      visible: new Map<string, unknown>([
        ['id', 'value'],
        ['order_ids', { kind: 'ids_within', reach: undefined }],
      ]),
    });
  });

  test('sort by nothing that is sorted by narrowed records in turn', () => {
    const leads = search('crm.lead', { order: 'line_id' });
    expect(denied(ask(leads, ANN, OWN_ORDERS)).code).toBe('order_invalid');
    expect(ask(leads, ANN, policy({})).effect).toBe('allow');
  });

  test('mask what a record takes from a narrowed one', () => {
    const read = ask(search('sale.order.line', { fields: ['order_state'] }), ANN, OWN_ORDERS);
    expect(allowed(read).obligation).toMatchObject({ masked: ['order_state'] });
  });

  test('mask names that quote a narrowed record', () => {
    const lines = search('sale.order.line', { fields: ['display_name', 'name'] });
    expect(allowed(ask(lines, ANN, OWN_ORDERS)).obligation).toMatchObject({
      masked: ['display_name'],
    });
    expect(allowed(ask(lines, ADMIN, OWN_ORDERS)).obligation).toMatchObject({ masked: [] });
    const named: Operation = { kind: 'name_search', model: model('sale.order.line') };
    expect(denied(ask(named, ANN, OWN_ORDERS))).toMatchObject({ rule: RULE });
  });
});

const byId = (kind: string, more: object = {}) =>
  ({ kind, model: order, ids: [id(7)], dryRun: false, ...more }) as Operation;

describe('calls by id', () => {
  test.each([
    byId('read', { fields: ['id'] }),
    byId('write', { values: { note: 'x' } }),
    byId('unlink'),
    byId('call', { method: 'action_confirm', args: [], kwargs: {} }),
    byId('record_actions'),
    byId('read_messages'),
    byId('post_message', { body: 'x' }),
    byId('read_attachments'),
    byId('print_report', { report: 'sale.report_saleorder' }),
  ])('$kind asks first whether the records are within the rule', (operation) => {
    expect(asked(operation, ANN, OWN_ORDERS)).toEqual([
      { model: 'sale.order', ids: [7], domain: [mine] },
    ]);
    expect(ask(operation, ANN, OWN_ORDERS).effect).toBe('allow');
    expect(denied(ask(operation, ANN, OWN_ORDERS, NONE_FIT))).toMatchObject({
      code: 'record_not_allowed',
      rule: RULE,
    });
    expect(ask(operation, ANN, policy({}), NO_FACTS).effect).toBe('allow');
  });

  test('count archived records too, where the model has such', () => {
    const own = policy({ 'res.partner': [{ domain: [['user_id', '=', '$uid']] }] });
    const operation: Operation = {
      kind: 'unlink',
      model: model('res.partner'),
      ids: [id(1)],
      dryRun: false,
    };
    expect(asked(operation, ANN, own)).toEqual([
      { model: 'res.partner', ids: [1], domain: ['&', ['active', 'in', [true, false]], mine] },
    ]);
  });

  test('an external id is refused: which record it names is not known', () => {
    const named = byId('read', { ids: [], externalId: 'sale.some_order' });
    expect(denied(ask(named, ANN, OWN_ORDERS))).toMatchObject({ rule: RULE });
    expect(ask(named, ANN, policy({})).effect).toBe('allow');
  });

  test('an inherited method is narrowed as the operation it is', () => {
    const unlink = byId('call', { method: 'unlink', args: [], kwargs: {} });
    const reading = policy({ 'sale.order': [{ domain: OWN, operations: ['unlink'] }] });
    expect(ask(unlink, ANN, reading, NONE_FIT).effect).toBe('deny');
  });
});

describe('whom a rule binds', () => {
  const READ = search('sale.order', { fields: ['id'] });
  const bindsWith = (rule: object, who: Subject) =>
    JSON.stringify(
      sentDomain(ask(READ, who, policy({ 'sale.order': [{ domain: OWN, ...rule }] }))),
    ) !== '[]';
  const admin = { ...ADMIN, odoo };

  test.each([
    [{}, ANN, true],
    [{ groups: 'staff' }, ANN, true],
    [{ groups: ['other'] }, ANN, false],
    [{ except_groups: ['staff'] }, ANN, false],
    [{ groups: 'staff', except_groups: 'staff' }, ANN, false],
    [{ operations: ['write'] }, ANN, false],
    [{}, admin, false],
    [{ admins: true }, admin, true],
  ])('%j', (rule, who, binds) => {
    expect(bindsWith(rule, who)).toBe(binds);
  });

  test('all that bind hold together', () => {
    const both = policy({
      'sale.order': [{ domain: OWN }, { domain: [['company_id', 'in', '$company_ids']] }],
    });
    expect(sentDomain(ask(READ, ANN, both))).toEqual(['&', mine, ['company_id', 'in', [1, 2]]]);
  });

  test('all that bind are named, in a denial of a record out of reach', () => {
    const both = policy({
      'sale.order': [{ domain: OWN }, { domain: [['company_id', 'in', '$company_ids']] }],
    });
    expect(denied(ask(byId('unlink'), ANN, both, NONE_FIT)).rule).toBe(
      'rbac.yaml:record_rules.sale.order[0], rbac.yaml:record_rules.sale.order[1]',
    );
  });

  test('each model that rules narrow is told of once', () => {
    const narrow = policy({ 'sale.order': [{ domain: OWN }], 'crm.lead': [{ domain: OWN }] });
    const asked = search('sale.order.line', {
      domain: [
        ['order_id.name', '=', 'x'],
        ['order_id.state', '=', 'sale'],
        ['order_id.lead_id.name', '=', 'x'],
        ['order_id.lead_id.email_from', '=', 'x'],
      ],
      fields: ['id'],
    });
    const { notes } = allowed(ask(asked, ANN, narrow));
    expect(notes.filter(({ kind }) => kind === 'records_narrowed')).toEqual([
      { kind: 'records_narrowed', model: 'sale.order' },
      { kind: 'records_narrowed', model: 'crm.lead' },
    ]);
  });

  test('a variable that the subject has no value for denies', () => {
    const refused = denied(ask(READ, subject(['staff']), OWN_ORDERS));
    expect(refused).toMatchObject({ code: 'record_not_allowed', rule: RULE });
    expect(refused.reason).toContain('$uid');
  });

  test.each<{ readonly domain: Json }>([
    { domain: [['barcode', '=', 'x']] },
    { domain: [['nothing', '=', 1]] },
    { domain: [['user_id.nothing', '=', 1]] },
    { domain: [['user_id', '=', 'admin']] },
    { domain: [['name', 'any', [['x', '=', 1]]]] },
  ])('a rule that Odoo cannot search by denies instead of holding nowhere: %j', ({ domain }) => {
    const odd = policy({ 'res.partner': [{ domain }] });
    const refused = denied(ask(search('res.partner', { fields: ['id'] }), ANN, odd));
    expect(refused.rule).toBe('rbac.yaml:record_rules.res.partner[0]');
  });
});

describe('creates and writes', () => {
  test('what a rule says a field equals is filled in', () => {
    expect(sentValues(ask(create('sale.order', { note: 'x' }), ANN, OWN_ORDERS))).toEqual([
      { note: 'x', user_id: 5 },
    ]);
  });

  test.each([
    [{ user_id: 6 }, /out of reach/],
    [{ user_id: false }, /out of reach/],
  ])('values outside the rule are refused: %j', (values, reason) => {
    expect(denied(ask(create('sale.order', values), ANN, OWN_ORDERS)).reason).toMatch(reason);
    expect(denied(ask(write('sale.order', values), ANN, OWN_ORDERS)).reason).toMatch(reason);
  });

  test('what cannot be told from the values is refused, with what to give', () => {
    const either = policy({
      'sale.order': [
        { domain: ['|', ['user_id', '=', '$uid'], ['partner_id', '=', '$partner_id']] },
      ],
    });
    expect(denied(ask(create('sale.order', { note: 'x' }), ANN, either)).allowed).toBe(
      'Give a value for user_id, partner_id.',
    );
    expect(ask(create('sale.order', { partner_id: 9 }), ANN, either).effect).toBe('allow');
  });

  test('what is left of a rule after a write is asked for', () => {
    const either = policy({
      'sale.order': [
        { domain: ['|', ['user_id', '=', '$uid'], ['partner_id', '=', '$partner_id']] },
      ],
    });
    expect(asked(write('sale.order', { user_id: 6 }, [7]), ANN, either)).toEqual([
      { model: 'sale.order', ids: [7], domain: ['|', mine, ['partner_id', '=', 9]] },
      { model: 'sale.order', ids: [7], domain: [['partner_id', '=', 9]] },
    ]);
  });

  test('a record may not be made to point at one out of reach', () => {
    const point = create('sale.order.line', { order_id: 7 });
    expect(asked(point, ANN, OWN_ORDERS)).toEqual([
      { model: 'sale.order', ids: [7], domain: [mine] },
    ]);
    expect(ask(point, ANN, OWN_ORDERS, NONE_FIT).effect).toBe('deny');
  });

  test('a path of a rule is asked of the record that is pointed at', () => {
    expect(asked(create('sale.order.line', { order_id: 7 }), ANN, OWN_LINES)).toEqual([
      { model: 'sale.order', ids: [7], domain: [mine] },
    ]);
    expect(denied(ask(create('sale.order.line', { name: 'x' }), ANN, OWN_LINES)).allowed).toBe(
      'Give a value for order_id.',
    );
  });

  test('a new line is within the rules by the order it is in', () => {
    const line: Json = [[0, 0, { name: 'x' }]];
    expect(sentValues(ask(create('sale.order', { order_line: line }), ANN, OWN_LINES))).toEqual([
      { user_id: 5, order_line: line },
    ]);
    expect(asked(write('sale.order', { order_line: line }, [7]), ANN, OWN_LINES)).toEqual([
      { model: 'sale.order', ids: [7], domain: [mine] },
    ]);
    const given = write('sale.order', { user_id: 6, order_line: line }, [7]);
    expect(ask(given, ANN, OWN_LINES).effect).toBe('deny');
  });

  test.each<readonly [Json, readonly object[]]>([
    [[[1, 3, { name: 'x' }]], [{ ids: [3], domain: [['order_id', 'in', [7]]] }]],
    [[[2, 3]], []],
    [[[4, 3]], []],
  ])('lines named by id are within their own rule: %j', (order_line, more) => {
    const questions = asked(write('sale.order', { order_line }, [7]), ANN, OWN_LINES);
    const own = { model: 'sale.order.line', ids: [3], domain: [['order_id.user_id', '=', 5]] };
    expect(questions).toContainEqual(own);
    for (const question of more)
      expect(questions).toContainEqual(expect.objectContaining(question));
    expect(ask(write('sale.order', { order_line }, [7]), ANN, OWN_LINES, NONE_FIT).effect).toBe(
      'deny',
    );
  });

  test('a list of lines is not emptied where rules say which are in reach', () => {
    for (const order_line of [[[5]], [[6, 0, []]], [[6, 0, [3]]]]) {
      expect(denied(ask(write('sale.order', { order_line }), ANN, OWN_LINES)).rule).toMatch(
        'rbac.yaml:record_rules.sale.order.line[0]',
      );
    }
  });

  test('a list of linked records is not replaced as a whole: it may hold some out of reach', () => {
    const tags = policy({ 'crm.tag': [{ domain: [['color', '=', 1]], operations: ['read'] }] });
    for (const tag_ids of [[[5]], [[6, 0, [3]]], [3], [[6, 0, []]]]) {
      const refused = denied(ask(write('sale.order', { tag_ids }), ANN, tags));
      expect(refused.rule).toBe('rbac.yaml:record_rules.crm.tag[0]');
      expect(refused.allowed).toContain('[[4, id]]');
      expect(ask(create('sale.order', { tag_ids }), ANN, tags).effect).toBe('allow');
      expect(ask(write('sale.order', { tag_ids }), ANN, policy({})).effect).toBe('allow');
    }
    expect(ask(write('sale.order', { tag_ids: [[4, 3]] }), ANN, tags).effect).toBe('allow');
    expect(ask(write('sale.order', { tag_ids: [[4, 3]] }), ANN, tags, NONE_FIT).effect).toBe(
      'deny',
    );
    const lines = policy({ 'sale.order.line': [{ domain: LINES, operations: ['read'] }] });
    const emptied = write('sale.order', { order_line: [[6, 0, [3]]] });
    expect(denied(ask(emptied, ANN, lines)).rule).toMatch('rbac.yaml:record_rules.sale.order.line');
  });

  test('a form is computed from records within reach only', () => {
    const onchange: Operation = {
      kind: 'onchange',
      model: model('sale.order.line'),
      values: { order_id: 7 },
      changed: ['order_id'],
      fields: ['name'],
    };
    expect(asked(onchange, ANN, OWN_ORDERS)).toEqual([
      { model: 'sale.order', ids: [7], domain: [mine] },
    ]);
  });

  test('a no that stands for "nobody could be asked" is never turned into a yes', () => {
    const foreign = policy({
      'sale.order.line': [{ domain: ['!', ['order_id.user_id', '=', 6]] }],
    });
    expect(ask(create('sale.order.line', { order_id: 7 }), ANN, foreign, NONE_FIT).effect).toBe(
      'deny',
    );
  });
});
