import { describe, expect, test } from 'vitest';
import type { Json } from '../../json.ts';
import type { CallParts } from './calls.fixture.ts';
import { refusal, sent } from './dispatch.fixture.ts';

describe('attacks through a generic method', () => {
  const HIDDEN = [['margin', '>', 10]];
  const groupby = ['state'];
  test.each<[string, string, CallParts]>([
    ['a hidden field in a domain', 'sale.order.search', { args: [HIDDEN] }],
    ['a hidden field in a counted domain', 'sale.order.search_count', { args: [HIDDEN] }],
    [
      'a hidden field in a domain by name',
      'sale.order.search_read',
      { kwargs: { domain: HIDDEN } },
    ],
    ['an order by a hidden field', 'sale.order.search', { args: [[], 0, 5, 'margin desc'] }],
    ['a path to users', 'sale.order.search', { args: [[['user_id.login', '=like', 'a%']]] }],
    ['a name for a user', 'sale.order.search_count', { args: [[['user_id', '=', 'admin']]] }],
    ['groups of a hidden field', 'sale.order.read_group', { args: [[], [], ['margin']] }],
    ['a hidden figure', 'sale.order.read_group', { args: [[], ['margin:sum'], groupby] }],
    ['an alias', 'sale.order.read_group', { args: [[], ['name:max(margin)'], groupby] }],
    ['an array of values', 'sale.order.read_group', { args: [[], ['name:array_agg'], groupby] }],
    [
      'a condition on a hidden figure',
      'sale.order.formatted_read_group',
      { args: [[], groupby, [], [['margin:max', '>', 1]]] },
    ],
    ['a path in a groupby', 'sale.order.formatted_read_group', { args: [[], ['user_id.login']] }],
    ['fields as an object', 'sale.order.read', { ids: [1], args: [{ margin: true }] }],
    ['fields as a text', 'sale.order.read', { ids: [1], args: ['margin'] }],
    ['no limit', 'sale.order.search', { args: [[], 0, 0] }],
    ['a limit that is false', 'sale.order.search_read', { kwargs: { limit: false } }],
    ['a write of a blocked field', 'res.partner.write', { ids: [1], args: [{ active: false }] }],
    ['a write of a hidden field', 'sale.order.write', { ids: [1], args: [{ margin: 1 }] }],
    ['a write to the first argument’s ids', 'sale.order.write', { args: [[0], { note: 'x' }] }],
    [
      'a created user',
      'res.partner.create',
      { args: [{ name: 'x', user_ids: [[0, 0, { login: 'x' }]] }] },
    ],
    [
      'a command that is false',
      'res.partner.create',
      { args: [[{ name: 'x', child_ids: [[false, 0, {}]] }]] },
    ],
    [
      'a default in the context',
      'res.partner.create',
      { args: [{ name: 'x' }], kwargs: { context: { default_user_ids: [[0, 0, {}]] } } },
    ],
    [
      'a default in a context by place',
      'res.partner.create',
      { args: [{ name: 'x' }, { default_user_ids: [] }] },
    ],
    ['a search of names that are shown to nobody', 'res.users.name_search', { args: ['adm'] }],
    ['an operator of a name', 'res.country.name_search', { args: ['x', [], '>', 5] }],
    [
      'a domain of a name',
      'res.partner.name_search',
      { args: ['', [['user_ids.login', '=', 'x']]] },
    ],
    ['a hidden field described', 'sale.order.fields_get', { args: [['name', 'margin']] }],
    ['a hidden field read', 'sale.order.read', { ids: [1], args: [['name', 'margin']] }],
    ['a hidden field read by a form', 'sale.order.web_read', { ids: [1], args: [{ margin: {} }] }],
    ['a hidden field fetched', 'sale.order.search_fetch', { args: [[], ['margin']] }],
    ['a hidden field of a page', 'sale.order.web_search_read', { args: [[], { margin: {} }] }],
    ['every field', 'sale.order.read', { ids: [1] }],
    ['every field found', 'sale.order.search_read', { args: [[], []] }],
    [
      'a figure by another name',
      'sale.order.read_group',
      { args: [[], ['t:sum(amount_total)'], []] },
    ],
    [
      'a context that switches tracking off',
      'sale.order.write',
      { ids: [1], args: [{ note: 'x' }], kwargs: { context: { tracking_disable: true } } },
    ],
    [
      'a context by place that does',
      'sale.order.write',
      { ids: [1], args: [{ note: 'x' }, { tracking_disable: true }] },
    ],
    [
      'a company of one’s own choice',
      'sale.order.search',
      { args: [[]], kwargs: { context: { allowed_company_ids: [2] } } },
    ],
    ['a hidden field of a form', 'sale.order.onchange', { args: [[], {}, [], { margin: {} }] }],
    [
      'an employee of a form',
      'res.partner.onchange',
      {
        args: [[], { employee_id: 3 }, ['employee_id'], { employee_id: { fields: { ssnid: {} } } }],
      },
    ],
    [
      'records read along a relation',
      'sale.order.web_read',
      { ids: [1], args: [{ user_id: { fields: { login: {} } } }] },
    ],
  ])('%s', (_what, path, parts) => {
    const decision = refusal(path, parts);
    expect(decision.reason).not.toContain('could not be judged');
    expect(decision.code).not.toBe('method_not_allowed');
  });

  test('a context keeps what narrows and translates', () => {
    const context: Json = { lang: 'fr_FR', tz: 'UTC' };
    for (const parts of [
      { args: [{ note: 'x' }, context] },
      { args: [{ note: 'x' }], kwargs: { context } },
      { args: [{ note: 'x' }], context },
    ])
      expect(sent('sale.order.write', { ids: [1], ...parts })).toMatchObject({
        ...{ args: [{ note: 'x' }], kwargs: { context } },
      });
  });
});
