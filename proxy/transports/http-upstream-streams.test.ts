import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import { context, request, result, start } from './http-upstream.fixture.ts';
import { eventsOf, reasonOf } from './upstream-answers.fixture.ts';

describe('a stream', () => {
  const open = (response: ServerResponse): void => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
  };
  const progress = { jsonrpc: '2.0', method: 'notifications/progress', params: { progress: 1 } };

  it('gives cursors, hints, comments and messages, and ends with the answer', async () => {
    const { upstream } = await start((_, response) => {
      open(response);
      response.write('id: 1\nretry: 50\ndata:\n\n: ping\n\n');
      response.write(`event: message\r\nid: 2\r\ndata: ${JSON.stringify(progress)}\r\n\r\n`);
      response.write(`data: ${JSON.stringify(result())}\n\n`);
      // The answer is the end, whatever the server still says.
      response.write(`data: ${JSON.stringify(progress)}\n\n`);
    });
    expect(await eventsOf(await upstream.exchange(request, context()))).toEqual([
      { id: '1', retry: 50 },
      { comment: ' ping' },
      { id: '2', message: progress },
      { message: result() },
    ]);
  });

  it('loses what is no message of its own, but keeps the cursor', async () => {
    const log: string[] = [];
    const { upstream } = await start(
      (_, response) => {
        open(response);
        response.write('id: 1\ndata: not json\n\n');
        response.write(`id: 2\ndata: ${JSON.stringify(result(9))}\n\n`);
        response.write(`id: 3\nevent: other\ndata: ${JSON.stringify(progress)}\n\n`);
        response.write(`data: ${JSON.stringify([result()])}\n\n`);
        response.end(`data: ${JSON.stringify(result())}\n\n`);
      },
      { log: (line) => void log.push(line) },
    );
    expect(await eventsOf(await upstream.exchange(request, context()))).toEqual([
      { id: '1' },
      { id: '2' },
      { id: '3' },
      { message: result() },
    ]);
    expect(log).toHaveLength(4);
  });

  it('that the server ends early ends, so that its reader may resume', async () => {
    const { upstream } = await start((_, response) => {
      open(response);
      response.end('id: 1\ndata:\n\n');
    });
    expect(await eventsOf(await upstream.exchange(request, context()))).toEqual([{ id: '1' }]);
  });

  it('that breaks fails its reader', async () => {
    const { upstream } = await start((_, response) => {
      open(response);
      response.write('id: 1\ndata:\n\n', () => response.destroy());
    });
    expect(await reasonOf(upstream.exchange(request, context()).then(eventsOf))).toBe('closed');
  });

  it('with an event too large fails', async () => {
    const { upstream } = await start(
      (_, response) => {
        open(response);
        response.write(`data: ${'x'.repeat(2_000)}`);
      },
      { jsonLimits: { maxBytes: 1_000, maxDepth: 64, maxMembers: 1_000 } },
    );
    expect(await reasonOf(upstream.exchange(request, context()).then(eventsOf))).toBe('too_large');
  });

  it('that falls silent fails, unless it is one that may', async () => {
    const { upstream } = await start(
      (_, response) => {
        open(response);
        response.write('id: 1\ndata:\n\n');
      },
      { idleMs: 20 },
    );
    expect(await reasonOf(upstream.exchange(request, context()).then(eventsOf))).toBe('timeout');
  });

  it.each([
    ['many events', 60_000, 2_000, 1_500],
    ['few large ones', 1_000_000, 60, 45],
  ])('is not read faster than its reader reads: %s', async (_, size, count, most) => {
    let written = 0;
    let writing: ServerResponse | undefined;
    const chunk = `data: ${JSON.stringify({ ...progress, params: { pad: 'x'.repeat(size) } })}\n\n`;
    const { upstream } = await start((_, response) => {
      writing = response;
      open(response);
      const fill = (): void => {
        while (written < count) {
          written++;
          if (!response.write(chunk)) {
            response.once('drain', fill);
            return;
          }
        }
        response.end(`data: ${JSON.stringify(result())}\n\n`);
      };
      fill();
    });
    const answer = await upstream.exchange(request, context());
    // With nobody reading, the buffers on the way fill up and the server is left waiting.
    for (let still = 0, before = -1; still < 100; before = written) {
      await new Promise((resolve) => setImmediate(resolve));
      still = written === before ? still + 1 : 0;
    }
    expect(written).toBeLessThan(most);
    expect(writing?.writableNeedDrain).toBe(true);
    expect(await eventsOf(answer)).toHaveLength(count + 1);
  });

  it('left by its reader is closed at the upstream', async () => {
    let closed: Promise<unknown> = Promise.resolve();
    const { upstream } = await start((_, response) => {
      closed = once(response, 'close');
      open(response);
      response.write('id: 1\ndata:\n\n');
    });
    const answer = await upstream.exchange(request, context());
    if (answer.kind !== 'events') throw new Error('expected events');
    for await (const _ of answer.events) break;
    await closed;
  });
});

describe('sessions', () => {
  it('listening is a GET with cursor and session; what a resumed stream replays passes', async () => {
    const { server, upstream } = await start((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(`id: 8\ndata: ${JSON.stringify(result(5))}\n\n`);
    });
    const from = context({ upstreamSession: 's', protocolVersion: '2025-11-25' });
    const fresh = await upstream.listen(from);
    expect(await eventsOf(fresh)).toEqual([{ id: '8' }]);
    const resumed = await upstream.listen({ ...from, lastEventId: '7', answers: true });
    expect(await eventsOf(resumed)).toEqual([{ id: '8', message: result(5) }]);
    expect(server.seen[1]).toMatchObject({
      method: 'GET',
      headers: { 'last-event-id': '7', 'mcp-session-id': 's', accept: 'text/event-stream' },
    });
  });

  it('is silent for any time, but for a stream on which an answer is to come', async () => {
    const opened: ServerResponse[] = [];
    const { upstream } = await start(
      (_, response) => {
        opened.push(response);
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write('id: 1\ndata:\n\n');
      },
      { idleMs: 20 },
    );
    const resume = (answers: boolean) =>
      upstream.listen({ ...context(), lastEventId: '7', answers }).then(eventsOf);
    const unasked = resume(false);
    await vi.waitFor(() => expect(opened).toHaveLength(1));
    expect(await reasonOf(resume(true))).toBe('timeout');
    opened[0]?.end();
    expect(await unasked).toEqual([{ id: '1', message: undefined }]);
  });

  it('a server without a stream says so', async () => {
    const { upstream } = await start((_, response) => response.writeHead(405).end());
    expect(await upstream.listen(context())).toEqual({ kind: 'status', status: 405 });
    const modern = context({ era: 'modern' });
    expect(await upstream.listen(modern)).toEqual({ kind: 'status', status: 405 });
  });

  it('ending is a DELETE, where there is something to end', async () => {
    const { server, upstream } = await start((_, response) => response.writeHead(204).end());
    await upstream.endSession(context());
    await upstream.endSession(context({ upstreamSession: 's' }));
    expect(server.seen.map(({ method, headers }) => [method, headers['mcp-session-id']])).toEqual([
      ['DELETE', 's'],
    ]);
  });
});
