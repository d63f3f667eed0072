import { describe, expect, test } from 'vitest';
import { callMethod } from '../methods/dispatch.ts';
import { environmentFor, refusalOf, sampleDatabase } from '../testing/environment.fixture.ts';
import { type Env, modelOf } from './env.ts';
import type { Json, JsonObject } from './json.ts';
import { recordExists } from './records.ts';
import { searchIds } from './search.ts';

const db = sampleDatabase(18);
const as = (login: string): Env => environmentFor(db, login);
const call = (
  env: Env,
  model: string,
  method: string,
  args: readonly Json[],
  kwargs: JsonObject = {},
): Json => db.store.transaction(() => callMethod(env, modelOf(env, model), method, args, kwargs));
const rows = (login: string, model: string, fields: readonly string[], domain: Json = []) =>
  call(as(login), model, 'search_read', [domain, [...fields]]) as readonly JsonObject[];

describe('sales documents', () => {
  test('a salesperson sees own and unassigned leads and orders, colleagues see all', () => {
    const sales = as('sales');
    for (const model of ['sale.order', 'crm.lead']) {
      const owners = new Set(
        rows('sales', model, ['user_id']).map(({ user_id }) => JSON.stringify(user_id)),
      );
      const me = JSON.stringify([sales.actor.id, 'Sam Sales']);
      expect([...owners].filter((owner) => owner !== 'false')).toEqual([me]);
      expect(rows('demo', model, ['id']).length).toBeGreaterThan(
        rows('sales', model, ['id']).length,
      );
    }
  });

  test('lines follow their order', () => {
    const orders = new Set(rows('sales', 'sale.order', ['name']).map(({ id }) => id));
    for (const { order_id } of rows('sales', 'sale.order.line', ['order_id'])) {
      expect(orders.has(Array.isArray(order_id) ? order_id[0] : null)).toBe(true);
    }
  });

  test('an order out of sight can be neither read, written, confirmed, nor deleted', () => {
    const sales = as('sales');
    const [hidden = 0] = searchIds(as('admin'), modelOf(sales, 'sale.order'), [
      ['user_id', '=', 2],
    ]);
    const ways: readonly (() => Json)[] = [
      () => call(sales, 'sale.order', 'read', [[hidden], ['name']]),
      () => call(sales, 'sale.order', 'write', [[hidden], { client_order_ref: 'x' }]),
      () => call(sales, 'sale.order', 'action_cancel', [[hidden]]),
      () => call(sales, 'sale.order', 'web_read', [[hidden], {}]),
      () => call(sales, 'sale.order', 'copy', [[hidden]]),
    ];
    for (const way of ways) {
      expect(refusalOf(way)).toContain(
        "doesn't have 'read' access to:\n- Sales Order (sale.order)",
      );
    }
    expect(call(sales, 'sale.order', 'has_access', [[hidden], 'read'])).toBe(false);
  });

  test('a record may not be created out of its own sight', () => {
    const refusal = refusalOf(() =>
      call(as('sales'), 'crm.lead', 'create', [{ name: 'Theirs', user_id: 2 }]),
    );
    expect(refusal).toContain("doesn't have 'create' access to:\n- Lead/Opportunity (crm.lead)");
    expect(rows('admin', 'crm.lead', ['id'], [['name', '=', 'Theirs']])).toEqual([]);
  });
});

describe('portal', () => {
  test('a customer sees own contact, user, orders, projects and tasks', () => {
    const portal = as('portal');
    expect(rows('portal', 'res.partner', ['name'])).toEqual([
      { id: portal.actor.partnerId, name: 'Joel Willis' },
    ]);
    expect(rows('portal', 'res.users', ['login'])).toEqual([
      { id: portal.actor.id, login: 'portal' },
    ]);
    const orders = rows('portal', 'sale.order', ['partner_id']);
    expect(orders.length).toBeGreaterThan(0);
    for (const { partner_id } of orders)
      expect(partner_id).toEqual([portal.actor.partnerId, 'Joel Willis']);
    expect(rows('portal', 'project.project', ['name'])).toEqual([{ id: 1, name: 'Office Design' }]);
    expect(rows('portal', 'project.task', ['id']).length).toBeGreaterThan(0);
  });

  test('internal notes stay internal', () => {
    for (const { is_internal } of rows('portal', 'mail.message', ['is_internal'])) {
      expect(is_internal).toBe(false);
    }
  });
});

describe('time off', () => {
  test('employees see their own requests, officers all', () => {
    const users = rows('sales', 'hr.leave', ['user_id']).map(({ user_id }) => user_id);
    expect(users.length).toBeGreaterThan(0);
    for (const user of users) expect(user).toEqual([as('sales').actor.id, 'Sam Sales']);
    expect(rows('hr', 'hr.leave', ['id'])).toHaveLength(18);
  });

  test('an employee may ask for time off, and not for somebody else', () => {
    const own = {
      employee_id: 3,
      holiday_status_id: 1,
      request_date_from: '2026-07-01',
      request_date_to: '2026-07-03',
    };
    expect(call(as('sales'), 'hr.leave', 'create', [own])).toEqual(expect.any(Number));
    expect(
      refusalOf(() => call(as('sales'), 'hr.leave', 'create', [{ ...own, employee_id: 5 }])),
    ).toContain("'create' access");
  });
});

describe('companies', () => {
  test('records of another company are out of sight', () => {
    expect(
      rows('demo', 'res.partner', ['name'], [['name', '=', 'Brussels Only Customer']]),
    ).toEqual([]);
    expect(
      rows('admin', 'res.partner', ['name'], [['name', '=', 'Brussels Only Customer']]),
    ).toHaveLength(1);
    expect(rows('demo', 'res.company', ['id'])).toHaveLength(1);
  });
});

describe('messages and attachments', () => {
  test('they are seen by those who see their document', () => {
    const orders = new Set(rows('sales', 'sale.order', ['id']).map(({ id }) => id));
    const me = as('sales').actor.partnerId;
    for (const message of rows(
      'sales',
      'mail.message',
      ['res_id', 'author_id'],
      [['model', '=', 'sale.order']],
    )) {
      const own = Array.isArray(message.author_id) && message.author_id[0] === me;
      expect(own || orders.has(message.res_id ?? null)).toBe(true);
    }
    for (const { res_id } of rows('sales', 'ir.attachment', ['res_id']))
      expect(orders.has(res_id ?? null)).toBe(true);
  });
});

test('a refused call leaves nothing behind', () => {
  const before = searchIds(as('admin'), modelOf(as('admin'), 'res.partner'), []);
  const values = {
    name: 'Half',
    child_ids: [
      [0, 0, { name: 'Fine' }],
      [0, 0, { name: false }],
    ],
  };
  expect(refusalOf(() => call(as('admin'), 'res.partner', 'create', [values]))).toContain(
    'Contacts require a name',
  );
  expect(searchIds(as('admin'), modelOf(as('admin'), 'res.partner'), [])).toEqual(before);
  expect(recordExists(as('admin'), 'res.partner', Math.max(...before))).toBe(true);
});
