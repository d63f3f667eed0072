import { expect, it } from 'vitest';
import { answer, describeGuarded, refusal } from './guarded-odoo.fixture.ts';

const NESTED_ANY = (depth: number): unknown[] =>
  depth === 0 ? [['name', '!=', false]] : [['child_ids', 'any', NESTED_ANY(depth - 1)]];

describeGuarded('domains', (given) => {
  const count = async (domain: unknown, model = 'res.partner') =>
    (await answer(given.sales, 'search_count', { model, domain })).count;

  it.each<[string, unknown]>([
    ['=', ['name', '=', 'Nobody has this name']],
    ['!=', ['name', '!=', 'Nobody has this name']],
    ['>', ['id', '>', 0]],
    ['>=', ['id', '>=', 1]],
    ['<', ['id', '<', 10_000_000]],
    ['<=', ['id', '<=', 10_000_000]],
    ['like', ['name', 'like', 'a']],
    ['not like', ['name', 'not like', 'zzzz']],
    ['ilike', ['name', 'ilike', 'AB']],
    ['not ilike', ['name', 'not ilike', 'zzzz']],
    ['=like', ['name', '=like', 'A%']],
    ['=ilike', ['name', '=ilike', 'a%']],
    ['in', ['id', 'in', [1, 2, 3]]],
    ['not in', ['id', 'not in', [1, 2, 3]]],
    ['child_of', ['id', 'child_of', [1]]],
    ['parent_of', ['id', 'parent_of', [1]]],
    ['=?', ['city', '=?', false]],
  ])('the operator %s is understood', async (_operator, leaf) => {
    expect(await count([leaf])).toEqual(expect.any(Number));
  });

  it('any and not any are understood', async () => {
    const all = await count([]);
    const some = await count([['child_ids', 'any', [['name', '!=', false]]]]);
    const none = await count([['child_ids', 'not any', [['name', '!=', false]]]]);
    expect(Number(some) + Number(none)).toBe(all);
  });

  it('and is what several conditions mean, with or without its sign', async () => {
    const one = ['is_company', '=', true];
    const other = ['customer_rank', '>=', 0];
    const implicit = await count([one, ['name', '!=', false]]);
    expect(await count(['&', one, ['name', '!=', false]])).toBe(implicit);
    expect(other).toHaveLength(3);
  });

  it('or and not mean what Odoo means by them', async () => {
    const all = Number(await count([]));
    const companies = Number(await count([['is_company', '=', true]]));
    expect(await count(['!', ['is_company', '=', true]])).toBe(all - companies);
    expect(await count(['|', ['is_company', '=', true], ['is_company', '=', false]])).toBe(all);
  });

  it('the constant conditions everybody writes mean everything and nothing', async () => {
    expect(await count([[1, '=', 1]])).toBe(await count([]));
    expect(await count([[0, '=', 1]])).toBe(0);
  });

  it('a path over relations works where every step may be read', async () => {
    expect(await count([['partner_id.country_id.code', '!=', 'XX']], 'sale.order')).toEqual(
      expect.any(Number),
    );
    expect(await count([['user_id.name', 'ilike', 'a']], 'sale.order')).toEqual(expect.any(Number));
  });

  it.each<[string, unknown]>([
    ['an unknown operator', [['name', '~', 'x']]],
    ['an SQL operator', [['name', "= 'x' or 1", 'x']]],
    ['an operator in capitals', [['name', 'ILIKE', 'x']]],
    ['<> for !=', [['name', '<>', 'x']]],
    ['a condition of two', [['name', '=']]],
    ['a condition of four', [['name', '=', 'x', 'y']]],
    ['a sign without operands', ['&', ['name', '=', 'x']]],
    ['a not without operand', ['!']],
    ['an or of one', ['|', ['name', '=', 'x']]],
    ['an unknown sign', ['^', ['name', '=', 'x'], ['name', '=', 'y']]],
    ['a text', "[('name','=','x')]"],
    ['an object', { name: 'x' }],
    ['a number', 7],
    ['a list inside a list of values', [['id', 'in', [[1]]]]],
    ['an object as value', [['name', '=', { a: 1 }]]],
    ['more than 100 conditions', Array.from({ length: 101 }, () => ['name', '!=', 'x'])],
    ['10 001 values', [['id', 'in', Array.from({ length: 10_001 }, (_, id) => id + 1)]]],
    [
      'a path of more than four steps',
      [['parent_id.parent_id.parent_id.parent_id.parent_id.name', '=', 'x']],
    ],
    ['any nested deeper than four', NESTED_ANY(6)],
    ['a field that does not exist', [['no_such_field', '=', 1]]],
    ['a path through a field that is no relation', [['name.id', '=', 1]]],
    ['an empty field', [['', '=', 1]]],
    ['a field with a blank', [['name ', '=', 'x']]],
    ['a field with a line break', [['name\n', '=', 'x']]],
  ])('%s is refused', async (_what, domain) => {
    const decision = await refusal(given.sales, 'search_read', { model: 'res.partner', domain });
    expect(['domain_invalid', 'arguments_invalid', 'field_not_searchable']).toContain(
      decision.code,
    );
  });

  it.each<[string, string, unknown]>([
    ['a hidden field', 'res.partner', [['vat', '=like', 'B%']]],
    ['a hidden field, negated', 'res.partner', ['!', ['vat', '=', false]]],
    [
      'a hidden field beside an open one',
      'res.partner',
      ['|', ['name', '=', 'x'], ['vat', '!=', false]],
    ],
    ['a hidden field over a path', 'sale.order', [['partner_id.vat', '!=', false]]],
    ['a hidden field in any', 'sale.order', [['partner_id', 'any', [['vat', '!=', false]]]]],
    ['a login over a path', 'sale.order', [['user_id.login', '=', 'admin']]],
    ['a password over a path', 'res.partner', [['user_ids.password', '=like', 'a%']]],
    [
      'a private address over a path',
      'crm.lead',
      [['user_id.employee_ids.private_email', '!=', false]],
    ],
    ['a badge', 'hr.employee', [['pin', '=like', '1%']]],
    ['messages over a path', 'res.partner', [['message_ids.body', 'ilike', 'secret']]],
    ['the login of who made it', 'res.partner', [['create_uid.login', '=', 'admin']]],
  ])('%s is no way to find out: searching, counting and grouping', async (_what, model, domain) => {
    for (const [tool, more] of [
      ['search_read', {}],
      ['search_count', {}],
      ['read_group', { groupby: ['create_date:month'], fields: [] }],
      ['name_search', { name: '' }],
    ] as const) {
      const decision = await refusal(given.sales, tool, { model, domain, ...more });
      expect(['field_not_searchable', 'model_blocked', 'model_not_allowed']).toContain(
        decision.code,
      );
    }
  });
});
