import { createServer, type ServerResponse } from 'node:http';
import { createServer as createSocketServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import type { JsonObject } from '../../policies/json.ts';
import type { RequestId, RpcRequest } from '../../proxy/wire/message.ts';
import { encodeSse } from '../../proxy/wire/sse.ts';

/** Anything a peer may have sent. */
export interface Heard {
  readonly id?: RequestId;
  readonly method?: string;
  readonly params?: JsonObject;
  readonly result?: JsonObject;
  readonly error?: JsonObject;
}

/** An MCP server of ours, up to 2025-11-25, which does as the test says and believes whatever it is told. */
export interface ScriptedPeer {
  /** Every message that reached it, oldest first. */
  readonly heard: readonly Heard[];
  /** Methods of HTTP requests that carried no message, with their `Last-Event-ID`. */
  readonly visits: readonly string[];
  /** Resolves with the first message that fits, come or to come. */
  hears(fits: (message: Heard) => boolean): Promise<Heard>;
  /** Says something: on the stream of a request, or unasked. Over stdio there is one stream for all. */
  say(message: JsonObject, about?: RequestId): void;
  answer(id: RequestId, result: JsonObject): void;
  /** HTTP: ends the stream of a request without an answer, or the one for what is unasked. */
  hangUp(about?: RequestId): void;
  close(): Promise<void>;
}

/** What it does with a request besides remembering it. */
export type Script = (request: RpcRequest, peer: ScriptedPeer) => void;

export interface HttpPeer extends ScriptedPeer {
  readonly url: string;
}
export interface StdioPeer extends ScriptedPeer {
  /** The arguments of `node` for a child that is this server on its standard streams. */
  readonly args: readonly string[];
}

function remembering() {
  const heard: Heard[] = [];
  const waiting = new Set<(message: Heard) => void>();
  return {
    heard,
    take(message: Heard): void {
      heard.push(message);
      for (const look of [...waiting]) look(message);
    },
    hears(fits: (message: Heard) => boolean): Promise<Heard> {
      const known = heard.find(fits);
      if (known) return Promise.resolve(known);
      return new Promise((resolve) => {
        const look = (message: Heard) => {
          if (!fits(message)) return;
          waiting.delete(look);
          resolve(message);
        };
        waiting.add(look);
      });
    },
  };
}

const frame = (message: JsonObject) => JSON.stringify({ jsonrpc: '2.0', ...message });

export interface HttpPeerOptions {
  /** Whether its events have ids, from which a stream can be resumed. */
  readonly resumable?: boolean;
  /** Whether it lets anybody come back with them. */
  readonly resumes?: boolean;
}

const UNASKED = 'unasked';

/** Over HTTP: each request is answered on a stream, whose events are kept for those who come back. */
export async function httpPeer(
  script: Script,
  { resumable = false, resumes = true }: HttpPeerOptions = {},
): Promise<HttpPeer> {
  const { heard, take, hears } = remembering();
  const visits: string[] = [];
  const open = new Map<RequestId, ServerResponse>();
  let opening: RequestId | undefined;
  const kept: { readonly stream: RequestId; readonly data: string }[] = [];

  function write(stream: RequestId, data: string): void {
    const isKept = resumable && stream !== opening;
    if (isKept) kept.push({ stream, data });
    const id = isKept ? { id: `e${kept.length}` } : {};
    open.get(stream)?.write(encodeSse({ ...id, data }));
  }

  function stream(response: ServerResponse, about: RequestId): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'mcp-session-id': 'of-peer' });
    response.flushHeaders();
    open.set(about, response);
    response.once('close', () => {
      if (open.get(about) === response) open.delete(about);
    });
  }

  const server = createServer(async (request, response) => {
    const { method = '', headers } = request;
    const lastEventId = headers['last-event-id'];
    if (method !== 'POST') visits.push(lastEventId ? `${method} ${lastEventId}` : method);
    if (method === 'DELETE') return void response.writeHead(200).end();
    if (method === 'GET') {
      if (!resumes) return void response.writeHead(405).end();
      const from = Number(String(lastEventId ?? '').slice(1));
      const about = lastEventId ? (kept[from - 1]?.stream ?? UNASKED) : UNASKED;
      if (open.has(about)) return void response.writeHead(409).end();
      stream(response, about);
      if (!lastEventId) return;
      for (const [index, event] of kept.entries())
        if (index >= from && event.stream === about)
          response.write(encodeSse({ id: `e${index + 1}`, data: event.data }));
      return;
    }
    const message = JSON.parse(await text(request));
    if (message.method === undefined || message.id === undefined) {
      response.writeHead(202).end();
      return take(message);
    }
    stream(response, message.id);
    if (message.method === 'initialize') opening = message.id;
    else if (resumable) write(message.id, '');
    take(message);
    script(message, peer);
  });

  const peer: HttpPeer = {
    url: '',
    heard,
    visits,
    hears,
    say: (message, about = UNASKED) => write(about, frame(message)),
    answer(id, result) {
      write(id, frame({ id, result }));
      open.get(id)?.end();
    },
    hangUp(about = UNASKED) {
      open.get(about)?.end(encodeSse({ retry: 10 }));
      open.delete(about);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return Object.assign(peer, { url: `http://127.0.0.1:${port}/mcp` });
}

/** A child that hands its standard streams on to the test. */
const BRIDGE =
  "const s=require('node:net').connect(Number(process.argv[1]),'127.0.0.1');process.stdin.pipe(s);s.pipe(process.stdout);s.on('close',()=>process.exit(0));s.on('error',()=>process.exit(1))";

/** On standard streams. */
export async function stdioPeer(script: Script): Promise<StdioPeer> {
  const { heard, take, hears } = remembering();
  let child: Socket | undefined;
  const server = createSocketServer((socket) => {
    child = socket;
    socket.on('error', () => {});
    createInterface({ input: socket }).on('line', (line) => {
      const message = JSON.parse(line);
      take(message);
      if (message.method !== undefined && message.id !== undefined) script(message, peer);
    });
  });
  const peer: StdioPeer = {
    args: [],
    heard,
    visits: [],
    hears,
    say: (message) => void child?.write(`${frame(message)}\n`),
    answer: (id, result) => void child?.write(`${frame({ id, result })}\n`),
    hangUp: () => {},
    close: () =>
      new Promise((resolve) => {
        child?.destroy();
        server.close(() => resolve());
      }),
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return Object.assign(peer, { args: ['-e', BRIDGE, String(port)] });
}
