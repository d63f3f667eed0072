import { describe, expect, it } from 'vitest';
import { CancelledByClient } from './cancellation.ts';
import { createSessions, type Session } from './identity/sessions.ts';
import { trackInFlight } from './in-flight.ts';
import type { RequestId, RpcRequest } from './wire/message.ts';

function newSession(): Session {
  const sessions = createSessions({ maxSessions: 10, idleMs: 1_000, now: () => 0 });
  const session = sessions.open({ kind: 'anonymous' }, 'here');
  if ('effect' in session) throw new Error(session.reason);
  return session;
}
const request = (id: RequestId, method = 'tools/call'): RpcRequest => ({
  jsonrpc: '2.0',
  id,
  method,
});
const WHY = new CancelledByClient(undefined);
const never = new AbortController().signal;

describe('a request under way', () => {
  it.each([
    [0, '0'],
    [1, '1'],
    ['a', 'A'],
  ])('is cancelled by its own id %j and not by %j', (id, other) => {
    const inFlight = trackInFlight();
    const session = newSession();
    const flight = inFlight.start(session, request(id), never);
    expect(inFlight.cancel(session.id, other, WHY)).toBe(false);
    expect(flight.signal.aborted).toBe(false);
    expect(inFlight.cancel(session.id, id, WHY)).toBe(true);
    expect(flight.signal.aborted).toBe(true);
    expect(flight.wanted()).toBe(false);
  });

  it('is not cancelled out of another session', () => {
    const inFlight = trackInFlight();
    const session = newSession();
    const flight = inFlight.start(session, request(1), never);
    expect(inFlight.cancel(newSession().id, 1, WHY)).toBe(false);
    expect(flight.wanted()).toBe(true);
  });

  it('is not cancelled while another has the same id: nobody knows which was meant', () => {
    const inFlight = trackInFlight();
    const session = newSession();
    const [one, other] = [1, 1].map((id) => inFlight.start(session, request(id), never));
    expect(inFlight.cancel(session.id, 1, WHY)).toBe(false);
    one?.done();
    expect(inFlight.cancel(session.id, 1, WHY)).toBe(true);
    expect(one?.wanted()).toBe(true);
    expect(other?.wanted()).toBe(false);
  });

  it('cannot be cancelled once it is done, and is not kept', () => {
    const inFlight = trackInFlight();
    const session = newSession();
    const flight = inFlight.start(session, request(1), never);
    expect(session.underWay.size).toBe(1);
    flight.done();
    expect(session.underWay.size).toBe(0);
    expect(inFlight.cancel(session.id, 1, WHY)).toBe(false);
  });

  it('is stopped when its session ends, and still wants an answer then', () => {
    const session = newSession();
    const flight = trackInFlight().start(session, request(1), never);
    for (const call of session.underWay) call.abort();
    expect(flight.signal.aborted).toBe(true);
    expect(flight.wanted()).toBe(true);
  });

  it('wants no answer when its client has gone', () => {
    const gone = new AbortController();
    const flights = [newSession(), undefined].map((session) =>
      trackInFlight().start(session, request(1), gone.signal),
    );
    gone.abort();
    for (const flight of flights) {
      expect(flight.signal.aborted).toBe(true);
      expect(flight.wanted()).toBe(false);
    }
  });

  it('is stopped, but not cancelled by name, when it is an initialize', () => {
    const inFlight = trackInFlight();
    const session = newSession();
    const flight = inFlight.start(session, request(1, 'initialize'), never);
    expect(inFlight.cancel(session.id, 1, WHY)).toBe(false);
    for (const call of session.underWay) call.abort();
    expect(flight.signal.aborted).toBe(true);
  });
});
