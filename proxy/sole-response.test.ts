import { describe, expect, it } from 'vitest';
import { type StreamEvent, type UpstreamAnswer, UpstreamFailure } from './exchange.ts';
import { soleResponse } from './sole-response.ts';
import type { RequestId, RpcResponse } from './wire/message.ts';

const answerTo = (id: RequestId): RpcResponse => ({ jsonrpc: '2.0', id, result: {} });
const BROKEN = new UpstreamFailure('closed', 'the connection was lost');

/** A stream of these events, which then ends, or breaks. */
function streamOf(events: readonly StreamEvent[], failure?: Error): UpstreamAnswer {
  async function* all(): AsyncGenerator<StreamEvent> {
    yield* events;
    if (failure) throw failure;
  }
  return { kind: 'events', status: 200, events: all(), askedAs: 7 };
}

/** Reads an answer whose rest comes on these streams, one after the other. */
function reading(
  first: UpstreamAnswer,
  rest: readonly (() => UpstreamAnswer)[],
  signal = new AbortController().signal,
) {
  const cursors: string[] = [];
  const abandoned: RequestId[] = [];
  const response = soleResponse(first, {
    resuming: {
      signal,
      async resume(lastEventId) {
        const next = rest[cursors.length] ?? (() => streamOf([]));
        cursors.push(lastEventId);
        return next();
      },
      abandon: (id) => void abandoned.push(id),
    },
  });
  return { response, cursors, abandoned };
}

const PRIMING: StreamEvent = { id: 'e1', retry: 1 };

describe('an answer of a server that ends its stream early', () => {
  it.each([
    ['ends', undefined],
    ['breaks off', BROKEN],
  ])('is read on from its last event where it %s', async (_, failure) => {
    const asked = { jsonrpc: '2.0', method: 'notifications/progress' } as const;
    const { response, cursors, abandoned } = reading(streamOf([PRIMING], failure), [
      () => streamOf([{ id: 'e2', message: asked }], failure),
      () => streamOf([{ message: answerTo(7) }]),
    ]);
    expect(await response).toEqual(answerTo(7));
    expect(cursors).toEqual(['e1', 'e2']);
    expect(abandoned).toEqual([]);
  });

  it('is not one to another request that comes along', async () => {
    const { response } = reading(streamOf([PRIMING]), [
      () => streamOf([{ message: answerTo('7') }, { message: answerTo(8) }]),
      () => streamOf([{ message: answerTo(7) }]),
    ]);
    expect(await response).toEqual(answerTo(7));
  });

  it('is not waited for where the server does not let anybody come back', async () => {
    const { response, abandoned } = reading(streamOf([PRIMING]), [
      () => ({ kind: 'status', status: 405 }),
    ]);
    await expect(response).rejects.toMatchObject({ reason: 'closed' });
    expect(abandoned).toEqual([7]);
  });

  it('is not come back for without end', async () => {
    const { response, cursors, abandoned } = reading(streamOf([{ id: 'e1', retry: 0 }]), []);
    await expect(response).rejects.toMatchObject({ reason: 'closed' });
    expect(cursors).toHaveLength(100);
    expect(abandoned).toEqual([7]);
  });

  it('is given up when nobody waits any more, which the server is told', async () => {
    const gone = new AbortController();
    const { response, cursors, abandoned } = reading(
      streamOf([{ id: 'e1', retry: 30_000 }]),
      [],
      gone.signal,
    );
    gone.abort();
    await expect(response).rejects.toMatchObject({ reason: 'aborted' });
    expect({ cursors, abandoned }).toEqual({ cursors: [], abandoned: [7] });
  });

  it.each<[string, UpstreamAnswer]>([
    ['no event had an id', streamOf([{ retry: 1 }])],
    ['it broke before one had', streamOf([], BROKEN)],
    ['it failed otherwise', streamOf([PRIMING], new UpstreamFailure('too_large', 'x'))],
  ])('is none where %s', async (_, answer) => {
    const { response, cursors } = reading(answer, []);
    await expect(response).rejects.toBeInstanceOf(UpstreamFailure);
    expect(cursors).toEqual([]);
  });
});

it('an answer of a server that nobody comes back to is none', async () => {
  await expect(soleResponse(streamOf([PRIMING]))).rejects.toMatchObject({ reason: 'closed' });
});
