import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Operation } from '../../policies/operation.ts';
import { odooUser, passwordOf } from '../identity/subject.fixture.ts';
import { auditing, ids, method, model, the } from './audit.fixture.ts';
import type { AuditRecord } from './record.ts';

function recordOf(operations: readonly Operation[], values = false): AuditRecord {
  const { begin, records } = auditing(values);
  const entry = begin();
  entry.facts({ operations });
  entry.end();
  return the(records()[0]);
}

describe('an operation in the record', () => {
  test('by id, up to fifty; of more only how many', () => {
    const many = ids(...Array.from({ length: 51 }, (_, at) => at + 1));
    const { operations } = recordOf([
      { kind: 'read', model: model('res.partner'), ids: ids(4, 5), fields: ['name'] },
      { kind: 'unlink', model: model('res.partner'), ids: many, dryRun: true },
    ]);
    expect(operations).toEqual([
      { kind: 'read', model: 'res.partner', ids: [4, 5], fields: ['name'] },
      { kind: 'unlink', model: 'res.partner', count: 51, dryRun: true },
    ]);
  });

  test('writes tell fields and types, values only where the operator wants them', () => {
    const operation: Operation = {
      kind: 'write',
      model: model('res.partner'),
      ids: ids(4),
      values: { name: 'Dupont', signup_token: 'hunter2' },
      dryRun: false,
    };
    expect(recordOf([operation]).operations).toMatchObject([
      { values: { name: 'string', signup_token: 'string' } },
    ]);
    expect(recordOf([operation], true).operations).toMatchObject([
      { values: { name: 'Dupont', signup_token: 'string' } },
    ]);
  });

  test('a method’s arguments are never told, whatever the operator wants', () => {
    const { operations } = recordOf(
      [
        {
          kind: 'call',
          model: model('res.users'),
          method: method('change_password'),
          ids: ids(2),
          args: ['old', 'hunter2'],
          kwargs: { note: 'hunter2' },
          dryRun: false,
        },
      ],
      true,
    );
    expect(operations).toEqual([
      {
        kind: 'call',
        model: 'res.users',
        method: 'change_password',
        ids: [2],
        arguments: { positional: 'list of 2 string', note: 'string' },
      },
    ]);
  });

  test('a sign-in tells who tried, how and where', () => {
    const { operations } = recordOf([
      { kind: 'login', login: 'demo', method: 'password', database: 'demo' },
    ]);
    expect(operations).toEqual([
      { kind: 'login', login: 'demo', loginMethod: 'password', database: 'demo' },
    ]);
  });

  test('what hangs on a record is told by its place, never by its content', () => {
    const about = { model: model('sale.order'), ids: ids(4) };
    const { operations } = recordOf([
      { kind: 'read_messages', ...about, limit: 5 },
      { kind: 'post_message', ...about, body: 'hunter2', dryRun: true },
      { kind: 'read_attachments', ...about, attachment: the(ids(9)[0]) },
      { kind: 'print_report', ...about, report: 'sale.report_saleorder' },
      { kind: 'print_report', ...about, report: 'Robert Dupont' },
      { kind: 'record_actions', ...about },
    ]);
    const place = { model: 'sale.order', ids: [4] };
    expect(operations).toEqual([
      { kind: 'read_messages', ...place },
      { kind: 'post_message', ...place, values: { body: 'string' }, dryRun: true },
      { kind: 'read_attachments', ...place, attachment: 9 },
      { kind: 'print_report', ...place, report: 'sale.report_saleorder' },
      { kind: 'print_report', ...place, report: '<string>' },
      { kind: 'record_actions', ...place },
    ]);
  });

  test('a form tells its fields, what changed and what was wanted, and types for values', () => {
    const { operations } = recordOf([
      {
        kind: 'onchange',
        model: model('sale.order'),
        values: { partner_id: 9, note: 'hunter2' },
        changed: ['partner_id'],
        fields: ['amount_total'],
      },
      { kind: 'create_requirements', model: model('sale.order') },
      { kind: 'read', model: model('res.partner'), ids: [], externalId: 'base.main_partner' },
      { kind: 'read', model: model('res.partner'), ids: [], externalId: 'Robert Dupont' },
    ]);
    expect(operations).toEqual([
      {
        kind: 'onchange',
        model: 'sale.order',
        values: { partner_id: 'number', note: 'string' },
        changed: ['partner_id'],
        fields: ['amount_total'],
      },
      { kind: 'create_requirements', model: 'sale.order' },
      { kind: 'read', model: 'res.partner', externalId: 'base.main_partner' },
      { kind: 'read', model: 'res.partner', externalId: '<string>' },
    ]);
  });

  test('groups tell what they are grouped and aggregated by', () => {
    const { operations } = recordOf([
      {
        kind: 'read_group',
        model: model('sale.order'),
        groupby: ['date_order:month', 'partner_id'],
        aggregates: ['amount_total:sum'],
        having: [['amount_total:sum', '>', 5]],
        order: 'Robert Dupont',
      },
    ]);
    expect(operations).toEqual([
      {
        kind: 'read_group',
        model: 'sale.order',
        groupby: ['date_order:month', 'partner_id'],
        aggregates: ['amount_total:sum'],
        having: [['amount_total:sum', '>', 'number']],
        order: ['<string>'],
      },
    ]);
  });
});

