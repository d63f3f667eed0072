import { expect, it } from 'vitest';
import { readableRecord } from './readable-record.ts';

const call = {
  subject: { id: 'token:sales', name: 'sales', source: 'token' },
  method: 'tools/call',
  tool: 'search_read',
  operations: [{ kind: 'search_read', model: 'res.partner' }],
  decision: 'allowed',
  rows: 2,
  durationMs: 11.6,
};

it('says who did what and how it ended', () => {
  expect(readableRecord(call)).toBe('sales: search_read res.partner → allowed, 2 rows, 12 ms');
});

it('says which rule denied, and why', () => {
  const denied = {
    ...call,
    decision: 'denied',
    rule: 'G1',
    reason: 'out of reach.',
    rows: undefined,
  };
  expect(readableRecord(denied)).toBe(
    'sales: search_read res.partner → denied, G1: out of reach., 12 ms',
  );
});

it('says what the upstream reported, and who was nobody', () => {
  const failed = { ...call, subject: undefined, upstreamError: 'connection' };
  expect(readableRecord(failed)).toBe(
    'nobody: search_read res.partner → allowed, the upstream reported connection, 12 ms',
  );
});

it('leaves anything else alone', () => {
  expect(readableRecord({ decision: 'allowed' })).toBeUndefined();
});
