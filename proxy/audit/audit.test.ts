import { describe, expect, test } from 'vitest';
import { deny, type Note } from '../../policies/decision.ts';
import { createSessions } from '../identity/sessions.ts';
import { odooUser, passwordOf } from '../identity/subject.fixture.ts';
import { auditing, field, model } from './audit.fixture.ts';

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
