import { expect, it } from 'vitest';
import { failureOf } from './undici-failure.ts';

function failure(code: string, syscall?: string): Error {
  return Object.assign(new Error(code), { code, ...(syscall ? { syscall } : {}) });
}

it.each([
  ['ECONNREFUSED', 'connect'],
  ['ETIMEDOUT', 'connect'],
  ['EHOSTUNREACH', 'connect'],
  ['ENOENT', 'connect'],
  ['UND_ERR_CONNECT_TIMEOUT', undefined],
])('%s of %s means that nothing was sent', (code, syscall) => {
  expect(failureOf(failure(code, syscall)).reason).toBe('unreachable');
});

it.each([
  ['ETIMEDOUT', 'read'],
  ['ETIMEDOUT', undefined],
  ['ENETUNREACH', 'write'],
  ['ECONNRESET', 'read'],
  ['UND_ERR_SOCKET', undefined],
])('%s of %s may come after the request was sent', (code, syscall) => {
  expect(failureOf(failure(code, syscall)).reason).toBe('closed');
});

it('several addresses are unreachable when none could be connected to', () => {
  const every = new AggregateError([
    failure('ETIMEDOUT', 'connect'),
    failure('ECONNREFUSED', 'connect'),
  ]);
  expect(failureOf(every).reason).toBe('unreachable');
  const some = new AggregateError([failure('ETIMEDOUT', 'connect'), failure('ETIMEDOUT', 'read')]);
  expect(failureOf(some).reason).toBe('closed');
});
