import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Handle } from '../exchange.ts';
import { isRequest } from '../wire/message.ts';
import { echo, held, start } from './stdio-client.fixture.ts';
import { startStdioSide } from './stdio-client-side.ts';

describe('the end', () => {
  it('of input waits for what is in flight', async () => {
    let proceed: () => void = () => {};
    const { send, next, input, side } = start(async (inbound) => {
      if (isRequest(inbound.message))
        await new Promise<void>((resolve) => {
          proceed = resolve;
        });
      await echo(inbound);
    });
    send({ id: 1, method: 'x' });
    input.end('{"jsonrpc":"2.0","method":"notifications/x"}');
    await once(input, 'end');
    proceed();
    expect(await next()).toMatchObject({ id: 1, result: {} });
    await side.done;
  });

  it('of patience aborts it', async () => {
    const { handle, inbounds, arrived } = held();
    const { send, input, side } = start(handle, { drainMs: 1 });
    send({ id: 1, method: 'x' });
    await arrived(1);
    input.end();
    await side.done;
    expect(inbounds[0]?.signal.aborted).toBe(true);
  });

  it('of patience is said to whoever still reads', async () => {
    const unanswered: Handle = ({ reply, signal }) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          reply.finish(202);
          resolve();
        });
      });
    const { send, next, input } = start(unanswered, { drainMs: 1 });
    send({ id: 1, method: 'x' });
    input.end();
    expect(await next()).toMatchObject({
      id: 1,
      error: { code: -32603, message: expect.stringContaining('input has ended') },
    });
  });

  it('of the reader (EPIPE) aborts everything', async () => {
    const { handle, inbounds, arrived } = held();
    const { send, output, side } = start(handle);
    send({ id: 1, method: 'x' });
    await arrived(1);
    output.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    await side.done;
    expect(inbounds[0]?.signal.aborted).toBe(true);
    send({ id: 2, method: 'x' });
  });

  it('a writer waits for a slow reader', async () => {
    const output = new PassThrough({ highWaterMark: 10 });
    const input = new PassThrough();
    let written = 0;
    const side = startStdioSide({
      input,
      output,
      handleSession: async () => {},
      handle: async ({ reply }) => {
        const sink = reply.stream();
        for (let n = 0; n < 5; n++) {
          await sink.write({ message: { jsonrpc: '2.0', method: 'notifications/x' } });
          written++;
        }
        sink.end();
      },
    });
    input.end('{"jsonrpc":"2.0","id":1,"method":"x"}\n');
    await once(input, 'end');
    for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(written).toBe(0);
    output.resume();
    await side.done;
    expect(written).toBe(5);
  });
});

it('takes nothing more from a client that does not read its answers, until it does', async () => {
  let handled = 0;
  const [input, output] = [new PassThrough(), new PassThrough()];
  const side = startStdioSide({
    ...{ input, output },
    handle: async ({ message, reply }) => {
      handled += 1;
      const text = 'x'.repeat(100_000);
      if (isRequest(message)) reply.respond({ jsonrpc: '2.0', id: message.id, result: { text } });
    },
    handleSession: async ({ reply }) => reply.finish(405),
  });
  const asked = 500;
  for (let id = 0; id < asked; id += 1) {
    input.write(`${JSON.stringify({ jsonrpc: '2.0', id, method: 'ping' })}\n`);
  }
  for (let still = 0, before = -1; still < 100; before = handled) {
    await new Promise((resolve) => setImmediate(resolve));
    still = handled === before ? still + 1 : 0;
  }
  expect(handled).toBeLessThan(asked / 2);
  expect(output.listenerCount('drain')).toBeLessThan(5);
  output.resume();
  input.end();
  await side.done;
  expect(handled).toBe(asked);
});
