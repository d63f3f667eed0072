import { once } from 'node:events';
import { createServer } from 'node:net';
import { request } from 'undici';
import { expect } from 'vitest';
import { post } from '../raw-mcp.fixture.ts';
import { type Files, withGuard } from './configured-guard.fixture.ts';
import { type CommandOutput, runGuardCommand } from './guard-command.fixture.ts';
import { OTHER_PATH, withHttpUpstream } from './http-upstream.fixture.ts';
import { bearer, type KeyCases } from './key-case.fixture.ts';
import { atLaterTime } from './later-time.fixture.ts';
import { INITIALIZE } from './messages.fixture.ts';
import { withServed } from './served-guard.fixture.ts';

const OVER_HTTP = 'transport: http, port: 0, log_level: silent';

/** The guard as the command line serves it, in front of an upstream with an address. */
function serving<Result>(
  files: Files,
  use: (url: string) => Promise<Result>,
  more: Readonly<Record<string, string>> = {},
): Promise<Result> {
  return withHttpUpstream((upstream) =>
    withServed({ ...files, gateway: `upstream: {url: "\${UPSTREAM}"}\n${files.gateway}` }, use, {
      UPSTREAM: upstream.url,
      ...more,
    }),
  );
}

/** The HTTP status of `initialize` with these headers beside the usual ones. */
const statusOf =
  (headers: Readonly<Record<string, string>>, message: object = INITIALIZE) =>
  (files: Files) =>
    serving(files, async (url) => ({ status: (await post(url, message, headers)).status }));

/** The process on its own, until it has answered the ping on its standard input or says that it listens. */
function command(files: Files): Promise<CommandOutput> {
  return withHttpUpstream((upstream) =>
    runGuardCommand(
      { ...files, gateway: `upstream: {url: "\${UPSTREAM}"}\n${files.gateway}` },
      ({ stdout, stderr }) =>
        stdout.length > 0 || stderr.some((line) => line.includes('listening')),
      { UPSTREAM: upstream.url },
    ),
  );
}

/** Every key under `server` of gateway.yaml. */
export const GATEWAY_SERVER: KeyCases = {
  'server.name': {
    what: 'what the server calls itself',
    from: `server: {name: one, ${OVER_HTTP}}`,
    to: `server: {name: other, ${OVER_HTTP}}`,
    see: (files) =>
      withGuard(files, async ({ url }) => {
        const { response } = await post(url, INITIALIZE);
        return { info: response?.result?.serverInfo };
      }),
    sees: [{ info: { name: 'one' } }, { info: { name: 'other' } }],
  },
  'server.transport': {
    what: 'where messages are taken from',
    from: 'server: {transport: stdio, port: 0}',
    to: 'server: {transport: http, port: 0}',
    see: async (files) => {
      const { stdout, stderr } = await command(files);
      return {
        answers: stdout.map((line) => JSON.parse(line)),
        listening: stderr.some((line) => line.includes('"listening"')),
      };
    },
    sees: [
      { answers: [{ id: 1, result: {} }], listening: false },
      { answers: [], listening: true },
    ],
  },
  'server.host': {
    what: 'the interface it listens on',
    from: 'server: {host: 127.0.0.1, transport: http, port: 0, log_level: silent}',
    to: 'server: {host: localhost, transport: http, port: 0, log_level: silent}',
    see: (files) =>
      serving(files, async (url) => {
        const { status } = await post(url, INITIALIZE);
        return { host: new URL(url).hostname, status };
      }),
    sees: [
      { host: '127.0.0.1', status: 200 },
      { host: 'localhost', status: 200 },
    ],
  },
  'server.port': {
    what: 'the port it listens on: one that is taken is said to be',
    from: 'server: {port: 0, transport: http, log_level: silent}',
    to: `server: {port: "\${TAKEN}", transport: http, log_level: silent}`,
    see: async (files) => {
      const other = createServer().listen(0, '127.0.0.1');
      await once(other, 'listening');
      const address = other.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      try {
        return await serving(files, async () => ({ started: true }), { TAKEN: String(port) });
      } catch (error) {
        return { started: false, named: String(error).includes(String(port)) };
      } finally {
        other.close();
      }
    },
    sees: [{ started: true }, { started: false, named: true }],
  },
  'server.log_level': {
    what: 'how much is logged',
    from: 'server: {transport: stdio, log_level: warn}',
    to: 'server: {transport: stdio, log_level: error}',
    see: async (files) => ({ logged: (await command(files)).stderr.length > 0 }),
    sees: [{ logged: true }, { logged: false }],
  },
  'server.max_concurrent_sessions': {
    what: 'how many sessions may be open at once',
    from: 'server: {max_concurrent_sessions: 2}',
    to: 'server: {max_concurrent_sessions: 1}',
    see: (files) =>
      withGuard(files, async ({ url }) => {
        await post(url, INITIALIZE, bearer('boss'));
        const second = await post(url, INITIALIZE, bearer('worker'));
        return { opened: second.headers['mcp-session-id'] !== undefined, text: second.text };
      }),
    sees: [
      { opened: true },
      { opened: false, text: expect.stringContaining('server.max_concurrent_sessions') },
    ],
  },
  'server.session_timeout_seconds': {
    what: 'how long an unused session lives',
    from: 'server: {session_timeout_seconds: 3600}',
    to: 'server: {session_timeout_seconds: 60}',
    see: (files) =>
      withGuard(files, async ({ url }) => {
        const { headers } = await post(url, INITIALIZE, bearer('worker'));
        const session = {
          ...bearer('worker'),
          'mcp-session-id': String(headers['mcp-session-id']),
        };
        const list = { jsonrpc: '2.0', id: 2, method: 'tools/list' };
        return {
          status: await atLaterTime(10, async () => (await post(url, list, session)).status),
        };
      }),
    sees: [{ status: 200 }, { status: 404 }],
  },
  'server.allowed_hosts': {
    what: 'which Host a request may name',
    from: `server: {allowed_hosts: [guard.example.com], ${OVER_HTTP}}`,
    to: `server: {allowed_hosts: [other.example.com], ${OVER_HTTP}}`,
    see: statusOf({ host: 'guard.example.com' }),
    sees: [{ status: 200 }, { status: 403 }],
  },
  'server.allowed_origins': {
    what: 'which Origin a request may name',
    from: `server: {allowed_origins: ["https://app.example.com"], ${OVER_HTTP}}`,
    to: `server: {allowed_origins: ["https://other.example.com"], ${OVER_HTTP}}`,
    see: statusOf({ origin: 'https://app.example.com' }),
    sees: [{ status: 200 }, { status: 403 }],
  },
  'server.max_request_bytes': {
    what: 'how large a request may be',
    from: `server: {max_request_bytes: 4096, ${OVER_HTTP}}`,
    to: `server: {max_request_bytes: 1024, ${OVER_HTTP}}`,
    see: statusOf(
      {},
      {
        ...INITIALIZE,
        params: { ...INITIALIZE.params, _meta: { padding: 'x'.repeat(2_000) } },
      },
    ),
    sees: [{ status: 200 }, { status: 413 }],
  },
  'server.pass_through': {
    what: 'which other paths of the upstream can be reached',
    from: `server: {pass_through: [/about], ${OVER_HTTP}}`,
    to: `server: {pass_through: [/status], ${OVER_HTTP}}`,
    see: (files) =>
      serving(files, async (url) => {
        const { statusCode, body } = await request(new URL('/status', url));
        return { status: statusCode, text: await body.text() };
      }),
    sees: [{ status: 404 }, { status: 200, text: OTHER_PATH }],
  },
};
