import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { GroupObligation } from '../../decision.ts';
import type { Json } from '../../json.ts';
import type { ReadGroup } from '../../operation.ts';
import { allowed, type ask, denied, sent } from '../asking.fixture.ts';
import { decide } from '../decide.ts';
import {
  ACCESS,
  ADMIN,
  HR,
  model,
  POLICY,
  policyOf,
  SALES,
  schemaNamed,
} from '../demo-policy.fixture.ts';
import { type GroupParts, group } from './grouping.fixture.ts';

function obligation(decision: ReturnType<typeof ask>): GroupObligation {
  const owed = allowed(decision).obligation;
  if (owed.kind !== 'groups') throw new Error(`no groups: ${owed.kind}`);
  return owed;
}
const keys = (decision: ReturnType<typeof ask>) => [...obligation(decision).visible.keys()];

describe('a grouping', () => {
  test('is rewritten, and only the keys that were asked for may come back', () => {
    const decision = group('sale.order', {
      domain: [['state', '=', 'sale']],
      groupby: ['state', 'partner_id', 'date_order:quarter'],
      aggregates: ['amount_total:sum', 'partner_id:count_distinct'],
      order: 'amount_total:sum DESC,  state',
      limit: 7,
    });
    expect(allowed(decision)).toMatchObject({
      rule: 'model_access.yaml:group_access.sales.sale.order',
      operation: {
        kind: 'read_group',
        model: 'sale.order',
        domain: [['state', '=', 'sale']],
        groupby: ['state', 'partner_id', 'date_order:quarter'],
        aggregates: ['amount_total:sum', 'partner_id:count_distinct'],
        order: 'amount_total:sum desc, state asc',
        limit: 7,
      },
      obligation: {
        kind: 'groups',
        model: 'sale.order',
        visible: new Map([
          ['__count', 'count'],
          ['state', 'value'],
          ['partner_id', 'label'],
          ['date_order:quarter', 'period'],
          ['amount_total:sum', 'value'],
          ['amount_total', 'value'],
          ['partner_id:count_distinct', 'value'],
        ]),
        redaction: 'mask',
        maxGroups: 7,
      },
      notes: [],
    });
  });

  test('of nothing is the count and the figures of everything', () => {
    expect(sent(group('crm.lead', { limit: 5 }))).toEqual({
      kind: 'read_group',
      model: 'crm.lead',
      domain: [],
      groupby: [],
      aggregates: [],
      limit: 5,
    });
    expect(keys(group('crm.lead'))).toEqual(['__count']);
  });

  test('of a bare date is by month, on every release', () => {
    const decision = group('sale.order', { groupby: ['date_order'], order: 'date_order desc' });
    expect(sent(decision)).toMatchObject({
      groupby: ['date_order:month'],
      order: 'date_order:month desc',
    });
    expect(obligation(decision).visible.get('date_order:month')).toBe('period');
  });

  test('leaves the choice of a figure to Odoo, under that field’s keys only', () => {
    const decision = group('sale.order', { aggregates: ['amount_total', '__count'] });
    expect(sent(decision)).toMatchObject({ aggregates: ['amount_total'] });
    expect(keys(decision).every((key) => /^(__count|amount_total(:\w+)?)$/.test(key))).toBe(true);
    expect(keys(decision)).toContain('amount_total:avg');
    expect(keys(decision)).not.toContain('amount_total:array_agg');
  });

  test('answers a figure under its field’s name, whatever the caller calls it', () => {
    const decision = group('sale.order', {
      groupby: ['partner_id'],
      aggregates: ['total:sum(amount_total)', 'state:count_distinct(state)', 'amount_total:sum'],
      order: 'total desc, state',
    });
    expect(allowed(decision)).toMatchObject({
      operation: {
        aggregates: ['amount_total:sum', 'state:count_distinct'],
        order: 'amount_total:sum desc, state:count_distinct asc',
      },
      notes: [
        { kind: 'limit_capped', limit: 80 },
        { kind: 'keys_dropped', keys: ['total', 'state'] },
      ],
    });
    expect(keys(decision)).not.toContain('total');
  });

  test('does not compute over what it groups by when only the field is named', () => {
    const decision = group('sale.order', { groupby: ['state'], aggregates: ['state'] });
    expect(sent(decision)).toMatchObject({ groupby: ['state'], aggregates: [] });
  });

  test('has a limit, always', () => {
    expect(sent(group('crm.lead'))).toMatchObject({ limit: 80 });
    expect(obligation(group('crm.lead')).maxGroups).toBe(80);
    expect(allowed(group('crm.lead', { limit: 9_000 }))).toMatchObject({
      operation: { limit: 500 },
      notes: [{ kind: 'limit_capped', asked: 9_000, limit: 500 }],
    });
    expect(denied(group('crm.lead', { limit: 0 })).code).toBe('limit_invalid');
    expect(denied(group('crm.lead', { offset: -1 })).code).toBe('limit_invalid');
    expect(sent(group('crm.lead', { offset: 20 }))).toMatchObject({ offset: 20 });
  });

  test('needs the fields of its domain', () => {
    expect(denied(group('hr.employee', { domain: [['pin', '=like', '8%']] }))).toMatchObject({
      code: 'field_not_searchable',
    });
    expect(denied(group('crm.lead', { domain: 'name = 1' })).code).toBe('domain_invalid');
    expect(denied(group('crm.lead', { context: { default_name: 'x' } })).code).toBe(
      'context_invalid',
    );
  });

  test('asks for metadata before it decides', () => {
    const operation: ReadGroup = {
      kind: 'read_group',
      model: model('crm.lead'),
      groupby: ['stage_id'],
      domain: [['partner_id.name', '=', 'a']],
    };
    const none = decide(operation, SALES, POLICY, { get: () => undefined });
    expect(none).toEqual({ effect: 'need_schema', models: ['crm.lead'] });
    const some = decide(operation, SALES, POLICY, {
      get: (name) => (name === 'crm.lead' ? schemaNamed('crm.lead') : undefined),
    });
    expect(some).toEqual({ effect: 'need_schema', models: ['res.partner'] });
    const absent = decide(operation, SALES, POLICY, { get: () => 'absent' });
    expect(denied(absent).code).toBe('schema_unavailable');
  });
});

