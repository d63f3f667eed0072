import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import * as z from 'zod';
import { createPooledEndpoint, type OdooEndpoint } from './endpoint.ts';

/** One call as it reached the server. */
export interface ReceivedCall {
  readonly path: string;
  readonly cookie: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Tells the connections of a client apart. */
  readonly connection: number | undefined;
  /** Of a JSON-RPC call; empty for the other protocols. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** What the script answers: a result, a fault, or the raw answer written by itself. */
export type ScriptedAnswer =
  | { readonly result: unknown; readonly session?: string }
  | { readonly fault: string; readonly message?: string }
  | { readonly raw: (response: ServerResponse) => void };

export interface ScriptedOdoo {
  readonly url: URL;
  /** Straight to the server: each call is sent once. */
  readonly endpoint: OdooEndpoint;
  /** Every call so far, oldest first. */
  readonly calls: readonly ReceivedCall[];
  close(): Promise<void>;
}

const requestBody = z.object({ params: z.record(z.string(), z.unknown()).default({}) });

/** An HTTP server on loopback that answers Odoo's calls from a script, as JSON-RPC unless it is raw. */
export async function startScriptedOdoo(
  script: (call: ReceivedCall) => ScriptedAnswer | Promise<ScriptedAnswer>,
  maxAnswerBytes?: number,
): Promise<ScriptedOdoo> {
  const calls: ReceivedCall[] = [];
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const { params } = requestBody.parse(body.startsWith('{') ? JSON.parse(body) : {});
    const call = {
      headers: request.headers,
      body,
      path: request.url ?? '',
      cookie: request.headers.cookie,
      connection: request.socket.remotePort,
      params,
    };
    calls.push(call);
    answer(response, await script(call));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  const url = new URL(`http://127.0.0.1:${address.port}`);
  const endpoint = createPooledEndpoint(url, {
    poolSize: 10,
    ...(maxAnswerBytes === undefined ? {} : { maxAnswerBytes }),
  });
  return {
    url,
    endpoint,
    calls,
    async close() {
      await endpoint.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

function answer(response: ServerResponse, scripted: ScriptedAnswer): void {
  if ('raw' in scripted) {
    scripted.raw(response);
    return;
  }
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if ('session' in scripted && scripted.session !== undefined)
    headers['set-cookie'] = `session_id=${scripted.session}; Max-Age=604800; HttpOnly; Path=/`;
  response.writeHead(200, headers);
  response.end(
    JSON.stringify(
      'fault' in scripted
        ? {
            jsonrpc: '2.0',
            id: null,
            error: {
              code: 200,
              message: 'Odoo Server Error',
              data: { name: scripted.fault, message: scripted.message ?? 'refused', debug: 'x' },
            },
          }
        : { jsonrpc: '2.0', id: 1, result: scripted.result },
    ),
  );
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
