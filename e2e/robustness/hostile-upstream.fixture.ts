import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { Upstream } from '../../proxy/exchange.ts';
import { createHttpUpstream } from '../../proxy/transports/http-upstream.ts';
import { createStdioUpstream } from '../../proxy/transports/stdio-upstream.ts';
import { isRequest, type RpcRequest } from '../../proxy/wire/message.ts';
import { parseRpcMessage } from '../../proxy/wire/rpc-parse.ts';
import {
  honestText,
  hostileTexts,
  httpScript,
  isOwnQuestion,
  lineScript,
  MARKER,
  type Script,
} from './hostile-answer.fixture.ts';
import type { Random } from './random.fixture.ts';

export interface HostileUpstream {
  readonly upstream: Upstream;
  close(): Promise<void>;
}

/** Small, so that a text that is too long need not be very long. */
const JSON_LIMITS = { maxBytes: 256 * 1024, maxDepth: 64, maxMembers: 20_000 };
/** A server that says nothing more is waited for so long. */
const PATIENCE = { timeoutMs: 500, idleMs: 500 };

/** How a server answers, request by request. `random`: undefined where it is honest. */
type Answering = () => Random | undefined;

/** A server on a socket of its own that writes its answers byte by byte as the script has them. */
export async function hostileHttp(next: Answering): Promise<HostileUpstream> {
  const asked: RpcRequest[] = [];

  async function httpAnswer(head: string, body: string, random?: Random): Promise<Script> {
    const request = head.startsWith('GET ') ? resumed(head) : requestIn(body);
    if (request === undefined) return plain(ACCEPTED);
    if (random !== undefined && !isOwnQuestion(request)) {
      const eventId = `${MARKER}-${asked.push(request) - 1}`;
      if (head.startsWith('GET ') && random.chance(0.1)) return plain(refusal(random));
      return httpScript(random, await hostileTexts(random, request), eventId);
    }
    const text = await honestText(request);
    const length = Buffer.byteLength(text);
    return plain(
      `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n${text}`,
    );
  }

  /** Whose stream it is that somebody comes back to. */
  function resumed(head: string): RpcRequest | undefined {
    const number = /last-event-id: .*-(\d+)/i.exec(head)?.[1];
    return number === undefined ? undefined : asked[Number(number)];
  }

  const { server, port, close } = await listening((socket) => {
    let bytes = Buffer.alloc(0);
    socket.on('data', async (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      const split = bytes.indexOf('\r\n\r\n');
      if (split < 0) return;
      const head = bytes.subarray(0, split).toString('latin1');
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (bytes.length < split + 4 + length) return;
      const body = bytes.subarray(split + 4, split + 4 + length).toString();
      bytes = bytes.subarray(split + 4 + length);
      await play(socket, await httpAnswer(head, body, next()));
    });
  });
  server.on('error', () => {});
  const upstream = createHttpUpstream({
    ...{ name: 'hostile', endpoint: { url: `http://127.0.0.1:${port}/mcp` } },
    ...{ ...PATIENCE, jsonLimits: JSON_LIMITS },
  });
  return { upstream, close };
}

const ACCEPTED = 'HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n';

/** A program whose standard streams end in this process, where it is decided what it says. */
export async function hostileStdio(next: Answering): Promise<HostileUpstream> {
  const { port, close } = await listening((socket) => {
    let text = '';
    socket.setEncoding('utf8').on('data', async (chunk: string) => {
      text += chunk;
      const lines = text.split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) {
        const request = requestIn(line);
        if (request === undefined) continue;
        const random = next();
        if (random === undefined || isOwnQuestion(request))
          await play(socket, plain(`${await honestText(request)}\n`));
        else await play(socket, lineScript(random, await hostileTexts(random, request)));
      }
    });
  });
  const pipe = `const s=require('node:net').connect(${port},'127.0.0.1');process.stdin.pipe(s);s.pipe(process.stdout);s.on('error',()=>{}).on('close',()=>process.exit())`;
  const upstream = createStdioUpstream({
    ...{ name: 'hostile', command: process.execPath, args: ['-e', pipe], env: {}, log: () => {} },
    ...{ ...PATIENCE, timeoutMs: 3_000, jsonLimits: JSON_LIMITS, maxChildren: 64 },
  });
  return { upstream, close };
}

/** What a server says that resumes no stream, or not now. */
const refusal = (random: Random): string =>
  `HTTP/1.1 ${random.pick(['405 No', '404 Gone', '409 Busy', '500 Oops'])}\r\ncontent-length: 0\r\n\r\n`;

const plain = (text: string): Script => ({ parts: [Buffer.from(text)], ending: 'keep' });

function requestIn(text: string): RpcRequest | undefined {
  const message = text.trim() === '' ? undefined : parseRpcMessage(JSON.parse(text));
  return message !== undefined && isRequest(message) ? message : undefined;
}

async function play(socket: Socket, { parts, ending }: Script): Promise<void> {
  for (const part of parts) {
    if (socket.destroyed) return;
    await new Promise<void>((resolve) => socket.write(part, () => resolve()));
    // The next part leaves as a packet of its own.
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (ending === 'end') socket.end();
  if (ending === 'reset') socket.resetAndDestroy();
}

async function listening(
  onSocket: (socket: Socket) => void,
): Promise<{ readonly server: Server; readonly port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay().on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    onSocket(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    server,
    port: typeof address === 'object' && address !== null ? address.port : 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
