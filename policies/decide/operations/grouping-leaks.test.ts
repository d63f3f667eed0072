import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ReadGroup } from '../../operation.ts';
import { denied, sent } from '../asking.fixture.ts';
import { ADMIN, HR, policyOf, SALES } from '../demo-policy.fixture.ts';
import { type GroupParts, group, keys, obligation } from './grouping.fixture.ts';

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
