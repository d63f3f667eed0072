import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isObject, type Json } from '../engine/json.ts';
import type { DemoState } from '../state.ts';
import { callJson2 } from './json2.ts';
import { errorReply, resultReply } from './reply.ts';
import { answerReport } from './report.ts';
import { routeAt } from './routes.ts';
import { callXmlRpc } from './xmlrpc.ts';

const NOTICE = 'In-memory demo, not Odoo';
const HTML_404 = `<!DOCTYPE html>
<html><head><meta charset="utf-8"/><title>404 | ${NOTICE}</title></head>
<body><h1>404</h1><p>${NOTICE}: this page does not exist.</p></body></html>
`;
const HTML_405 = `<!doctype html>
<html lang=en>
<title>405 Method Not Allowed</title>
<h1>Method Not Allowed</h1>
<p>The method is not allowed for the requested URL.</p>
`;
const HTML_415 = `<!doctype html>
<html lang=en>
<title>415 Unsupported Media Type</title>
<h1>Unsupported Media Type</h1>
<p>Write the body as application/json.</p>
`;
const MAX_BODY = 16 * 1024 * 1024;

/** The demo's web server; not yet listening. */
export function createHttpServer(state: DemoState): Server {
  return createServer((request, response) => {
    handle(state, request, response).catch((error: unknown) => {
      const text = error instanceof Error ? error.message : String(error);
      send(response, 500, 'text/plain; charset=utf-8', `${NOTICE}: ${text}\n`);
    });
  });
}

async function handle(
  state: DemoState,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  if (path === '/web/health') {
    send(response, 200, 'application/json', '{"status": "pass"}');
    return;
  }
  if (path === '/') {
    send(
      response,
      200,
      'text/plain; charset=utf-8',
      `${NOTICE} (speaks as ${state.db.version}.0).\n`,
    );
    return;
  }
  if (path.startsWith('/report/')) {
    const answer = answerReport(state, path, sessionIdOf(request));
    if (answer.location !== undefined) response.setHeader('Location', answer.location);
    send(response, answer.status, answer.contentType, answer.body);
    return;
  }
  const service = /^\/xmlrpc\/2\/(\w+)$/.exec(path)?.[1];
  if (service !== undefined) {
    await answerXmlRpc(state, service, request, response);
    return;
  }
  if (state.db.version >= 19 && (path === '/json/2' || path.startsWith('/json/2/'))) {
    await answerJson2(state, path, request, response);
    return;
  }
  const route = routeAt(path);
  if (route && request.method !== 'POST') {
    send(response, 400, 'text/html; charset=utf-8', 'Invalid JSON data');
    return;
  }
  if (!route) {
    send(response, 404, 'text/html; charset=utf-8', HTML_404);
    return;
  }
  const body = parseBody(await readBody(request));
  if (body === undefined) {
    send(response, 400, 'text/html; charset=utf-8', 'Invalid JSON data');
    return;
  }
  if (!isObject(body)) {
    send(response, 400, 'text/html; charset=utf-8', 'Invalid JSON-RPC data');
    return;
  }
  const id = body.id ?? null;
  const params = isObject(body.params) ? body.params : {};
  try {
    const answer = route(state, params, sessionIdOf(request));
    if (answer.sessionId !== undefined) response.setHeader('Set-Cookie', cookie(answer.sessionId));
    sendJson(response, resultReply(id, answer.result));
  } catch (error) {
    sendJson(response, errorReply(state.db.version, id, error));
  }
}

async function answerXmlRpc(
  state: DemoState,
  service: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST') {
    response.setHeader('Allow', 'POST, OPTIONS');
    send(response, 405, 'text/html; charset=utf-8', HTML_405);
    return;
  }
  const answer = callXmlRpc(state, service, await readBody(request));
  send(response, 200, 'text/xml; charset=utf-8', answer);
}

async function answerJson2(
  state: DemoState,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = '', headers } = request;
  const body = await readBody(request);
  const type = headers['content-type'] ?? '';
  if (body !== '' && !type.startsWith('application/json')) {
    response.setHeader('Accept', 'application/json');
    send(response, 415, 'text/html; charset=utf-8', HTML_415);
    return;
  }
  const reply = callJson2(state, { httpMethod: method, path, headers, body });
  const { 'Content-Type': contentType = '', ...others } = reply.headers;
  for (const [name, value] of Object.entries(others)) response.setHeader(name, value);
  send(response, reply.status, contentType, reply.body);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_BODY) throw new Error('request body too large');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseBody(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function sessionIdOf(request: IncomingMessage): string | undefined {
  const header = request.headers['x-openerp-session-id'];
  if (typeof header === 'string') return header;
  return /(?:^|;\s*)session_id=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
}

function cookie(id: string): string {
  const week = 7 * 24 * 3600;
  return `session_id=${id}; Max-Age=${week}; HttpOnly; Path=/; SameSite=Lax`;
}

function sendJson(response: ServerResponse, body: Json): void {
  send(response, 200, 'application/json; charset=utf-8', JSON.stringify(body));
}

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    Server: 'demo-odoo (in-memory demo, not Odoo)',
  });
  response.end(body);
}
