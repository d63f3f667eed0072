import { describe, expect, it } from 'vitest';
import { secret } from '../policies/secret.ts';
import { UpstreamFailure } from './exchange.ts';
import { createSessions, type Session } from './identity/sessions.ts';
import {
  type Act,
  error,
  json,
  memoryUpstream,
  response,
  silence,
  stream,
  toolError,
} from './memory-upstream.fixture.ts';
import { ToolFailure } from './tool-failure.ts';
import { createUpstreamDoor, type OnBehalf } from './upstream-exchange.ts';

const sessions = () => createSessions({ maxSessions: 10, idleMs: 60_000, now: () => 0 });

function opened(upstreamSession?: string, all = sessions()): Session {
  const session = all.open({ kind: 'anonymous' }, 'here');
  if ('effect' in session) throw new Error(session.reason);
  session.handshake = { protocolVersion: '2025-11-25' };
  if (upstreamSession !== undefined) session.upstreamSession = upstreamSession;
  return session;
}

function behalf(changes: Partial<OnBehalf> = {}): OnBehalf {
  return {
    era: 'legacy',
    protocolVersion: undefined,
    session: undefined,
    credential: undefined,
    signal: new AbortController().signal,
    ...changes,
  };
}
const credential = {
  method: 'api_key',
  database: 'demo',
  login: 'bot',
  secret: secret('the-key'),
} as const;

const HANDSHAKE = { protocolVersion: '2025-11-25' };
const plain = { carriesCredentials: false };

/** An upstream that knows one session at a time, and forgets it when told to. */
function forgetful(lost: 'status' | 'sdk' = 'status') {
  let generation = 1;
  let broken = false;
  const current = () => `up-${generation}`;
  const act: Act = (request, context) => {
    if (request.method === 'initialize') {
      if (broken) throw new UpstreamFailure('unreachable', 'down');
      return json(request, HANDSHAKE, current());
    }
    if (context.upstreamSession === undefined) return error(request, -32000, 'no session', 400);
    if (context.upstreamSession === current()) return json(request, { served: current() });
    return lost === 'status'
      ? { kind: 'status', status: 404 }
      : error(request, -32001, 'Session not found', 404);
  };
  return Object.assign(memoryUpstream(act), {
    forget() {
      generation += 1;
    },
    breakDown(down: boolean) {
      broken = down;
    },
  });
}

describe('request ids towards the upstream', () => {
  it('are never used twice, whatever the callers sent', async () => {
    const upstream = memoryUpstream((request) => json(request, {}));
    const door = createUpstreamDoor(upstream, plain);
    await Promise.all(Array.from({ length: 20 }, () => door.request('ping', undefined, behalf())));
    const ids = upstream.received.map(({ message }) => ('id' in message ? message.id : undefined));
    expect(new Set(ids).size).toBe(20);
  });
});

describe("the caller's Odoo account", () => {
  it.each([true, false])('travels only with an upstream that carries it: %s', async (carries) => {
    const upstream = memoryUpstream((request) => json(request, {}));
    const door = createUpstreamDoor(upstream, { carriesCredentials: carries });
    await door.request('tools/call', {}, behalf({ credential }));
    await door.callTool('x', {}, behalf({ credential }));
    await door.notify('notifications/x', undefined, behalf({ credential }));
    for (const { context } of upstream.received) {
      expect('x-odoo-credential' in context.headers).toBe(carries);
    }
  });
});

