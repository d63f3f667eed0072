import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { askingReply } from './asking-reply.ts';
import { errorOf, guarded, resultOf } from './guarded.fixture.ts';
import { error, json, memoryUpstream } from './memory-upstream.fixture.ts';
import { recordingReply } from './recording-reply.fixture.ts';

const OPEN = {
  gateway:
    'upstream: {url: "http://127.0.0.1:9/mcp", unbound: {tools: allow}}\nidentity: {anonymous: {groups: [all]}}',
};
const ALIVE_MS = 15_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

/** A call that a server thinks about until it is told to answer. */
function thinking(how: 'result' | 'error', asking: { readonly transport?: 'stdio' } = {}) {
  let answer = () => {};
  let arrived = () => {};
  const reached = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const upstream = memoryUpstream(async (request) => {
    if (request.method !== 'tools/call') return json(request, { protocolVersion: '2025-11-25' });
    await new Promise<void>((resolve) => {
      answer = resolve;
      arrived();
    });
    return how === 'error' ? error(request, -32602, 'no', 400) : json(request, { content: [] });
  });
  const reply = recordingReply();
  const guard = guarded(upstream, OPEN);
  const done = guard.call('echo', {}, { era: 'modern', reply, ...asking });
  return { reply, done, reached, answer: () => answer() };
}

describe('an answer over HTTP that is long in coming', () => {
  it('becomes a stream, on which keep-alives pass, and comes on it', async () => {
    const { reply, done, reached, answer } = thinking('result');
    await reached;
    vi.advanceTimersByTime(ALIVE_MS - 1);
    expect(reply.ways).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(reply.ways).toEqual(['stream']);
    answer();
    expect(resultOf(await done)).toMatchObject({ content: [] });
    expect(reply.ended).toBe(true);
  });

  it('comes on it too where it is an error', async () => {
    const { reply, done, reached, answer } = thinking('error');
    await reached;
    vi.advanceTimersByTime(ALIVE_MS);
    answer();
    expect(errorOf(await done).code).toBe(-32602);
    expect(reply.ended).toBe(true);
  });
});

it('what could not be answered is no stream later', () => {
  const reply = recordingReply();
  const origin = { transport: 'http', source: '127.0.0.1', paramHeaders: {} } as const;
  const message = { jsonrpc: '2.0', id: 1, method: 'tools/call' } as const;
  askingReply({ reply, origin, message }).over();
  vi.advanceTimersByTime(ALIVE_MS);
  expect(reply.ways).toEqual([]);
});

it('an answer that comes in time is no stream', async () => {
  const { reply, done, reached, answer } = thinking('result');
  await reached;
  answer();
  await done;
  vi.advanceTimersByTime(ALIVE_MS);
  expect(reply.ways).toEqual(['respond']);
});

it('on stdio nothing is opened: there is one stream for all', async () => {
  const { reply, done, reached, answer } = thinking('result', { transport: 'stdio' });
  await reached;
  vi.advanceTimersByTime(ALIVE_MS);
  expect(reply.ways).toEqual([]);
  answer();
  await done;
});

it.each(['initialize', 'server/discover'])('%s is waited for whole', (method) => {
  const reply = recordingReply();
  const origin = { transport: 'http', source: '127.0.0.1', paramHeaders: {} } as const;
  const asking = askingReply({ reply, origin, message: { jsonrpc: '2.0', id: 1, method } });
  vi.advanceTimersByTime(ALIVE_MS);
  expect(reply.ways).toEqual([]);
  asking.finish(202);
});