describe('a hidden field does not show through groups', () => {
  test.each<[string, GroupParts]>([
    ['grouped by', { groupby: ['pin'] }],
    ['grouped by second', { groupby: ['department_id', 'pin'] }],
    ['grouped by in spans', { groupby: ['birthday:month'] }],
    ['as its largest value', { aggregates: ['pin:max'] }],
    ['as a sum', { aggregates: ['wage:sum'] }],
    ['as a bare figure', { aggregates: ['wage'] }],
    ['as a count of values', { groupby: ['job_title'], aggregates: ['ssnid:count_distinct'] }],
    ['under the name of an allowed field', { aggregates: ['name:max(ssnid)'] }],
    ['under a name of its own', { aggregates: ['x:max(ssnid)'] }],
    ['under an alias that is also counted', { aggregates: ['name:count', 'name:max(ssnid)'] }],
    ['in the domain', { domain: [['ssnid', '=like', 'CANARY%']] }],
  ])('%s', (_how, parts) => {
    expect(denied(group('hr.employee', parts))).toMatchObject({ code: 'field_not_searchable' });
    expect(group('hr.employee', parts, HR).effect).toBe('allow');
  });

  test.each<[string, GroupParts]>([
    ['a list of values', { aggregates: ['pin:array_agg'] }],
    ['an aliased list', { aggregates: ['x:array_agg(pin)'] }],
    ['distinct values', { aggregates: ['pin:array_agg_distinct'] }],
    ['a list of records', { aggregates: ['id:recordset'] }],
    ['a sum in the company’s currency', { aggregates: ['wage:sum_currency'] }],
    ['no field in the brackets', { aggregates: ['x:max()'] }],
    ['a path in the brackets', { aggregates: ['x:max(department_id.name)'] }],
    ['brackets in the brackets', { aggregates: ['x:max((pin))'] }],
    ['two brackets', { aggregates: ['x:max(job_title)(pin)'] }],
    ['an open bracket', { aggregates: ['x:max(pin'] }],
    ['a closing bracket', { aggregates: ['x:max)'] }],
    ['an unusable alias', { aggregates: ['X"x:max(pin)'] }],
    ['junk after the match', { aggregates: ['x:max(pin)garbage'] }],
    ['junk after the function', { aggregates: ['job_title:maxx'] }],
    ['an upper-case function', { aggregates: ['job_title:MAX'] }],
    ['a line break', { aggregates: ['job_title:max\n'] }],
    ['a blank', { aggregates: [' job_title:max'] }],
    ['two functions', { aggregates: ['job_title:max:min'] }],
    ['no field', { aggregates: [':max'] }],
    ['a figure twice', { aggregates: ['job_title:max', 'job_title:max'] }],
    ['figures as a text', { aggregates: 'pin:max' }],
    ['figures as an object', { aggregates: { pin: 'max' } }],
    ['figures of other types', { aggregates: [['pin', 'max']] }],
    ['a group as a text', { groupby: 'pin' }],
    ['a path', { groupby: ['department_id.manager_id'] }],
    ['a path to a login', { groupby: ['user_id.login'] }],
    ['a path over two hops', { groupby: ['user_id.partner_id.email'] }],
    ['a path with a span', { groupby: ['department_id.create_date:month'] }],
    ['an unknown span', { groupby: ['birthday:month_number'] }],
    ['an hour', { groupby: ['birthday:hour'] }],
    ['an empty span', { groupby: ['birthday:'] }],
    ['two spans', { groupby: ['birthday:month:day'] }],
    ['a field twice', { groupby: ['job_title', 'job_title'] }],
    ['too many fields', { groupby: ['job_title', 'name', 'work_email', 'department_id', 'id'] }],
    ['a list inside the list', { groupby: [['pin']] }],
    ['an upper-case field', { groupby: ['PIN'] }],
    ['a filter of groups', { having: [['pin:max', '=', '1234']] }],
  ])('behind %s', (_how, parts) => {
    for (const who of [SALES, HR, ADMIN])
      expect(denied(group('hr.employee', parts, who)).code).toBe('arguments_invalid');
  });

  test.each<[string, string]>([
    ['its figure', 'pin:max desc'],
    ['its name', 'pin'],
    ['a field that is not in the answer', 'work_email desc'],
    ['a figure that is not in the answer', 'wage:sum desc'],
    ['a path', 'department_id.manager_id'],
    ['a position of nulls', 'job_title nulls first'],
    ['two directions', 'job_title desc asc'],
    ['an unknown direction', 'job_title up'],
    ['an expression', '(select 1)'],
    ['nothing between commas', 'job_title,,__count'],
    ['a tab', 'job_title\tdesc'],
  ])('in the order, by %s', (_how, order) => {
    for (const who of [SALES, HR]) {
      const parts = { groupby: ['job_title'], aggregates: ['name:count'], order };
      expect(denied(group('hr.employee', parts, who)).code).toBe('order_invalid');
    }
  });

  test('in a field a group of the policy takes', () => {
    expect(denied(group('sale.order', { groupby: ['margin'] }))).toMatchObject({
      code: 'field_not_searchable',
      rule: 'rbac.yaml:sensitive_fields.sale.order.margin',
    });
    expect(denied(group('sale.order.line', { aggregates: ['order_margin:sum'] })).code).toBe(
      'field_not_searchable',
    );
    expect(denied(group('res.partner', { aggregates: ['credit_limit:max'] })).code).toBe(
      'field_not_searchable',
    );
  });

  test('when it may be searched but not read, or read but not searched', () => {
    const split = (fields: object) =>
      policyOf({
        access: { group_access: { sales: { 'crm.lead': { operations: ['read'], fields } } } },
      });
    for (const fields of [
      { read: ['name'], search: ['name', 'date_deadline'] },
      { read: ['name', 'date_deadline'], search: ['name'] },
    ]) {
      const by = { groupby: ['date_deadline:day'] };
      expect(group('crm.lead', by, SALES, split(fields)).effect).toBe('deny');
      const figure = { aggregates: ['date_deadline:max'] };
      expect(group('crm.lead', figure, SALES, split(fields)).effect).toBe('deny');
    }
  });
});

