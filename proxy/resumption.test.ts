import { describe, expect, it } from 'vitest';
import { createSessions } from './identity/sessions.ts';
import { createResumption, type ResumableCall } from './resumption.ts';

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

describe('a cursor', () => {
  it('is found by the session that was sent it, and by no other', () => {
    const resumption = createResumption();
    const [own, other] = [session(), session()];
    const trail = resumption.begin(own, call);
    expect(trail.follow({ id: 'e1', retry: 5, comment: 'x' })).toEqual({ id: 'e1', retry: 5 });
    expect(resumption.find(own, 'e1')).toBe(trail);
    expect(resumption.find(other, 'e1')).toBeUndefined();
    expect(resumption.find(own, 'e2')).toBeUndefined();
    expect(trail).toMatchObject({ last: 'e1', retryMs: 5, answered: false });
  });

  it.each(['', 'two words', 'é', 'x'.repeat(257), 'line\nend'])(
    '%j is none, and does not leave',
    (id) => {
      const resumption = createResumption();
      const own = session();
      const trail = resumption.begin(own, call);
      expect(trail.follow({ id })).toEqual({});
      expect(trail.last).toBeUndefined();
      expect(resumption.find(own, id)).toBeUndefined();
    },
  );

  it('of a long stream is one of the latest', () => {
    const resumption = createResumption();
    const own = session();
    const trail = resumption.begin(own, call);
    for (let n = 0; n < 100; n += 1) trail.follow({ id: `e${n}` });
    expect(resumption.find(own, 'e35')).toBeUndefined();
    expect(resumption.find(own, 'e36')).toBe(trail);
  });

  it('of what was answered long ago makes room, of what is still waited for stays', () => {
    const resumption = createResumption();
    const own = session();
    resumption.begin(own, call).follow({ id: 'waiting' });
    for (let n = 0; n < 40; n += 1) {
      const trail = resumption.begin(own, call);
      trail.follow({ id: `e${n}` });
      trail.settle(relayed);
    }
    expect(resumption.find(own, 'waiting')).toBeDefined();
    expect(resumption.find(own, 'e0')).toBeUndefined();
    expect(resumption.find(own, 'e39')).toBeDefined();
    for (let n = 0; n < 96; n += 1) resumption.begin(own, call);
    expect(resumption.find(own, 'waiting')).toBeUndefined();
  });
});

describe('an answer that comes on another stream', () => {
  it('is waited for', async () => {
    const trail = createResumption().begin(session(), call);
    const waiting = trail.settled(never);
    trail.settle(relayed);
    expect(await waiting).toBe(relayed);
    expect(await trail.settled(never)).toBe(relayed);
    expect(trail.answered).toBe(true);
  });

  it('is waited for no longer than somebody wants it, and not for ever', async () => {
    const cancel = new AbortController();
    const trail = createResumption(1).begin(session(), call);
    const waiting = trail.settled(cancel.signal);
    cancel.abort();
    await expect(waiting).rejects.toMatchObject({ reason: 'aborted' });
    await expect(trail.settled(cancel.signal)).rejects.toMatchObject({ reason: 'aborted' });
    const patience = new Promise((resolve) => setTimeout(resolve, 5_000).unref());
    const given = trail.settled(never);
    await expect(Promise.race([given, patience])).rejects.toMatchObject({ reason: 'timeout' });
  });

  it('is read by one at a time', () => {
    const trail = createResumption().begin(session(), call);
    let left = 0;
    trail.read(() => {
      left += 1;
    });
    trail.takeOver();
    trail.takeOver();
    expect(left).toBe(1);
  });
});
