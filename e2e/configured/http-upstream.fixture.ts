import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { isRequest } from '../../proxy/wire/message.ts';
import { parseRpcMessage } from '../../proxy/wire/rpc-parse.ts';
import { CLIENT_JSON_LIMITS, parseStrictJson } from '../../proxy/wire/strict-json.ts';
import { lenientAnswers } from './lenient-answers.fixture.ts';
import type { Respond } from './recording-upstream.fixture.ts';

/** One HTTP request that reached the server. */
export interface HttpReceived {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

export interface HttpUpstreamServer {
  /** Its MCP endpoint. */
  readonly url: string;
  readonly received: readonly HttpReceived[];
}

/** The text every path but `/mcp` answers with. */
export const OTHER_PATH = 'another page of the upstream';

/** An MCP server on a port of its own for as long as `use` takes, or on a Unix socket. */
export async function withHttpUpstream<Result>(
  use: (server: HttpUpstreamServer) => Promise<Result>,
  respond: Respond = lenientAnswers,
  socketPath?: string,
): Promise<Result> {
  const received: HttpReceived[] = [];
  const server = createServer(async (request, response) => {
    const { method, url: path, headers } = request;
    received.push({ method, path, headers });
    if (path !== '/mcp') return void response.end(OTHER_PATH);
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const body = Buffer.from(await text(request));
    const message = parseRpcMessage(parseStrictJson(body, CLIENT_JSON_LIMITS));
    if (!isRequest(message)) return void response.writeHead(202).end();
    const answer = await respond(message, { era: 'legacy', headers: {}, signal: gone.signal });
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ jsonrpc: '2.0', id: message.id, result: answer.result }));
  });
  server.listen(socketPath === undefined ? { port: 0, host: '127.0.0.1' } : { path: socketPath });
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  try {
    return await use({ url: `http://127.0.0.1:${port}/mcp`, received });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
