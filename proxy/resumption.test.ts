import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSessions } from './identity/sessions.ts';
import { createResumption, type ResumableCall, type Trail } from './resumption.ts';

const relayed = { outcome: 'answered', filtered: { result: {}, notes: [] }, bytes: 1 } as const;
const never = new AbortController().signal;

function session() {
  const opened = createSessions({ maxSessions: 4, idleMs: 60_000, now: () => 0 }).open({
    kind: 'anonymous',
  });
  if ('effect' in opened) throw new Error('no session');
  return opened;
}

const call: ResumableCall = {
  request: { jsonrpc: '2.0', id: 1, method: 'tools/call' },
  prepared: {
    kind: 'prepared',
    params: undefined,
    withCredential: false,
    mayChange: false,
    filter: (result) => ({ result, notes: [] }),
    relay: () => undefined,
    facts: {},
  },
  askedAs: 7,
  subject: 'somebody',
  wanted: () => true,
};

/** Follows an event, and gives the id that the client gets for it. */
function sent(trail: Trail, id: string): string {
  const passed = trail.follow({ id }).id;
  if (passed === undefined) throw new Error(`${id} was not passed on`);
  return passed;
}

describe('a cursor', () => {
  it('is found by the session that was sent it, and by no other', () => {
    const resumption = createResumption(60_000);
    const [own, other] = [session(), session()];
    const trail = resumption.begin(own, call);
    const id = sent(trail, 'e1');
    expect(resumption.find(own, id)).toEqual({ trail, lastEventId: 'e1' });
    expect(resumption.find(other, id)).toBeUndefined();
    expect(resumption.find(own, `${id}0`)).toBeUndefined();
    expect(trail).toMatchObject({ last: 'e1', answered: false });
  });

  it('is the guard’s own word: what the upstream calls its events does not leave', () => {
    const resumption = createResumption(60_000);
    const own = session();
    const trail = resumption.begin(own, call);
    const { id, ...others } = trail.follow({ id: 'wage=4200', retry: 5, comment: 'x' });
    expect(others).toEqual({ retry: 5 });
    expect(id).not.toContain('wage');
    expect(resumption.find(own, 'wage=4200')).toBeUndefined();
    expect(trail.retryMs).toBe(5);
  });

  it('is another one for each event, of whatever stream of a session', () => {
    const resumption = createResumption(60_000);
    const own = session();
    const ids = [resumption.begin(own, call), resumption.begin(own, undefined)].flatMap((trail) => [
      sent(trail, 'e1'),
      sent(trail, 'e1'),
    ]);
    expect(new Set(ids).size).toBe(4);
  });

  it.each(['', 'two words', 'é', 'x'.repeat(257), 'line\nend'])(
    '%j is none, and nothing leaves for it',
    (id) => {
      const trail = createResumption(60_000).begin(session(), call);
      expect(trail.follow({ id })).toEqual({});
      expect(trail.last).toBeUndefined();
    },
  );

  it('of a long stream is one of the latest', () => {
    const resumption = createResumption(60_000);
    const own = session();
    const trail = resumption.begin(own, call);
    const ids = Array.from({ length: 100 }, (_, n) => sent(trail, `e${n}`));
    expect(resumption.find(own, ids[35] ?? '')).toBeUndefined();
    expect(resumption.find(own, ids[36] ?? '')).toEqual({ trail, lastEventId: 'e36' });
  });

  it('of what was answered long ago makes room, of what is still waited for stays', () => {
    const resumption = createResumption(60_000);
    const own = session();
    const waiting = sent(resumption.begin(own, call), 'waiting');
    const ids = Array.from({ length: 40 }, (_, n) => {
      const trail = resumption.begin(own, call);
      const id = sent(trail, `e${n}`);
      trail.settle(relayed);
      return id;
    });
    expect(resumption.find(own, waiting)).toBeDefined();
    expect(resumption.find(own, ids[0] ?? '')).toBeUndefined();
    expect(resumption.find(own, ids[39] ?? '')).toBeDefined();
    for (let n = 0; n < 96; n += 1) resumption.begin(own, call);
    expect(resumption.find(own, waiting)).toBeUndefined();
  });
});

