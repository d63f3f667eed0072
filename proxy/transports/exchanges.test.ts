import { describe, expect, it } from 'vitest';
import { GuardLeaves, isGone } from '../cancellation.ts';
import { trackExchanges } from './exchanges.ts';

const LONG_MS = 600_000;

describe('a server that leaves', () => {
  it('waits for what is answered in time', async () => {
    const exchanges = trackExchanges();
    const request = exchanges.begin('request');
    const left = exchanges.leave(LONG_MS);
    expect(request.signal.aborted).toBe(false);
    request.end();
    await left;
    expect(request.signal.aborted).toBe(false);
  });

  it('aborts what is not, which can still say so', async () => {
    const exchanges = trackExchanges();
    const request = exchanges.begin('request');
    const left = exchanges.leave(1);
    await new Promise((aborted) => request.signal.addEventListener('abort', aborted));
    expect(request.signal.reason).toBeInstanceOf(GuardLeaves);
    expect(isGone(request.signal)).toBe(false);
    request.end();
    await left;
  });

  it('ends streams that nobody is owed an answer on at once, and waits for none', async () => {
    const exchanges = trackExchanges();
    const stream = exchanges.begin('listen');
    await exchanges.leave(LONG_MS);
    expect(stream.signal.aborted).toBe(true);
  });

  it('is not kept by a client that has gone', () => {
    const request = trackExchanges().begin('request');
    request.abort();
    expect(isGone(request.signal)).toBe(true);
  });
});
