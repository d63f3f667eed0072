import { describe, expect, test } from 'vitest';
import { NO_FACTS } from '../../facts.ts';
import type { Json } from '../../json.ts';
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
  sentDomain,
  write,
} from '../asking.fixture.ts';
import { decide } from '../decide.ts';
import { ADMIN, id, model, subject } from '../demo-policy.fixture.ts';
import {
  ANN,
  knowing,
  mine,
  OWN,
  OWN_ORDERS,
  odoo,
  order,
  policy,
  RULE,
} from './own-orders.fixture.ts';

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
