import { describe, expect, it } from 'vitest';
import type { StreamEvent, UpstreamAnswer } from './exchange.ts';
import { trackLastingStreams } from './lasting-streams.ts';

const REQUEST = { jsonrpc: '2.0', id: 7, method: 'subscriptions/listen' } as const;
const LAST: StreamEvent = { message: { jsonrpc: '2.0', id: 7, result: {} } };
const said = (comment: string): StreamEvent => ({ comment });

const answering = (events: AsyncIterable<StreamEvent>): UpstreamAnswer => ({
  kind: 'events',
  status: 200,
  events,
});

async function* saying(...words: readonly string[]): AsyncGenerator<StreamEvent> {
  for (const word of words) yield said(word);
}

async function* silent(): AsyncGenerator<StreamEvent> {
  yield said('here');
  await new Promise(() => {});
}

function iteratorOf(answer: UpstreamAnswer): AsyncIterator<StreamEvent> {
  if (answer.kind !== 'events') throw new Error('no stream');
  return answer.events[Symbol.asyncIterator]();
}

describe('a stream that lasts', () => {
  it('is what the server says, while the guard stays', async () => {
    const { answer, over } = trackLastingStreams().begin(answering(saying('a', 'b')), REQUEST);
    const heard: StreamEvent[] = [];
    const events = iteratorOf(answer);
    for (let step = await events.next(); !step.done; step = await events.next())
      heard.push(step.value);
    expect(heard).toEqual([said('a'), said('b')]);
    over();
  });

  it('ends with a result when the guard leaves, though the server says nothing', async () => {
    const streams = trackLastingStreams();
    const { answer, over } = streams.begin(answering(silent()), REQUEST);
    const events = iteratorOf(answer);
    expect(await events.next()).toEqual({ done: false, value: said('here') });
    const next = events.next();
    const left = streams.end();
    expect(await next).toEqual({ done: false, value: LAST });
    expect(await events.next()).toEqual({ done: true, value: undefined });
    over();
    await left;
  });

  it('that begins while the guard leaves ends at once', async () => {
    const streams = trackLastingStreams();
    await streams.end();
    const { answer } = streams.begin(answering(silent()), REQUEST);
    expect(await iteratorOf(answer).next()).toEqual({ done: false, value: LAST });
  });

  it('fails as that of the server does, and is left with it', async () => {
    const failing = (async function* (): AsyncGenerator<StreamEvent> {
      yield said('a');
      throw new Error('broken');
    })();
    const { answer } = trackLastingStreams().begin(answering(failing), REQUEST);
    const events = iteratorOf(answer);
    await events.next();
    await expect(events.next()).rejects.toThrow('broken');

    const kept = saying('a', 'b');
    const other = iteratorOf(trackLastingStreams().begin(answering(kept), REQUEST).answer);
    await other.next();
    await other.return?.();
    expect(await kept.next()).toEqual({ done: true, value: undefined });
  });

  it('holds nobody up who is told nothing of the kind', async () => {
    const streams = trackLastingStreams();
    const status = { kind: 'status', status: 405 } as const;
    expect(streams.begin(status, REQUEST).answer).toBe(status);
    await streams.end();
  });

  it('is not waited for where its client takes nothing', async () => {
    const streams = trackLastingStreams(1);
    streams.begin(answering(silent()), REQUEST);
    await streams.end();
  });
});
