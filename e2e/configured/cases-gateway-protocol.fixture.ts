import type { RpcMessage } from '../../proxy/wire/message.ts';
import { openLegacySession, post } from '../raw-mcp.fixture.ts';
import { type Files, withGuard } from './configured-guard.fixture.ts';
import { withHttpUpstream } from './http-upstream.fixture.ts';
import { bearer, type KeyCases } from './key-case.fixture.ts';
import { lenientAnswers } from './lenient-answers.fixture.ts';
import { INITIALIZE } from './messages.fixture.ts';
import { createRecordingUpstream } from './recording-upstream.fixture.ts';
import { withServed } from './served-guard.fixture.ts';

/** What becomes of a 2026-07-28 request whose header names an earlier version, and what the server is sent. */
const underAnotherVersion = (files: Files) =>
  withHttpUpstream((upstream) =>
    withServed(
      files,
      async (url) => {
        const _meta = {
          'io.modelcontextprotocol/protocolVersion': '2026-07-28',
          'io.modelcontextprotocol/clientCapabilities': {},
        };
        const { status, response } = await post(
          url,
          { jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta } },
          { ...bearer('worker'), 'mcp-protocol-version': '2025-11-25' },
        );
        const sent = upstream.received.map(({ headers }) => headers['mcp-protocol-version']);
        return { status, error: response?.error?.code, sent };
      },
      { UPSTREAM: upstream.url },
    ),
  );

const UNBOUND = 'upstream: {url: "http://127.0.0.1:9/mcp", unbound: {tools: allow}}';

/** All a client could offer. */
const ABLE = { sampling: {}, elicitation: {}, roots: {} };

/** What the server is told of the client, and whether what it says beside an answer reaches the client. */
const saying =
  (said: RpcMessage & { readonly method: string }) =>
  (files: Files): Promise<object> => {
    const upstream = createRecordingUpstream(
      async (request, context) => ({
        ...(await lenientAnswers(request, context)),
        ...(request.method === 'tools/call' ? { before: [said] } : {}),
      }),
      'events',
    );
    return withGuard(
      files,
      async ({ url }) => {
        const params = { ...INITIALIZE.params, capabilities: ABLE };
        const opened = await post(url, { ...INITIALIZE, params }, bearer('worker'));
        const session = {
          ...bearer('worker'),
          'mcp-session-id': String(opened.headers['mcp-session-id']),
        };
        const call = { name: 'launch', arguments: {} };
        const body = { jsonrpc: '2.0', id: 2, method: 'tools/call', params: call };
        const { text } = await post(url, body, session);
        const [first] = upstream.received;
        const told = first && 'params' in first.message ? first.message.params?.capabilities : {};
        return { told, heard: text.includes(`"method":"${said.method}"`) };
      },
      { upstream },
    );
  };

/** Which extensions the two sides hear of in each other. */
const extending = (files: Files): Promise<object> => {
  const extensions = { 'com.example/one': { a: 1 }, 'com.example/other': {} };
  const upstream = createRecordingUpstream(() => ({
    result: { supportedVersions: ['2026-07-28'], capabilities: { extensions } },
  }));
  return withGuard(
    files,
    async ({ url }) => {
      const _meta = {
        'io.modelcontextprotocol/protocolVersion': '2026-07-28',
        'io.modelcontextprotocol/clientCapabilities': { extensions },
      };
      const body = { jsonrpc: '2.0', id: 1, method: 'server/discover', params: { _meta } };
      const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'server/discover' };
      const { response } = await post(url, body, { ...bearer('worker'), ...headers });
      const [first] = upstream.received;
      const told = Object(first && 'params' in first.message ? first.message.params?._meta : {});
      return {
        told: Object(told['io.modelcontextprotocol/clientCapabilities']).extensions,
        heard: Object(response?.result?.capabilities).extensions,
      };
    },
    { upstream },
  );
};

const NOW = '2026-11-29T10:00:00Z';
const TASK = { taskId: 'a', status: 'working', createdAt: NOW, lastUpdatedAt: NOW, ttl: 1_000 };

