import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { close, echo, modernBody, modernHeaders, rpc, start } from './http-side.fixture.ts';
import { openSocket, post, request, sendRaw } from './raw-http.fixture.ts';

describe('a client that goes away', () => {
  /** Starts a call, goes away once it is being handled, and waits for what the handler saw. */
  async function leave(body: string, headers: Record<string, string>): Promise<boolean> {
    let arrived: (signal: AbortSignal) => void = () => {};
    const arrival = new Promise<AbortSignal>((resolve) => {
      arrived = resolve;
    });
    let proceed: () => void = () => {};
    const gone = new Promise<void>((resolve) => {
      proceed = resolve;
    });
    let outcome: (aborted: boolean) => void = () => {};
    const seen = new Promise<boolean>((resolve) => {
      outcome = resolve;
    });
    const port = await start({
      handle: async ({ signal, reply }) => {
        const sink = reply.stream();
        arrived(signal);
        await gone;
        // The first write learns of the closed socket at the latest.
        await sink.write({ comment: 'still here' });
        sink.end();
        outcome(signal.aborted);
      },
    });
    const socket = await openSocket(port);
    socket.write(post(body, headers));
    const signal = await arrival;
    const serverSaw =
      headers['mcp-method'] === undefined ? connectionsGone(port) : once(signal, 'abort');
    socket.destroy();
    await serverSaw;
    proceed();
    return seen;
  }

  /** A health check on a new connection is answered after the close of the old one was seen. */
  async function connectionsGone(port: number): Promise<void> {
    for (let round = 0; round < 5; round++) await sendRaw(port, request('GET', '/health'));
  }

  it('has cancelled a modern request', async () => {
    expect(await leave(modernBody, modernHeaders)).toBe(true);
  });

  it('has not cancelled a legacy one', async () => {
    expect(await leave(rpc(), {})).toBe(false);
  });

  it('has stopped listening', async () => {
    let arrived: (signal: AbortSignal) => void = () => {};
    const arrival = new Promise<AbortSignal>((resolve) => {
      arrived = resolve;
    });
    const port = await start({
      handleSession: async ({ signal, reply }) => {
        reply.stream();
        arrived(signal);
        await once(signal, 'abort');
      },
    });
    const socket = await openSocket(port);
    socket.write(request('GET', '/mcp', { accept: 'text/event-stream', connection: 'keep-alive' }));
    const signal = await arrival;
    socket.destroy();
    if (!signal.aborted) await once(signal, 'abort');
    expect(signal.aborted).toBe(true);
  });

  it('an answer given in full does not count as cancelled', async () => {
    let signal: AbortSignal | undefined;
    const port = await start({
      handle: async (inbound) => {
        signal = inbound.signal;
        await echo(inbound);
      },
    });
    await sendRaw(port, post(modernBody, modernHeaders));
    expect(signal?.aborted).toBe(false);
  });
});

it('closing aborts what is in flight, in both eras, and ends every socket', async () => {
  const signals: AbortSignal[] = [];
  let both: () => void = () => {};
  const arrived = new Promise<void>((resolve) => {
    both = resolve;
  });
  const port = await start({
    handle: async ({ signal }) => {
      signals.push(signal);
      if (signals.length === 2) both();
      await once(signal, 'abort');
    },
  });
  const calls = [sendRaw(port, post(rpc())), sendRaw(port, post(modernBody, modernHeaders))].map(
    (call) => call.catch(() => 'ended'),
  );
  await arrived;
  await close();
  await Promise.all(calls);
  expect(signals.map((signal) => signal.aborted)).toEqual([true, true]);
});

it('closing lets what is under way be answered, and takes nothing new', async () => {
  let arrive: () => void = () => {};
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  let answer: () => void = () => {};
  const port = await start({
    drainMs: 600_000,
    handle: (inbound) => {
      arrive();
      return new Promise((resolve) => {
        answer = () => resolve(echo(inbound));
      });
    },
  });
  const call = sendRaw(port, post(rpc()));
  await arrived;
  const closed = close();
  await expect(openSocket(port)).rejects.toThrow(/ECONNREFUSED/);
  answer();
  expect((await call).status).toBe(200);
  await closed;
});
