import { PassThrough } from 'node:stream';
import { request } from 'undici';
import type { JsonObject } from '../../policies/json.ts';
import type { RunningGuard } from '../../proxy/running.ts';
import { startHttpSide } from '../../proxy/transports/http-server.ts';
import { startStdioSide } from '../../proxy/transports/stdio-client-side.ts';
import type { RequestId } from '../../proxy/wire/message.ts';
import { createSseDecoder } from '../../proxy/wire/sse.ts';
import type { Heard } from './scripted-peer.fixture.ts';

/** One message that reached the client. */
export interface Arrived {
  readonly message: Heard;
  /** HTTP: the stream it came on: `POST` with the id of its request, or `GET`. */
  readonly on: string;
}

/** A client without an SDK: what is sent is what the test says, and everything that comes is kept. */
export interface RawClient {
  readonly arrived: readonly Arrived[];
  /** HTTP: ids of events, oldest first, those without a message among them. */
  readonly cursors: readonly string[];
  send(message: JsonObject): void;
  /** Resolves with the first message that fits, come or to come. */
  gets(fits: (message: Heard) => boolean): Promise<Arrived>;
  /** Resolves with the answer to a request. */
  answerTo(id: RequestId): Promise<Heard>;
  /** HTTP: opens a GET stream. Resolves with its status. */
  listen(lastEventId?: string): Promise<number>;
  /** HTTP: breaks every stream off. */
  hangUp(): void;
  /** HTTP: ends the session. */
  end(): Promise<number>;
  /** HTTP: when the stream of a request has ended. */
  ended(id: RequestId): Promise<void>;
  close(): Promise<void>;
}

export const isMethod =
  (method: string) =>
  (message: Heard): boolean =>
    message.method === method;

function keeping() {
  const arrived: Arrived[] = [];
  const waiting = new Set<(one: Arrived) => void>();
  return {
    arrived,
    keep(message: Heard, on: string): void {
      const one = { message, on };
      arrived.push(one);
      for (const look of [...waiting]) look(one);
    },
    gets(fits: (message: Heard) => boolean): Promise<Arrived> {
      const known = arrived.find(({ message }) => fits(message));
      if (known) return Promise.resolve(known);
      return new Promise((resolve) => {
        const look = (one: Arrived) => {
          if (!fits(one.message)) return;
          waiting.delete(look);
          resolve(one);
        };
        waiting.add(look);
      });
    },
  };
}

const isAnswer =
  (id: RequestId) =>
  (message: Heard): boolean =>
    message.method === undefined && message.id === id;

/** A client over HTTP. `headers`: what it sends besides, such as its token. */
export async function httpClient(
  guard: RunningGuard,
  headers: Readonly<Record<string, string>>,
): Promise<RawClient> {
  const { handle, handleSession } = guard;
  const side = await startHttpSide({ port: 0, handle, handleSession });
  const { arrived, keep, gets } = keeping();
  const cursors: string[] = [];
  const ended = new Map<RequestId, Promise<void>>();
  let session: Record<string, string> = {};
  let hangUp = new AbortController();

  async function read(body: AsyncIterable<Buffer>, isStream: boolean, on: string): Promise<void> {
    const decoder = createSseDecoder(1_000_000);
    let plain = '';
    try {
      for await (const chunk of body) {
        if (!isStream) plain += chunk.toString();
        for (const { id, data } of isStream ? decoder.push(chunk) : []) {
          if (id !== undefined) cursors.push(id);
          if (data) keep(JSON.parse(data), on);
        }
      }
      if (plain !== '') keep(JSON.parse(plain), on);
    } catch {
      // The client has hung up.
    }
  }

  async function post(message: JsonObject): Promise<void> {
    const {
      statusCode,
      headers: answered,
      body,
    } = await request(side.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...headers,
        ...session,
      },
      body: JSON.stringify({ jsonrpc: '2.0', ...message }),
      signal: hangUp.signal,
    });
    const opened = answered['mcp-session-id'];
    if (typeof opened === 'string') session = { 'mcp-session-id': opened };
    const isStream = String(answered['content-type']).startsWith('text/event-stream');
    if (statusCode !== 202) await read(body, isStream, `POST ${message.id}`);
    else await body.dump();
  }

  return {
    arrived,
    cursors,
    gets,
    send(message) {
      const done = post(message).catch(() => {});
      if (typeof message.id === 'number' && message.method !== undefined)
        ended.set(message.id, done);
    },
    answerTo: async (id) => (await gets(isAnswer(id))).message,
    async listen(lastEventId) {
      const { statusCode, body } = await request(side.url, {
        method: 'GET',
        headers: {
          accept: 'text/event-stream',
          ...headers,
          ...session,
          ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
        },
        signal: hangUp.signal,
      });
      if (statusCode === 200) void read(body, true, 'GET');
      else await body.dump();
      return statusCode;
    },
    hangUp() {
      hangUp.abort();
      hangUp = new AbortController();
    },
    async end() {
      const { statusCode, body } = await request(side.url, {
        method: 'DELETE',
        headers: { ...headers, ...session },
      });
      await body.dump();
      return statusCode;
    },
    ended: async (id) => ended.get(id),
    close: () => side.close(),
  };
}

/** A client on standard streams. */
export function stdioClient(guard: RunningGuard): RawClient {
  const { handle, handleSession } = guard;
  const [input, output] = [new PassThrough(), new PassThrough()];
  const side = startStdioSide({ input, output, handle, handleSession });
  const { arrived, keep, gets } = keeping();
  let rest = '';
  output.on('data', (chunk) => {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) keep(JSON.parse(line), 'stdio');
  });
  return {
    arrived,
    cursors: [],
    gets,
    send: (message) => void input.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`),
    answerTo: async (id) => (await gets(isAnswer(id))).message,
    listen: async () => 200,
    hangUp: () => {},
    end: async () => 200,
    ended: async () => {},
    async close() {
      side.close();
      await side.done;
    },
  };
}
