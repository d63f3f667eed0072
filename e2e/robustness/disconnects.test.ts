import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Era } from '../../proxy/exchange.ts';
import { type Conversation, closeConnections, converse } from './conversation.fixture.ts';
import { guardInFrontOf } from './guard-in-front.fixture.ts';
import { describeHoldings, type Holdings, type InspectedGuard } from './inspected-guard.fixture.ts';

/** How many clients leave without a word; a long run takes the number from the environment. */
const DISCONNECTS = Number(process.env.SOAK_DISCONNECTS ?? 60);
const AT_ONCE = 20;
const LONG = process.env.SOAK_DISCONNECTS !== undefined;

const open = async (url: string): Promise<Socket> => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await once(socket, 'connect');
  return socket.on('error', () => {});
};

/** The bytes of a POST, of which not all need to be sent. */
function bytesOf({ headers, body }: ReturnType<Conversation['message']>): string {
  const lines = Object.entries({
    ...{ host: 'localhost', 'content-length': String(Buffer.byteLength(body)) },
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST /mcp HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}

/** Waits until the pattern has come. Throws where the connection ends before. */
async function heard(socket: Socket, pattern: RegExp): Promise<void> {
  let text = '';
  await new Promise<void>((resolve, reject) => {
    socket.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
      if (pattern.test(text)) resolve();
    });
    socket.once('close', () => reject(new Error(`the guard hung up: ${text}`)));
  });
}

const PROGRESS = /notifications\/progress/;
const LAST_CHUNK = /\r\n0\r\n\r\n$/;

/** Ways to leave without a word. */
const LEAVING: Readonly<Record<string, (url: string, client: Conversation) => Promise<void>>> = {
  async 'before a word'(url) {
    (await open(url)).destroy();
  },
  async 'in the middle of the headers'(url) {
    const socket = await open(url);
    socket.write('POST /mcp HTTP/1.1\r\nhost: local');
    socket.resetAndDestroy();
  },
  async 'in the middle of an upload'(url, client) {
    const socket = await open(url);
    const bytes = bytesOf(client.message(1, 'echo', { text: 'x'.repeat(100_000) }));
    await new Promise((resolve) => socket.write(bytes.slice(0, 70_000), resolve));
    socket.destroy();
  },
  async 'when the request is sent'(url, client) {
    const socket = await open(url);
    const bytes = bytesOf(client.message(1, 'echo', { text: 'x', wait: 5 }));
    await new Promise((resolve) => socket.write(bytes, resolve));
    socket.resetAndDestroy();
  },
  async 'in the middle of a stream'(url, client) {
    const socket = await open(url);
    socket.write(bytesOf(client.message(1, 'stream', { count: 50 })));
    await heard(socket, PROGRESS);
    socket.destroy();
  },
  async 'with requests in a pipeline'(url, client) {
    const socket = await open(url);
    const bytes = bytesOf(client.message(1, 'echo', { text: 'x', wait: 3 }));
    await new Promise((resolve) => socket.write(bytes.repeat(5), resolve));
    socket.destroy();
  },
};

/** What only cancels a request where the era says so. */
const LEAVING_OF: Readonly<Record<Era, typeof LEAVING>> = {
  modern: {
    ...LEAVING,
    async 'while nothing is answered'(url, client) {
      const socket = await open(url);
      socket.write(bytesOf(client.message(1, 'stay', {})));
      await heard(socket, PROGRESS);
      socket.destroy();
    },
    async 'in the middle of an endless stream'(url, client) {
      const socket = await open(url);
      socket.write(bytesOf(client.message(1, 'drip', {})));
      await heard(socket, PROGRESS);
      socket.resetAndDestroy();
    },
  },
  legacy: {
    ...LEAVING,
    async 'from a listening stream'(url, client) {
      const socket = await open(url);
      const { headers } = client.message(1, 'echo', {});
      const session = `mcp-session-id: ${headers['mcp-session-id']}\r\n`;
      socket.write(
        `GET /mcp HTTP/1.1\r\nhost: localhost\r\naccept: text/event-stream\r\n${session}\r\n`,
      );
      await heard(socket, /HTTP\/1.1 200/);
      socket.destroy();
    },
    async 'ending the session of a call under way'(url, client) {
      const socket = await open(url);
      socket.write(bytesOf(client.message(1, 'stay', {})));
      await heard(socket, PROGRESS);
      // Listened for first: the end of the stream may come before the answer about the session.
      const ended = heard(socket, LAST_CHUNK);
      await client.end();
      await ended;
      socket.destroy();
    },
  },
};

async function leaveOften(url: string, era: Era, times: number): Promise<void> {
  const ways = Object.values(LEAVING_OF[era]);
  for (let done = 0; done < times; done += AT_ONCE) {
    await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, times - done) }, async (_, nth) => {
        const client = await converse(url, era);
        await ways[(done + nth) % ways.length]?.(url, client);
        // Instead of waiting until its session is found idle.
        await client.end();
      }),
    );
  }
}

describe.each([
  ['http', 'legacy'],
  ['http', 'modern'],
  ['stdio', 'modern'],
] as const)('in front of an upstream on %s, %s clients that leave', (transport, era) => {
  const guard = guardInFrontOf(transport);

  it(
    'leave no socket, timer, abort signal or map entry behind',
    async () => {
      // What is made once, such as compiled code and the connections of a pool, is made now.
      await leaveOften(guard().url, era, AT_ONCE);
      await closeConnections();
      await expect
        .poll(() => connectionsOf(guard()), { timeout: 30_000, interval: 500 })
        .toEqual(IDLE);
      const before = await guard().holdings();
      await leaveOften(guard().url, era, DISCONNECTS);
      await closeConnections();
      await expect
        .poll(() => connectionsOf(guard()), { timeout: 60_000, interval: 500 })
        .toEqual(IDLE);
      // Idle connections to the upstream hold no process up, so that only their descriptors show them.
      await expect
        .poll(async () => (await guard().holdings()).descriptors ?? 0, { timeout: 30_000 })
        .toBeLessThanOrEqual((before.descriptors ?? 0) + 2);
      const after = await guard().holdings();
      if (LONG) report(`${transport}, ${era}, ${DISCONNECTS} disconnects`, before, after);
      expect(after.children).toBe(before.children);
      // A leak of one entry a client would be as many as there were clients.
      const few = DISCONNECTS / 10;
      expect(after.entries - before.entries).toBeLessThan(few);
      expect(after.aborts - before.aborts).toBeLessThan(few);
      expect(after.timers - before.timers).toBeLessThan(few);
      expect(guard().log()).not.toMatch(/inside the guard|failed/);
    },
    LONG ? 600_000 : 120_000,
  );
});

const IDLE = { sockets: 0 };

/** Connections of clients and to the upstream that the guard still holds. */
async function connectionsOf(guard: InspectedGuard): Promise<typeof IDLE> {
  const { active } = await guard.holdings();
  return { sockets: active.TCPSocketWrap ?? 0 };
}

function report(what: string, before: Holdings, after: Holdings): void {
  process.stdout.write(`${what}\n  ${describeHoldings('before', before)}\n`);
  process.stdout.write(`  ${describeHoldings('after', after)}\n`);
}
