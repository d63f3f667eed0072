import { describe, expect, test } from 'vitest';
import { modelOf } from '../engine/env.ts';
import type { Json, JsonObject } from '../engine/json.ts';
import { isArray, isObject } from '../engine/json.ts';
import type { OdooVersion } from '../engine/version.ts';
import { environmentFor, refusalOf, sampleDatabase } from '../testing/environment.fixture.ts';
import { callMethod } from './dispatch.ts';

const EVERY: readonly OdooVersion[] = [17, 18, 19];

/** Calls methods of a fresh database as one login. */
function caller(version: OdooVersion, login = 'admin') {
  const db = sampleDatabase(version);
  return (
    model: string,
    method: string,
    args: readonly Json[] = [],
    kwargs: JsonObject = {},
  ): Json => {
    const env = environmentFor(db, login);
    return db.store.transaction(() => callMethod(env, modelOf(env, model), method, args, kwargs));
  };
}

function first(value: Json): JsonObject {
  const [record = null] = isArray(value) ? value : [];
  return isObject(record) ? record : {};
}

describe.each(EVERY)('ORM methods as Odoo %i', (version) => {
  test('positional and keyword arguments are the same call', () => {
    const call = caller(version);
    const domain: Json = [['is_company', '=', true]];
    expect(call('res.partner', 'search', [domain, 1, 2, 'name desc'])).toEqual(
      call('res.partner', 'search', [], { domain, offset: 1, limit: 2, order: 'name desc' }),
    );
    expect(call('res.partner', 'read', [[4], ['name']])).toEqual(
      call('res.partner', 'read', [4], { fields: ['name'] }),
    );
  });

  test('create gives an id for a dictionary and ids for a list', () => {
    const call = caller(version);
    expect(call('res.partner', 'create', [{ name: 'One' }])).toEqual(expect.any(Number));
    expect(call('res.partner', 'create', [[{ name: 'Two' }, { name: 'Three' }]])).toEqual([
      expect.any(Number),
      expect.any(Number),
    ]);
  });

  test('copy gives an id in 17 and ids after', () => {
    const call = caller(version);
    const copied = call('sale.order', 'copy', [[4]]);
    const id = isArray(copied) ? copied[0] : copied;
    expect(isArray(copied)).toBe(version !== 17);
    const order = first(
      call('sale.order', 'read', [[id ?? 0], ['name', 'state', 'order_line', 'amount_total']]),
    );
    const original = first(call('sale.order', 'read', [[4], ['order_line', 'amount_total']]));
    expect(order).toMatchObject({
      name: 'S00027',
      state: 'draft',
      amount_total: original.amount_total,
    });
    expect(isArray(order.order_line ?? null) && order.order_line).toHaveLength(
      isArray(original.order_line ?? null) ? (original.order_line as []).length : -1,
    );
  });

  test('name_search names its domain args until 18 and domain in 19', () => {
    const call = caller(version);
    const [good, bad] = version === 19 ? ['domain', 'args'] : ['args', 'domain'];
    expect(
      call('res.partner', 'name_search', ['azure'], { [good ?? '']: [['is_company', '=', true]] }),
    ).toEqual([[expect.any(Number), 'Azure Interior']]);
    expect(
      refusalOf(() => call('res.partner', 'name_search', ['azure'], { [bad ?? '']: [] })),
    ).toBe(
      `builtins.TypeError: BaseModel.name_search() got an unexpected keyword argument '${bad}'`,
    );
    expect(call('res.partner', 'name_search', ['azure', [], 'ilike', 1])).toHaveLength(1);
  });

  test('name_get exists in 17, has_access since 18', () => {
    const call = caller(version);
    const nameGet = () => call('res.country', 'name_get', [[1]]);
    const hasAccess = () => call('res.country', 'has_access', [[1], 'read']);
    if (version === 17) expect(nameGet()).toEqual([[1, 'Belgium']]);
    else expect(refusalOf(nameGet)).toMatch(/^builtins.AttributeError/);
    if (version === 17) expect(refusalOf(hasAccess)).toMatch(/^builtins.AttributeError/);
    else expect(hasAccess()).toBe(true);
  });

  test('has_group is a method of the model in 17 and of a user since 18', () => {
    const call = caller(version, 'sales');
    const ask = (group: string) => (version === 17 ? [group] : [[4], group]);
    expect(call('res.users', 'has_group', ask('sales_team.group_sale_salesman'))).toBe(true);
    expect(call('res.users', 'has_group', ask('base.group_user'))).toBe(true);
    expect(call('res.users', 'has_group', ask('base.group_system'))).toBe(false);
  });

  test('groups of a user are found under the names of the series', () => {
    const call = caller(version, 'sales');
    const field = version === 19 ? 'all_group_ids' : 'groups_id';
    const held = first(call('res.users', 'read', [[4], [field]]))[field] ?? null;
    expect(call('res.groups', 'get_external_id', [held])).toEqual({
      '1': 'base.group_user',
      '11': 'sales_team.group_sale_salesman',
      '22': 'hr_attendance.group_hr_attendance_own_reader',
    });
  });

  test('read without labels gives ids, and leaves missing records out', () => {
    const call = caller(version);
    expect(call('res.partner', 'read', [[1, 99999], ['country_id']], { load: null })).toEqual([
      { id: 1, country_id: 12 },
    ]);
    expect(call('res.partner', 'read', [[1], ['country_id']])).toEqual([
      { id: 1, country_id: [12, 'United States'] },
    ]);
  });

  test('web_read nests, web_search_read counts, web_save creates and writes', () => {
    const call = caller(version);
    expect(
      call('res.partner', 'web_search_read', [
        [['name', '=', 'Azure Interior']],
        {
          name: {},
          country_id: { fields: { display_name: {}, code: {} } },
          child_ids: { fields: { name: {} }, limit: 1 },
        },
      ]),
    ).toEqual({
      length: 1,
      records: [
        {
          id: expect.any(Number),
          name: 'Azure Interior',
          country_id: { id: 12, display_name: 'United States', code: 'US' },
          child_ids: [
            { id: expect.any(Number), name: 'Brandon Freeman' },
            { id: expect.any(Number) },
          ],
        },
      ],
    });
    const saved = first(call('res.partner', 'web_save', [[], { name: 'Saved' }, { name: {} }]));
    expect(saved).toEqual({ id: expect.any(Number), name: 'Saved' });
    expect(
      call('res.partner', 'web_save', [[saved.id ?? 0], { city: 'Ghent' }, { city: {} }]),
    ).toEqual([{ id: saved.id, city: 'Ghent' }]);
  });

  test('onchange without changes gives the defaults', () => {
    expect(
      caller(version)('crm.lead', 'onchange', [
        [],
        {},
        [],
        { type: {}, name: {}, user_id: { fields: { display_name: {} } } },
      ]),
    ).toEqual({
      value: {
        type: 'opportunity',
        name: false,
        user_id: { id: 2, display_name: 'Mitchell Admin' },
      },
    });
  });

  test('defaults come from the context first', () => {
    const db = sampleDatabase(version);
    const env = { ...environmentFor(db, 'admin'), context: { default_type: 'lead' } };
    expect(
      callMethod(env, modelOf(env, 'crm.lead'), 'default_get', [['type', 'priority']], {}),
    ).toEqual({ type: 'lead', priority: '0' });
  });

  test('archiving hides a record and unarchiving shows it again', () => {
    const call = caller(version);
    const seen = () => call('res.partner', 'search_count', [[['name', '=', 'Azure Interior']]]);
    const [id = 0] = call('res.partner', 'search', [[['name', '=', 'Azure Interior']]]) as number[];
    call('res.partner', 'action_archive', [[id]]);
    expect(seen()).toBe(0);
    call('res.partner', 'action_unarchive', [[id]]);
    expect(seen()).toBe(1);
  });

  test('arguments that do not fit are refused as Python refuses them', () => {
    const call = caller(version);
    const texts: readonly (readonly [() => Json, string])[] = [
      [
        () => call('res.partner', 'search', []),
        "TypeError: BaseModel.search() missing 1 required positional argument: 'domain'",
      ],
      [
        () => call('res.partner', 'search', [[], 0, 1, 'id', 5]),
        'TypeError: BaseModel.search() takes from 2 to 5 positional arguments but 6 were given',
      ],
      [
        () => call('res.partner', 'search', [[]], { domain: [] }),
        "TypeError: BaseModel.search() got multiple values for argument 'domain'",
      ],
      [() => call('res.partner', 'unlink', []), 'IndexError: tuple index out of range'],
    ];
    for (const [work, text] of texts) expect(refusalOf(work)).toBe(`builtins.${text}`);
  });

  test('chatter: a posted message is escaped, linked and readable', () => {
    const call = caller(version, 'sales');
    const [lead = 0] = call('crm.lead', 'search', [[['user_id', '=', 4]], 0, 1]) as number[];
    const posted = call('crm.lead', 'message_post', [[lead]], {
      body: 'a < b',
      message_type: 'comment',
    });
    const id = isArray(posted) ? posted[0] : posted;
    expect(isArray(posted)).toBe(version === 19);
    expect(
      call('mail.message', 'read', [[id ?? 0], ['body', 'model', 'res_id', 'author_id']]),
    ).toEqual([
      {
        id,
        body: '<p>a &lt; b</p>',
        model: 'crm.lead',
        res_id: lead,
        author_id: [expect.any(Number), 'Sam Sales'],
      },
    ]);
  });
});

