import { describe, expect, test } from 'vitest';
import type { Json } from '../../json.ts';
import type { ReadGroup } from '../../operation.ts';
import { allowed, denied, sent } from '../asking.fixture.ts';
import { decide } from '../decide.ts';
import { ACCESS, model, POLICY, policyOf, SALES, schemaNamed } from '../demo-policy.fixture.ts';
import { group, keys, obligation } from './grouping.fixture.ts';

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
