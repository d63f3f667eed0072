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
