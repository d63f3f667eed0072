// An MCP server of both eras that does as it is told, on stdio, or with --http on a free port it prints.
//   echo {text}      says it back, after `wait` turns of the event loop
//   stream {count}   reports progress that often, then says so
//   hang             never answers
//   drip             reports progress for ever, as fast as it is taken
//   stay             reports progress once, then nothing more
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';

const TOOLS = ['echo', 'stream', 'hang', 'drip', 'stay'];

/** What is said to a request: messages, in order; a promise for each that takes its time. */
async function* answersTo({ id, method, params = {} }, isGone) {
  const said = (result) => ({
    jsonrpc: '2.0',
    id,
    result: { resultType: 'complete', ...result },
  });
  const text = (words) => said({ content: [{ type: 'text', text: words }] });
  const progress = (done, message) => ({
    jsonrpc: '2.0',
    method: 'notifications/progress',
    params: { progressToken: params._meta?.progressToken, progress: done, message },
  });
  switch (method) {
    case 'initialize':
      return yield said({
        protocolVersion: params.protocolVersion,
        capabilities: { tools: { listChanged: true } },
        serverInfo: { name: 'plain', version: '1' },
      });
    case 'server/discover':
      return yield said({
        supportedVersions: ['2026-07-28'],
        capabilities: { tools: {} },
        ttlMs: 0,
        cacheScope: 'private',
      });
    case 'tools/list':
      return yield said({
        tools: TOOLS.map((name) => ({ name, inputSchema: { type: 'object' } })),
      });
    case 'tools/call':
      break;
    default:
      return yield { jsonrpc: '2.0', id, error: { code: -32601, message: 'Method not found' } };
  }
  const { name, arguments: args = {} } = params;
  switch (name) {
    case 'echo':
      for (let turn = 0; turn < (args.wait ?? 0); turn++)
        await new Promise((resolve) => setImmediate(resolve));
      return yield text(args.text ?? '');
    case 'stream':
      for (let done = 1; done <= (args.count ?? 1); done++) yield progress(done);
      return yield text('streamed');
    case 'drip':
      for (let done = 1; !isGone(); done++) yield progress(done, 'x'.repeat(1_000));
      return;
    case 'stay':
      yield progress(1);
      return yield new Promise(() => {});
    case 'hang':
      return yield new Promise(() => {});
    default:
      return yield {
        jsonrpc: '2.0',
        id,
        error: { code: -32602, message: `Unknown tool: ${name}` },
      };
  }
}

function serveStdio() {
  const writeLine = (message) =>
    process.stdout.write(`${JSON.stringify(message)}\n`)
      ? undefined
      : new Promise((resolve) => process.stdout.once('drain', resolve));
  const cancelled = new Set();
  createInterface({ input: process.stdin }).on('line', async (line) => {
    const message = JSON.parse(line);
    if (message.method === 'notifications/cancelled') cancelled.add(message.params.requestId);
    if (message.id === undefined || message.method === undefined) return;
    for await (const answer of answersTo(message, () => cancelled.has(message.id)))
      await writeLine(answer);
  });
}

function serveHttp() {
  const sessions = new Set();
  const server = createServer(async (request, response) => {
    let gone = false;
    let wake = () => {};
    response
      .on('drain', () => wake())
      .on('close', () => {
        gone = true;
        wake();
      });
    const session = request.headers['mcp-session-id'];
    if (session !== undefined && !sessions.has(session)) return response.writeHead(404).end();
    if (request.method === 'DELETE') {
      sessions.delete(session);
      return response.writeHead(200).end();
    }
    if (request.method === 'GET') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      return response.write(event({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' }));
    }
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const message = JSON.parse(Buffer.concat(chunks).toString());
    if (message.id === undefined || message.method === undefined)
      return response.writeHead(202).end();
    const headers = {};
    if (message.method === 'initialize') {
      headers['mcp-session-id'] = randomUUID();
      sessions.add(headers['mcp-session-id']);
    }
    for await (const answer of answersTo(message, () => gone)) {
      if (gone) return;
      if (answer.id !== undefined && !response.headersSent)
        return response
          .writeHead(200, { ...headers, 'content-type': 'application/json' })
          .end(JSON.stringify(answer));
      if (!response.headersSent)
        response.writeHead(200, { ...headers, 'content-type': 'text/event-stream' });
      if (!response.write(event(answer)) && !gone)
        await new Promise((resolve) => {
          wake = resolve;
        });
    }
    response.end();
  });
  // On a busy machine a connection may be found closed at the moment it is used again, whoever is careful.
  server.keepAliveTimeout = 600_000;
  server.listen(0, '127.0.0.1', () => {
    process.stdout.write(`http://127.0.0.1:${server.address().port}/mcp\n`);
  });
  process.stdin.resume().on('end', () => process.exit());
}

const event = (message) => `data: ${JSON.stringify(message)}\n\n`;

if (process.argv[2] === '--http') serveHttp();
else serveStdio();