/** Whether a call that asks for a task becomes one, at a server that makes one wherever it is asked to. */
const askedForTask = (files: Files) =>
  withHttpUpstream(
    (upstream) =>
      withServed(
        files,
        async (url) => {
          const session = await openLegacySession(url, bearer('worker'));
          const { response } = await post(
            url,
            {
              ...{ jsonrpc: '2.0', id: 1, method: 'tools/call' },
              params: { name: 'echo', arguments: {}, task: {} },
            },
            { ...bearer('worker'), 'mcp-session-id': session.id },
          );
          return Object.keys(response?.result ?? {});
        },
        { UPSTREAM: upstream.url },
      ),
    (request, context) =>
      request.method === 'tools/call'
        ? { result: request.params?.task ? { task: TASK } : { content: [] } }
        : lenientAnswers(request, context),
  );

/** Every key under `protocol` of gateway.yaml. */
export const GATEWAY_PROTOCOL: KeyCases = {
  'protocol.extensions': {
    what: 'which extensions the two sides hear of in each other',
    from: 'protocol: {extensions: []}',
    to: 'protocol: {extensions: [com.example/one]}',
    see: extending,
    sees: [
      { told: undefined, heard: undefined },
      { told: { 'com.example/one': { a: 1 } }, heard: { 'com.example/one': { a: 1 } } },
    ],
  },
  'protocol.version_header': {
    what: 'whether the version header must say what the body says',
    from: `upstream: {url: "\${UPSTREAM}"}\nprotocol: {version_header: strict}`,
    to: `upstream: {url: "\${UPSTREAM}"}\nprotocol: {version_header: lenient}`,
    see: underAnotherVersion,
    sees: [
      { status: 400, error: -32020, sent: [] },
      { status: 200, error: undefined, sent: ['2026-07-28'] },
    ],
  },
  'protocol.sampling': {
    what: "whether a server may have the client's model say something",
    from: `${UNBOUND}\nprotocol: {sampling: deny}`,
    to: `${UNBOUND}\nprotocol: {sampling: allow}`,
    see: saying({
      jsonrpc: '2.0',
      id: 7,
      method: 'sampling/createMessage',
      params: { messages: [], maxTokens: 10 },
    }),
    sees: [
      { told: {}, heard: false },
      { told: { sampling: {} }, heard: true },
    ],
  },
  'protocol.elicitation': {
    what: 'whether a server may ask the person behind the client',
    from: `${UNBOUND}\nprotocol: {elicitation: deny}`,
    to: `${UNBOUND}\nprotocol: {elicitation: forms}`,
    see: saying({
      jsonrpc: '2.0',
      id: 7,
      method: 'elicitation/create',
      params: { message: 'Who?', requestedSchema: { type: 'object', properties: {} } },
    }),
    sees: [
      { told: {}, heard: false },
      { told: { elicitation: {} }, heard: true },
    ],
  },
  'protocol.roots': {
    what: 'whether a server may ask which folders the client works in',
    from: `${UNBOUND}\nprotocol: {roots: deny}`,
    to: `${UNBOUND}\nprotocol: {roots: allow}`,
    see: saying({ jsonrpc: '2.0', id: 7, method: 'roots/list' }),
    sees: [
      { told: {}, heard: false },
      { told: { roots: {} }, heard: true },
    ],
  },
  'protocol.logging': {
    what: 'whether what a server logs reaches the client',
    from: `${UNBOUND}\nprotocol: {logging: deny}`,
    to: `${UNBOUND}\nprotocol: {logging: allow}`,
    see: saying({
      jsonrpc: '2.0',
      method: 'notifications/message',
      params: { level: 'info', data: 'started' },
    }),
    sees: [{ heard: false }, { heard: true }],
  },
  'protocol.tasks': {
    what: 'whether a server may hand out a call as a task',
    from: `upstream: {url: "\${UPSTREAM}", unbound: {tools: allow}}\nprotocol: {tasks: deny}`,
    to: `upstream: {url: "\${UPSTREAM}", unbound: {tools: allow}}\nprotocol: {tasks: allow}`,
    see: askedForTask,
    sees: [['content'], ['task']],
  },
};