describe('a session the upstream has lost', () => {
  it.each(['status', 'sdk'] as const)('is opened anew and the call repeated (%s)', async (lost) => {
    const upstream = forgetful(lost);
    const door = createUpstreamDoor(upstream, plain);
    const session = opened('up-1');
    upstream.forget();
    const answer = await door.request('tools/list', undefined, behalf({ session }));
    expect(answer).toMatchObject({ message: { result: { served: 'up-2' } } });
    expect(upstream.methods).toEqual([
      'tools/list',
      'initialize',
      'notifications/initialized',
      'tools/list',
    ]);
    expect(upstream.received[1]).toMatchObject({
      message: { params: { protocolVersion: '2025-11-25' } },
    });
    expect(upstream.received[1]?.context.upstreamSession).toBeUndefined();
    expect(session.upstreamSession).toBe('up-2');
  });

  it('is opened once for calls that miss it together, and for one that learns of it late', async () => {
    let release = () => {};
    const late = new Promise<void>((resolve) => {
      release = resolve;
    });
    const upstream = memoryUpstream(async (request, { upstreamSession }) => {
      if (request.method === 'initialize') return json(request, HANDSHAKE, 'new');
      if (upstreamSession === 'new') return json(request, {});
      if (request.method === 'late') await late;
      return { kind: 'status', status: 404 };
    });
    const door = createUpstreamDoor(upstream, plain);
    const session = opened('old');
    const waiting = door.request('late', undefined, behalf({ session }));
    await Promise.all(['a', 'b'].map((name) => door.request(name, undefined, behalf({ session }))));
    release();
    expect(await waiting).toMatchObject({ kind: 'message' });
    expect(upstream.methods.filter((method) => method === 'initialize')).toHaveLength(1);
  });

  it('is given up after one repetition', async () => {
    const upstream = memoryUpstream((request) =>
      request.method === 'initialize'
        ? json(request, HANDSHAKE, 'useless')
        : { kind: 'status', status: 404 },
    );
    const door = createUpstreamDoor(upstream, plain);
    const answer = await door.request('a', undefined, behalf({ session: opened('old') }));
    expect(answer).toEqual({ kind: 'status', status: 404 });
    expect(upstream.methods.filter((method) => method === 'a')).toHaveLength(2);
  });

  it('is not opened in a version that nobody enforces', async () => {
    const upstream = memoryUpstream((request) =>
      request.method === 'initialize'
        ? json(request, { protocolVersion: '2031-01-01' }, 'new')
        : { kind: 'status', status: 404 },
    );
    const session = opened('old');
    const calling = createUpstreamDoor(upstream, plain).request('a', {}, behalf({ session }));
    await expect(calling).rejects.toMatchObject({ reason: 'invalid' });
    expect(session.upstreamSession).toBe('old');
  });

  it('can be opened later, when it could not be at first', async () => {
    const upstream = forgetful();
    const door = createUpstreamDoor(upstream, plain);
    const session = opened('up-1');
    upstream.forget();
    upstream.breakDown(true);
    const call = () => door.request('a', undefined, behalf({ session }));
    await expect(call()).rejects.toThrow(UpstreamFailure);
    upstream.breakDown(false);
    expect(await call()).toMatchObject({ message: { result: { served: 'up-2' } } });
  });

  it('is none of the modern era, which has no sessions', async () => {
    const upstream = memoryUpstream(() => ({ kind: 'status', status: 404 }));
    const door = createUpstreamDoor(upstream, plain);
    await door.request('tools/list', undefined, behalf({ era: 'modern', session: opened() }));
    expect(upstream.methods).toEqual(['tools/list']);
  });

  it('is left behind by a client that initializes again', async () => {
    const upstream = memoryUpstream((request, { upstreamSession }) =>
      upstreamSession === undefined ? json(request, {}, 'new') : { kind: 'status', status: 404 },
    );
    const door = createUpstreamDoor(upstream, plain);
    const answer = await door.request('initialize', {}, behalf({ session: opened('old') }));
    expect(answer).toMatchObject({ upstreamSession: 'new' });
  });

  it('is ended again at the upstream when its own session ended meanwhile', async () => {
    const all = sessions();
    const session = opened('old', all);
    const upstream = memoryUpstream((request) => {
      if (request.method !== 'initialize') return { kind: 'status', status: 404 };
      all.end(session.id);
      return json(request, HANDSHAKE, 'orphan');
    });
    const door = createUpstreamDoor(upstream, plain);
    await expect(door.request('a', undefined, behalf({ session }))).rejects.toThrow('ended');
    expect(upstream.ended).toMatchObject([{ upstreamSession: 'orphan' }]);
  });

  it('cannot be opened where no handshake is known', async () => {
    const door = createUpstreamDoor(
      memoryUpstream(() => ({ kind: 'status', status: 404 })),
      plain,
    );
    const session = opened();
    delete session.handshake;
    await expect(door.request('a', undefined, behalf({ session }))).rejects.toThrow('lost');
  });
});