describe('fields a series does not have', () => {
  test.each<[OdooVersion, string, string, string]>([
    [18, 'res.partner', 'mobile', ''],
    [19, 'crm.lead', '', 'mobile'],
    [18, 'sale.order.line', 'product_uom', 'product_uom_id'],
    [19, 'sale.order.line', 'tax_ids', 'tax_id'],
    [18, 'hr.employee', 'gender', 'sex'],
    [19, 'hr.employee', 'bank_account_ids', 'bank_account_id'],
    [17, 'res.users', 'groups_id', 'group_ids'],
    [19, 'res.groups', 'user_ids', 'users'],
  ])('Odoo %i: %s has %j and not %j', (version, model, present, absent) => {
    const names = Object.keys(caller(version)(model, 'fields_get') as JsonObject);
    if (present) expect(names).toContain(present);
    if (absent) expect(names).not.toContain(absent);
  });

  test('sample data is there under either name', () => {
    expect(
      first(caller(18)('hr.employee', 'read', [[5], ['gender', 'bank_account_id']])),
    ).toMatchObject({
      gender: 'female',
      bank_account_id: [expect.any(Number), expect.any(String)],
    });
    expect(
      first(caller(19)('hr.employee', 'read', [[5], ['sex', 'bank_account_ids']])),
    ).toMatchObject({ sex: 'female', bank_account_ids: [expect.any(Number)] });
  });
});