describe('what may be grouped and totalled', () => {
  test.each<[string, GroupParts]>([
    ['res.partner', { groupby: ['child_ids'] }],
    ['res.partner', { groupby: ['parent_name'] }],
    ['res.partner', { groupby: ['image_1920'] }],
    ['res.partner', { groupby: ['record_ref'] }],
    ['res.partner', { groupby: ['res_id'] }],
    ['res.partner', { groupby: ['extra'] }],
    ['res.partner', { groupby: ['comment'] }],
    ['res.partner', { groupby: ['id'] }],
    ['res.partner', { groupby: ['name:month'] }],
    ['res.partner', { groupby: ['date', 'date:month'] }],
    ['res.partner', { aggregates: ['name:sum'] }],
    ['res.partner', { aggregates: ['name'] }],
    ['res.partner', { aggregates: ['active:max'] }],
    ['res.partner', { aggregates: ['name:bool_or'] }],
    ['res.partner', { aggregates: ['country_id:max'] }],
    ['res.partner', { aggregates: ['category_id:count'] }],
    ['res.partner', { aggregates: ['image_1920:count'] }],
    ['res.partner', { aggregates: ['parent_name:max'] }],
  ])('%s %j is refused', (name, parts) => {
    expect(denied(group(name, parts)).code).toBe('arguments_invalid');
  });

  test.each<[string, GroupParts]>([
    ['res.partner', { groupby: ['lead_properties'] }],
    ['res.partner', { groupby: ['lead_properties.colour'] }],
    ['res.partner', { groupby: ['access_token'] }],
    ['res.partner', { groupby: ['iban'] }],
    ['res.partner', { groupby: ['no_such_field'] }],
    ['res.partner', { groupby: ['display_name'] }],
  ])('%s %j is refused too', (name, parts) => {
    expect(group(name, parts).effect).toBe('deny');
  });

  test.each(['name:max', 'name:count', 'active:bool_and', 'color:avg', 'date:min', 'id:count'])(
    '%s is computed',
    (figure) => {
      const decision = group('res.partner', { aggregates: [figure] });
      expect(sent(decision)).toMatchObject({ aggregates: [figure] });
      expect(obligation(decision).visible.get(figure)).toBe('value');
    },
  );
});

