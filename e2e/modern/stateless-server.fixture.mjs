// Somebody else's MCP server of revision 2026-07-28, made without an SDK: on stdio, or with --http. It answers
// whatever it is asked, checks no policy, and tells on standard error what reached it.
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';

const META = 'io.modelcontextprotocol';
const REGION = { type: 'string', 'x-mcp-header': 'Region' };
const tool = (name, more = {}) => ({ name, inputSchema: { type: 'object' }, ...more });
const TOOLS = [
  tool('echo', {
    inputSchema: { type: 'object', properties: { region: REGION } },
    outputSchema: { type: 'array' },
    icons: [{ src: 'https://example.com/i.png' }],
    'com.example/unknown': { deep: [1, null] },
    _meta: { ui: { resourceUri: 'ui://echo' } },
  }),
  tool('broken', {
    inputSchema: { type: 'object', properties: { region: { ...REGION, type: 'number' } } },
  }),
  ...['ask', 'slow', 'change', 'finish', 'needs', 'strange'].map((name) => tool(name)),
];
/** What a client must bring back as it is, whatever is in it. */
const STATE = ' {"a":1.0,"b":"é\u2028\\u0000"}\t=?base64?x?= ';
/** The open streams of changes, by the id of their request. */
const streams = new Map();

const say = (what) => process.stderr.write(`SEEN ${JSON.stringify(what)}\n`);

/** Answers one request. `write` sends a message about it, `gone` is called when nobody waits any more. */
function answer(request, write, onGone) {
  const { id, method, params = {} } = request;
  const meta = params._meta ?? {};
  const result = (value) =>
    write({
      id,
      result: {
        resultType: 'complete',
        _meta: { [`${META}/serverInfo`]: { name: 'stateless', version: '1' } },
        ...value,
      },
    });
  const fail = (code, data) =>
    write({ id, error: { code, message: 'a secret of the server', ...(data ? { data } : {}) } });
  switch (method) {
    case 'server/discover':
      return result({
        supportedVersions: ['2026-07-28', '2031-01-01'],
        capabilities: {
          tools: { listChanged: true },
          resources: { subscribe: true, listChanged: true },
          prompts: { listChanged: true },
          completions: {},
          logging: {},
          extensions: { 'com.example/seen': { a: 1 }, 'com.example/other': {} },
          experimental: { x: {} },
        },
        ttlMs: 86_400_000,
        cacheScope: 'public',
      });
    case 'tools/list':
      return result({ tools: TOOLS, ttlMs: 86_400_000, cacheScope: 'public' });
    case 'resources/read':
      return params.uri === 'test://ask'
        ? ask()
        : result({ contents: [{ uri: params.uri, text: 'read' }], ttlMs: 9, cacheScope: 'public' });
    case 'prompts/get':
      return ask();
    case 'subscriptions/listen': {
      const tag = { [`${META}/subscriptionId`]: id };
      const tell = (what, more = {}) =>
        write({ method: `notifications/${what}`, params: { ...more, _meta: tag } });
      streams.set(id, { tell, finish: () => result({ _meta: tag }) });
      onGone(() => {
        streams.delete(id);
        say({ gone: id });
      });
      return tell('subscriptions/acknowledged', { notifications: params.notifications });
    }
    case 'tools/call':
      return call();
    default:
      return fail(-32601);
  }

  function call() {
    switch (params.name) {
      case 'echo': {
        const { progressToken } = meta;
        if (progressToken !== undefined)
          write({
            method: 'notifications/progress',
            params: { progressToken, progress: 1, total: 2, message: 'half' },
          });
        const level = meta[`${META}/logLevel`];
        if (level !== undefined) {
          write({ method: 'notifications/message', params: { level: 'debug', data: 'too quiet' } });
          write({
            method: 'notifications/message',
            params: { level, logger: 'l', data: { a: 1 } },
          });
        }
        const said = JSON.stringify(params.arguments);
        return result({
          content: [{ type: 'text', text: said, later: [null] }],
          structuredContent: [said],
          later: 1,
        });
      }
      case 'ask':
        return ask();
      case 'slow':
        return onGone(() => say({ gone: id }));
      case 'change':
        for (const { tell } of streams.values()) {
          tell('tools/list_changed');
          tell('prompts/list_changed');
          tell('resources/updated', { uri: 'test://one' });
          tell('resources/updated', { uri: 'test://two' });
        }
        return result({ content: [] });
      case 'finish':
        for (const { finish } of streams.values()) finish();
        streams.clear();
        return result({ content: [] });
      case 'needs':
        return meta[`${META}/clientCapabilities`]?.sampling
          ? result({ content: [] })
          : fail(-32021, { requiredCapabilities: { sampling: {} } });
      case 'strange':
        return result({ resultType: 'com.example/strange', content: [] });
      default:
        return fail(-32602);
    }
  }

  function ask() {
    const { inputResponses, requestState } = params;
    if (inputResponses !== undefined) {
      const text = JSON.stringify({ inputResponses, same: requestState === STATE });
      const content = { type: 'text', text };
      return result({
        content: [content],
        contents: [{ uri: params.uri ?? '', text }],
        messages: [{ role: 'user', content }],
      });
    }
    const form = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] };
    return result({
      resultType: 'input_required',
      inputRequests: {
        name: { method: 'elicitation/create', params: { message: 'Who?', requestedSchema: form } },
        page: {
          method: 'elicitation/create',
          params: { mode: 'url', message: 'Look', url: 'https://example.com/' },
        },
        model: {
          method: 'sampling/createMessage',
          params: {
            messages: [{ role: 'user', content: { type: 'text', text: 'hi' } }],
            maxTokens: 5,
          },
        },
        folders: { method: 'roots/list', params: {} },
        other: { method: 'com.example/ask', params: {} },
      },
      requestState: STATE,
    });
  }
}

if (process.argv.includes('--http')) {
  const listener = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { headers } = request;
    const mirrored = Object.fromEntries(
      Object.entries(headers).filter(([name]) => name.startsWith('mcp-')),
    );
    const message = JSON.parse(body);
    say({ message, headers: mirrored });
    if (message.id === undefined) return void response.writeHead(202).end();
    let streaming = false;
    answer(
      message,
      (sent) => {
        const text = JSON.stringify({ jsonrpc: '2.0', ...sent });
        const final = sent.id !== undefined;
        if (final && !streaming) {
          const code = sent.error?.code;
          const status = code === -32601 ? 404 : code === -32021 ? 400 : 200;
          response.writeHead(status, { 'content-type': 'application/json' }).end(text);
          return;
        }
        if (!streaming) response.writeHead(200, { 'content-type': 'text/event-stream' });
        streaming = true;
        response.write(`event: message\ndata: ${text}\n\n`);
        if (final) response.end();
      },
      (gone) =>
        response.on('close', () => {
          if (!response.writableEnded) gone();
        }),
    );
  });
  listener.listen(0, '127.0.0.1', () => {
    process.stdout.write(`http://127.0.0.1:${listener.address().port}/mcp\n`);
  });
} else {
  const waiting = new Map();
  createInterface({ input: process.stdin }).on('line', (line) => {
    const message = JSON.parse(line);
    say({ message, headers: {} });
    if (message.method === 'notifications/cancelled') {
      const { requestId } = message.params;
      waiting.get(requestId)?.();
      waiting.delete(requestId);
    }
    if (message.id === undefined) return;
    answer(
      message,
      (sent) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...sent })}\n`),
      (gone) => waiting.set(message.id, gone),
    );
  });
}
