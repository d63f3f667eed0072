import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deny, type Note } from '../../policies/decision.ts';
import {
  type FieldName,
  type MethodName,
  type ModelName,
  parseFieldName,
  parseMethodName,
  parseModelName,
  parseRecordId,
  type RecordId,
} from '../../policies/names.ts';
import type { Operation } from '../../policies/operation.ts';
import { createSessions } from '../identity/sessions.ts';
import { odooUser, passwordOf } from '../identity/subject.fixture.ts';
import { createLog } from '../log.ts';
import { type AuditEntry, createAudit } from './audit.ts';
import type { AuditRecord } from './record.ts';

function the<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('a name in this test is not one');
  return value;
}
const model = (name: string): ModelName => the(parseModelName(name));
const field = (name: string): FieldName => the(parseFieldName(name));
const method = (name: string): MethodName => the(parseMethodName(name));
const ids = (...numbers: number[]): RecordId[] => numbers.map((id) => the(parseRecordId(id)));

function auditing(values = false) {
  const lines: string[] = [];
  const clock = { now: Date.UTC(2026, 0, 2, 3, 4, 5) };
  const log = createLog({ level: 'error', to: { write: (line) => lines.push(line) } });
  const audit = createAudit({
    settings: { sink: 'log', values },
    log,
    now: () => clock.now,
    upstream: 'odoo',
    policyRevision: 'rev-1',
  });
  const records = (): AuditRecord[] => lines.map((line) => JSON.parse(line).audit);
  const begin = (name = 'tools/call'): AuditEntry =>
    audit.begin({
      message: { jsonrpc: '2.0', id: 1, method: name },
      origin: { transport: 'http', source: '192.0.2.1', paramHeaders: {} },
    });
  return { begin, records, clock, lines };
}

function recordOf(operations: readonly Operation[], values = false): AuditRecord {
  const { begin, records } = auditing(values);
  const entry = begin();
  entry.facts({ operations });
  entry.end();
  return the(records()[0]);
}

describe('an audit record', () => {
  test('says who, what, how it was decided, by which policy and how long it took', () => {
    const { begin, records, clock } = auditing();
    const sessions = createSessions({ maxSessions: 1, idleMs: 1_000, now: () => 0 });
    const session = sessions.open({ kind: 'anonymous' });
    if ('effect' in session) throw new Error(session.reason);
    session.signIn(odooUser('demo', 6), passwordOf('demo'));

    const entry = begin();
    entry.caller({ subject: odooUser('demo', 6), session });
    entry.facts({
      tool: 'search_read',
      rule: 'model_access.yaml:stock_models.full_crud',
      operations: [
        {
          kind: 'search_read',
          model: model('res.partner'),
          domain: [['name', 'ilike', 'Dupont']],
          fields: ['name', 'email'],
          order: 'name desc, id',
        },
      ],
    });
    const notes: Note[] = [
      { kind: 'fields_hidden', model: model('res.partner'), fields: [field('email')] },
    ];
    entry.relayed({ outcome: 'answered', filtered: { notes, rows: 3 }, bytes: 812 });
    clock.now += 12.3456;
    entry.end();

    const [record] = records();
    expect(record).toEqual({
      time: '2026-01-02T03:04:05.000Z',
      id: entry.id,
      subject: { id: 'odoo:demo:6', name: 'demo', source: 'odoo' },
      source: '192.0.2.1',
      session: expect.stringMatching(/^[0-9a-f]{12}$/),
      upstream: 'odoo',
      method: 'tools/call',
      tool: 'search_read',
      operations: [
        {
          kind: 'search_read',
          model: 'res.partner',
          domain: [['name', 'ilike', 'string']],
          fields: ['name', 'email'],
          order: ['name', 'id'],
        },
      ],
      decision: 'allowed',
      rule: 'model_access.yaml:stock_models.full_crud',
      notes,
      rows: 3,
      bytes: 812,
      durationMs: 12.346,
      policyRevision: 'rev-1',
    });
    expect(JSON.stringify(record)).not.toContain(session.id);
  });

  test('is written once per call, whatever is said afterwards', () => {
    const { begin, records } = auditing();
    const entry = begin();
    entry.end();
    entry.refused(deny('model_blocked', 'G1', 'no.'));
    entry.end();
    expect(records()).toHaveLength(1);
    expect(begin().id).not.toBe(entry.id);
    expect(records()).toHaveLength(1);
  });

  test('of a call that nothing was said about is an error, never an allowed call', () => {
    const { begin, records } = auditing();
    const handle = () => {
      const entry = begin();
      try {
        throw new Error('a fault of the guard');
      } finally {
        entry.end();
      }
    };
    expect(handle).toThrow('a fault');
    expect(records()).toMatchObject([{ decision: 'error', operations: [], notes: [] }]);
  });

  test('of a denial has the code, the rule that refused and the reason', () => {
    const { begin, records } = auditing();
    const refusal = deny(
      'field_not_searchable',
      'model_access.yaml:sensitive_fields',
      'wage is hidden.',
    );
    const before = begin();
    before.facts({ rule: 'a rule that granted' });
    before.refused(refusal);
    before.end();
    const after = begin();
    after.relayed({ outcome: 'refused', deny: refusal });
    after.end();
    for (const record of records()) {
      expect(record).toMatchObject({
        decision: 'denied',
        code: 'field_not_searchable',
        rule: 'model_access.yaml:sensitive_fields',
        reason: 'wage is hidden.',
      });
    }
  });

  test('tells a call that failed behind the guard from one that had no answer', () => {
    const { begin, records } = auditing();
    const failed = begin();
    failed.relayed({
      outcome: 'answered',
      filtered: { notes: [], upstreamError: 'access' },
      bytes: 10,
    });
    failed.end();
    const unanswered = begin();
    unanswered.upstreamFailed('timeout');
    unanswered.end();
    const broken = begin();
    broken.relayed({ outcome: 'upstream_error', error: 'json-rpc -32602' });
    broken.end();
    expect(records()).toMatchObject([
      { decision: 'allowed', upstreamError: 'access' },
      { decision: 'error', upstreamError: 'timeout' },
      { decision: 'error', upstreamError: 'json-rpc -32602' },
    ]);
  });

  test('of a call that took no time by a clock set back is not negative', () => {
    const { begin, records, clock } = auditing();
    const entry = begin();
    clock.now -= 60_000;
    entry.end();
    expect(records()).toMatchObject([{ durationMs: 0 }]);
  });

  test('holds names only where a message could have put anything', () => {
    const { begin, records } = auditing();
    const entry = begin('tools/call\nforged line');
    entry.facts({ tool: 'a'.repeat(10_000) });
    const notes: Note[] = [{ kind: 'keys_dropped', keys: ['lang', 'my secret is hunter2'] }];
    entry.relayed({ outcome: 'answered', filtered: { notes }, bytes: 1 });
    entry.end();
    expect(records()).toMatchObject([
      {
        method: '<not a name>',
        tool: '<not a name>',
        notes: [{ kind: 'keys_dropped', keys: ['lang', '<string>'] }],
      },
    ]);
  });
});

describe('operations in the record', () => {
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
