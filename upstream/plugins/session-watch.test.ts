import { describe, expect, it } from 'vitest';
import type { ClosedSession } from './plugin.ts';
import { watchSessions } from './session-watch.ts';

describe('watching sessions', () => {
  it('closes each once: when it has been idle for ten minutes, or at the end', async () => {
    let now = 0;
    const closed: ClosedSession[] = [];
    const watch = watchSessions(
      async (session) => {
        closed.push(session);
      },
      () => now,
    );
    const [ann, bob] = [
      { database: 'db', uid: 1 },
      { database: 'db', uid: 2 },
    ];
    watch.use(ann);
    watch.use(bob);
    now = 300_000;
    watch.use(bob);
    await watch.sweep();
    expect(closed).toEqual([]);
    now = 600_000;
    await watch.sweep();
    expect(closed).toEqual([ann]);
    await watch.close();
    await watch.close();
    expect(closed).toEqual([ann, bob]);
  });
});