describe('the records groups point at', () => {
  const hiding = policyOf({ access: { ...ACCESS, hidden_labels: ['crm.tag', 'res.partner'] } });

  test('show their labels where those may be shown', () => {
    const decision = group('sale.order', { groupby: ['partner_id', 'tag_ids', 'user_id'] });
    expect(Object.fromEntries(obligation(decision).visible)).toMatchObject({
      partner_id: 'label',
      tag_ids: 'label',
      user_id: 'label',
    });
    const hidden = group('sale.order', { groupby: ['partner_id', 'tag_ids'] }, SALES, hiding);
    expect(Object.fromEntries(obligation(hidden).visible)).toMatchObject({
      partner_id: 'id_only',
      tag_ids: 'id_only',
    });
  });

  test('do not show the order of labels that are hidden', () => {
    const by = (order?: Json) =>
      group(
        'sale.order',
        { groupby: ['state', 'partner_id'], ...(order === undefined ? {} : { order }) },
        SALES,
        hiding,
      );
    expect(sent(by())).toMatchObject({ order: '__count desc' });
    expect(sent(by(''))).toMatchObject({ order: '__count desc' });
    expect(sent(by('state'))).toMatchObject({ order: 'state asc' });
    expect(denied(by('partner_id desc'))).toMatchObject({
      code: 'order_invalid',
      allowed: 'Order by __count or by a figure.',
    });
    expect(sent(group('sale.order', { groupby: ['partner_id'] }))).not.toHaveProperty('order');
  });

  test('may be counted whatever their labels', () => {
    const parts = { aggregates: ['partner_id:count_distinct'] };
    expect(sent(group('sale.order', parts, SALES, hiding))).toMatchObject(parts);
  });
});

describe('for any arguments', () => {
  const word = fc.constantFrom(
    ...['job_title', 'department_id', 'pin', 'ssnid', 'birthday', 'wage', 'name', 'user_id'],
    ...['__count', 'id', 'x', 'max', 'array_agg', 'month', ''],
  );
  const spec = fc.oneof(
    word,
    fc
      .tuple(word, fc.constantFrom(':', '.', ':max', ':sum', ':month', ':max('), word)
      .map((all) => all.join('')),
    fc.tuple(word, word).map(([alias, name]) => `${alias}:max(${name})`),
  );
  const some = fc.oneof(fc.array(spec, { maxLength: 3 }), spec, fc.jsonValue({ maxDepth: 2 }));
  const request = fc.record(
    { groupby: some, aggregates: some, order: fc.oneof(spec, some) },
    { requiredKeys: [] },
  );

  test('no key that could hold a hidden field is sent, ordered by or let back', () => {
    let tried = 0;
    let passed = 0;
    fc.assert(
      fc.property(request, (parts) => {
        tried += 1;
        const decision = group('hr.employee', parts as GroupParts);
        if (decision.effect !== 'allow') return;
        passed += 1;
        const { model: _model, ...asked } = sent(decision) as ReadGroup;
        const told = JSON.stringify([asked, keys(decision)]);
        expect(told).not.toMatch(/pin|ssnid|birthday|wage|user_id|array_agg|\(|\./);
      }),
      { numRuns: 5_000 },
    );
    expect(passed).toBeGreaterThan(tried / 250);
  });
});