describe('a call that nobody waits for', () => {
  it('is not sent', async () => {
    const upstream = memoryUpstream((request) => json(request, {}));
    const door = createUpstreamDoor(upstream, plain);
    const calling = door.request('tools/call', {}, behalf({ signal: AbortSignal.abort() }));
    await expect(calling).rejects.toMatchObject({ reason: 'aborted' });
    expect(upstream.received).toEqual([]);
  });

  it('is told from one that the guard itself gave up', async () => {
    const door = createUpstreamDoor(
      memoryUpstream((_, context) => silence(context)),
      plain,
    );
    const cancelled = new AbortController();
    const reasons = [AbortSignal.timeout(1), cancelled.signal].map((signal) =>
      door.request('a', {}, behalf({ signal })).catch(({ reason }) => reason),
    );
    cancelled.abort();
    expect(await Promise.all(reasons)).toEqual(['timeout', 'aborted']);
  });
});

describe('a tool that the guard calls itself', () => {
  const called = (act: Act, changes: Partial<OnBehalf> = {}) => {
    const upstream = memoryUpstream(act);
    const door = createUpstreamDoor(upstream, plain);
    return { upstream, result: door.callTool('t', { a: 1 }, behalf(changes)) };
  };

  it('answers as JSON or as events', async () => {
    expect(await called((request) => json(request, { ok: 1 })).result).toEqual({ ok: 1 });
    const noise = { jsonrpc: '2.0', id: 3, method: 'sampling/createMessage' } as const;
    const streamed = called((request) => stream([noise, response(request, { ok: 2 })]));
    expect(await streamed.result).toEqual({ ok: 2 });
  });

  it("carries the modern envelope in the modern era, and never the client's capabilities", async () => {
    const { upstream, result } = called((request) => json(request, {}), { era: 'modern' });
    await result;
    expect(upstream.received[0]?.message).toMatchObject({
      params: { _meta: { 'io.modelcontextprotocol/clientCapabilities': {} } },
    });
  });

  it('fails by its error class', async () => {
    const { result } = called((request) => json(request, toolError('access')));
    await expect(result).rejects.toBeInstanceOf(ToolFailure);
    await expect(result).rejects.toMatchObject({ errorClass: 'access' });
  });

  it.each<[string, Act]>([
    ['a JSON-RPC error', (request) => error(request, -32602, 'password hunter2')],
    ['a bare status', () => ({ kind: 'status', status: 500 })],
    ['a stream without a response', () => stream([])],
  ])('that answers %s gave no answer, and none of its words are kept', async (_, act) => {
    const failure = await called(act).result.catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(UpstreamFailure);
    expect(String(failure)).not.toContain('hunter2');
  });
});

describe('a notification', () => {
  it('answered with a stream lets go of it', async () => {
    let released = false;
    const events = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise<never>(() => {}),
        return: async () => {
          released = true;
          return { done: true as const, value: undefined };
        },
      }),
    };
    const upstream = memoryUpstream((request) => json(request, {}), {
      notified: () => ({ kind: 'events', status: 200, events }),
    });
    const arrived = await createUpstreamDoor(upstream, plain).notify('n', undefined, behalf());
    expect({ arrived, released }).toEqual({ arrived: false, released: true });
  });

  it('that the upstream cannot take is dropped', async () => {
    const upstream = memoryUpstream((request) => json(request, {}), {
      notified: () => {
        throw new UpstreamFailure('closed', 'x');
      },
    });
    expect(await createUpstreamDoor(upstream, plain).notify('n', undefined, behalf())).toBe(false);
  });
});
