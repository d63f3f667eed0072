import { afterAll, beforeAll } from 'vitest';
import {
  closeConnections,
  type PlainUpstream,
  startPlainUpstream,
} from './conversation.fixture.ts';
import { type InspectedGuard, startInspectedGuard } from './inspected-guard.fixture.ts';

/** One guard in front of a plain server, for all tests of a block; ended, with its clients' connections, after them. */
export function guardInFrontOf(transport: 'http' | 'stdio'): () => InspectedGuard {
  let upstream: PlainUpstream | undefined;
  let guard: InspectedGuard | undefined;
  beforeAll(async () => {
    upstream = await startPlainUpstream(transport);
    guard = await startInspectedGuard({ upstream: upstream.command });
  });
  afterAll(async () => {
    await closeConnections();
    await guard?.stop();
    upstream?.stop();
  });
  return () => {
    if (guard === undefined) throw new Error('the guard is there while tests run');
    return guard;
  };
}