test('what is planted in any value of any operation never reaches the log', () => {
  const MARK = 'PLANTED';
  const value = fc.constantFrom(MARK, [MARK], { [MARK]: MARK }, [[0, 0, { name: MARK }]], {
    name: { deeper: [MARK] },
  });
  const partner = model('res.partner');
  const leaf = value.map((operand) => [['name', '=', operand], [MARK], MARK]);
  const operation: fc.Arbitrary<Operation> = fc.oneof(
    fc.record({
      kind: fc.constant('search_read' as const),
      model: fc.constant(partner),
      domain: fc.oneof(leaf, value),
      fields: value,
      order: value,
      limit: value,
      offset: value,
      context: value,
    }),
    fc.record({
      kind: fc.constant('read_group' as const),
      model: fc.constant(partner),
      domain: leaf,
      groupby: value,
      aggregates: value,
      having: leaf,
      order: value,
    }),
    fc.record({
      kind: fc.constant('onchange' as const),
      model: fc.constant(partner),
      values: value.map((inner) => ({ name: inner })),
      changed: value,
      fields: value,
      context: value,
    }),
    fc.record({
      kind: fc.constant('post_message' as const),
      model: fc.constant(partner),
      ids: fc.constant(ids(4)),
      body: fc.constant(MARK),
      dryRun: fc.boolean(),
    }),
    fc.record({
      kind: fc.constantFrom('read_messages' as const, 'read_attachments' as const),
      model: fc.constant(partner),
      ids: fc.constant(ids(4)),
      limit: value,
      offset: value,
    }),
    fc.record({
      kind: fc.constant('print_report' as const),
      model: fc.constant(partner),
      ids: fc.constant(ids(4)),
      report: fc.constant(MARK),
    }),
    fc.record({
      kind: fc.constant('name_search' as const),
      model: fc.constant(partner),
      name: value,
      domain: leaf,
    }),
    fc.record({
      kind: fc.constant('default_get' as const),
      model: fc.constant(partner),
      fields: value,
    }),
    fc.record({
      kind: fc.constant('create' as const),
      model: fc.constant(partner),
      values: fc.array(fc.record({ name: value, [MARK]: value })),
      dryRun: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant('call' as const),
      model: fc.constant(partner),
      method: fc.constant(method('action_confirm')),
      ids: fc.constant(ids(1)),
      args: fc.array(value),
      kwargs: fc.record({ note: value, [MARK]: value }),
      dryRun: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant('login' as const),
      login: fc.constant('demo'),
      method: fc.constantFrom('password', MARK),
    }),
  );
  fc.assert(
    fc.property(fc.array(operation, { minLength: 1, maxLength: 3 }), (operations) => {
      const { begin, lines } = auditing();
      const entry = begin();
      const credential = { ...passwordOf('demo'), method: 'password' as const };
      // As the guard does it: with an object that also holds the credential.
      const caller = { subject: odooUser('demo', 6), session: undefined, credential };
      entry.caller(caller);
      entry.facts({ tool: 'search_read', operations });
      entry.end();
      expect(lines).toHaveLength(1);
      expect(lines[0]).not.toContain(MARK);
      expect(lines[0]).not.toContain('password of demo');
    }),
  );
});
