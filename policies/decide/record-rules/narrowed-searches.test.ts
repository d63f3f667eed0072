import { describe, expect, test } from 'vitest';
import type { Json } from '../../json.ts';
import type { Operation } from '../../operation.ts';
import { allowed, ask, denied, search, sent, sentDomain, where } from '../asking.fixture.ts';
import { ADMIN, model, subject } from '../demo-policy.fixture.ts';
import { ANN, mine, OWN, OWN_ORDERS, order, policy, RULE } from './own-orders.fixture.ts';

describe('searches under record rules', () => {
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