describe('an answer that comes on another stream', () => {
  it('is waited for', async () => {
    const trail = createResumption(60_000).begin(session(), call);
    const waiting = trail.settled(never);
    trail.settle(relayed);
    expect(await waiting).toBe(relayed);
    expect(await trail.settled(never)).toBe(relayed);
    expect(trail.answered).toBe(true);
  });

  it('is waited for no longer than somebody wants it; then nobody can come back for it', async () => {
    const cancel = new AbortController();
    const resumption = createResumption(60_000);
    const own = session();
    const trail = resumption.begin(own, call);
    const id = sent(trail, 'e1');
    const waiting = trail.settled(cancel.signal);
    cancel.abort();
    await expect(waiting).rejects.toMatchObject({ reason: 'aborted' });
    await expect(trail.settled(cancel.signal)).rejects.toMatchObject({ reason: 'aborted' });
    expect(resumption.find(own, id)).toBeUndefined();
  });

  it('is not waited for when the stream was forgotten for newer ones', async () => {
    const resumption = createResumption(60_000);
    const own = session();
    const trails = Array.from({ length: 97 }, () => resumption.begin(own, call));
    const [first, second] = trails;
    await expect(first?.settled(never)).rejects.toMatchObject({ reason: 'timeout' });
    const waiting = second?.settled(never);
    second?.read(() => {});
    resumption.begin(own, call);
    await expect(waiting).rejects.toMatchObject({ reason: 'timeout' });
    // Whoever still reads it and sees the answer has to write down that it left.
    expect(second?.settle(relayed)).toBe(false);
    expect(trails.at(-1)?.settle(relayed)).toBe(true);
  });

  describe('while time passes', () => {
    beforeEach(() => void vi.useFakeTimers());
    afterEach(() => void vi.useRealTimers());

    /** Whether somebody still waits. */
    async function waits(waiting: Promise<unknown>): Promise<boolean> {
      const end = waiting.then(
        () => false,
        () => false,
      );
      await vi.advanceTimersByTimeAsync(0);
      return Promise.race([end, Promise.resolve(true)]);
    }

    it('is waited for as long as somebody reads, and a while after', async () => {
      const resumption = createResumption(1_000);
      const own = session();
      const trail = resumption.begin(own, call);
      const id = sent(trail, 'e1');
      const waiting = trail.settled(never);
      waiting.catch(() => {});
      await vi.advanceTimersByTimeAsync(999);
      const reading = trail.read(() => {});
      await vi.advanceTimersByTimeAsync(100_000);
      expect(await waits(waiting)).toBe(true);
      reading.done();
      await vi.advanceTimersByTimeAsync(999);
      expect(await waits(waiting)).toBe(true);
      expect(resumption.find(own, id)).toBeDefined();
      await vi.advanceTimersByTimeAsync(1);
      await expect(waiting).rejects.toMatchObject({ reason: 'timeout' });
      expect(resumption.find(own, id)).toBeUndefined();
    });

    it('is waited for longer where the server has asked the client to stay away', async () => {
      const trail = createResumption(1_000).begin(session(), call);
      trail.follow({ id: 'e1', retry: 5_000 });
      const waiting = trail.settled(never);
      waiting.catch(() => {});
      await vi.advanceTimersByTimeAsync(5_999);
      expect(await waits(waiting)).toBe(true);
      await vi.advanceTimersByTimeAsync(1);
      await expect(waiting).rejects.toMatchObject({ reason: 'timeout' });
    });

    it('is given up though a reader that was taken over ends late, or the next never began', async () => {
      const trail = createResumption(1_000).begin(session(), call);
      const waiting = trail.settled(never);
      waiting.catch(() => {});
      const first = trail.read(() => {});
      trail.takeOver();
      const second = trail.read(() => {});
      first.done();
      await vi.advanceTimersByTimeAsync(10_000);
      expect(await waits(waiting)).toBe(true);
      trail.takeOver();
      second.done();
      await vi.advanceTimersByTimeAsync(1_000);
      await expect(waiting).rejects.toMatchObject({ reason: 'timeout' });
    });
  });

  it('is read by one at a time', () => {
    const trail = createResumption(60_000).begin(session(), call);
    let left = 0;
    trail.read(() => {
      left += 1;
    });
    trail.takeOver();
    trail.takeOver();
    expect(left).toBe(1);
  });
});
