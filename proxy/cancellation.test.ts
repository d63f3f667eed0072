import { describe, expect, it } from 'vitest';
import { CancelledByClient, cancellation } from './cancellation.ts';

const cancelled = (words: string | undefined) => AbortSignal.abort(new CancelledByClient(words));

describe('what a server hears of a request that nobody waits for any more', () => {
  it('is the client’s reason where it may hear it', () => {
    expect(cancellation(7, { signal: cancelled('too slow'), tellsReason: true })).toEqual({
      jsonrpc: '2.0',
      method: 'notifications/cancelled',
      params: { requestId: 7, reason: 'too slow' },
    });
  });

  it.each([
    ['it may not hear it', { signal: cancelled('too slow') }],
    ['there is none', { signal: cancelled(undefined), tellsReason: true }],
    ['nobody cancelled it', { signal: AbortSignal.abort('secret'), tellsReason: true }],
    ['its time is up', { signal: AbortSignal.abort(new Error('secret')), tellsReason: true }],
    ['it is not even over', { signal: new AbortController().signal, tellsReason: true }],
  ] as const)('is its id alone where %s', (_, context) => {
    expect(cancellation('a', context).params).toEqual({ requestId: 'a' });
  });

  it('is no more than 500 characters, none of them cut in two', () => {
    const { params } = cancellation(1, { signal: cancelled('😀'.repeat(501)), tellsReason: true });
    expect(params).toEqual({ requestId: 1, reason: '😀'.repeat(500) });
  });
});
