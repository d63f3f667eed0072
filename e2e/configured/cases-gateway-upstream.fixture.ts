import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { openLegacySession, post } from '../raw-mcp.fixture.ts';
import { type Files, withFolder, withGuard } from './configured-guard.fixture.ts';
import { withHttpUpstream } from './http-upstream.fixture.ts';
import { allowed, bearer, calling, denied, type KeyCases, seenOf } from './key-case.fixture.ts';
import { lenientAnswers } from './lenient-answers.fixture.ts';
import { INITIALIZE } from './messages.fixture.ts';
import type { Respond } from './recording-upstream.fixture.ts';
import { withServed } from './served-guard.fixture.ts';

const AN_ADDRESS = 'url: "http://127.0.0.1:9/mcp"';
const SCRIPT = join(import.meta.dirname, 'named-upstream.fixture.mjs');

/** What a program on standard streams was started with, as it says itself. */
function startedWith(files: Files): Promise<{ readonly name: string }> {
  return withFolder({}, async (folder) => {
    const other = join(folder, 'other-node');
    symlinkSync(process.execPath, other);
    const name = await withServed(
      files,
      async (url) => {
        const { response } = await post(url, INITIALIZE);
        return String(Reflect.get(Object(response?.result?.serverInfo), 'name'));
      },
      { NODE: process.execPath, OTHER_NODE: other, SCRIPT },
    );
    return { name: name.replace(other, 'other-node').replace(process.execPath, 'node') };
  });
}

/** Answers searches only after the guard has given up, or after a while that is short for a person. */
const slowly =
  (wait: 'until abandoned' | number): Respond =>
  async (request, context) => {
    if (request.method === 'tools/call')
      await new Promise((resolve) => {
        if (wait === 'until abandoned') context.signal.addEventListener('abort', resolve);
        else setTimeout(resolve, wait);
      });
    return lenientAnswers(request, context);
  };

/** What a request of any method is answered with, and whether it reached the upstream. */
const asking =
  (method: string, params: Readonly<Record<string, unknown>>) =>
  (files: Files): Promise<{ readonly error: number | undefined; readonly reached: boolean }> =>
    withGuard(files, async ({ url, upstream }) => {
      const session = await openLegacySession(url, bearer('worker'));
      const { response } = await post(
        url,
        { jsonrpc: '2.0', id: 1, method, params },
        { ...bearer('worker'), 'mcp-session-id': session.id },
      );
      const reached = upstream.received.some(
        ({ message }) => 'method' in message && message.method === method,
      );
      return { error: response?.error?.code, reached };
    });

/** A plugin of one tool, `launch`, which counts companies as far as the guard is told. */
const PLUGIN_BINDING = `
binding: 1
part_of: odoo-mcp-upstream
tools:
  launch:
    op: search_count
    model: res.company
    domain: $.domain
    options: {$.what: text}
    result: {kind: count, at: $.count}
`;

/** Calls the plugin's tool; its module is never run, for the upstream of these tests loads none. */
const launching = (files: Files) =>
  withFolder({}, async (folder) => {
    const plugin = join(folder, 'plugin.js');
    writeFileSync(plugin, 'throw new Error("the guard ran a plugin");');
    writeFileSync(join(folder, 'plugin.binding.yaml'), PLUGIN_BINDING);
    return withGuard(
      files,
      async (guard) => {
        const session = await openLegacySession(guard.url, bearer('worker'));
        return seenOf(await session.call('launch', { what: 'it' }), 'launch', guard);
      },
      { env: { PLUGIN: plugin } },
    );
  });

const KEY = 'first-first-first-first-first-first';

/** Calls a tool as the bearer of a token: what the server at one address was sent with it. */
const sentWith = (files: Files) =>
  withHttpUpstream((one) =>
    withServed(
      files,
      async (url) => {
        const session = await openLegacySession(url, bearer('worker'));
        await session.call('search_count', { model: 'crm.lead' });
        const headers = one.received.at(-1)?.headers ?? {};
        const account = String(headers['x-odoo-credential'] ?? '');
        return {
          key: headers['x-upstream-key'],
          account: Buffer.from(account, 'base64url').toString(),
        };
      },
      { ONE: one.url },
    ),
  );

/** Shakes hands through a guard: how often each of two servers on Unix sockets was asked. */
const askedOnSockets = (files: Files) =>
  withFolder({}, (folder) => {
    const [ONE, OTHER] = [join(folder, 'one.sock'), join(folder, 'other.sock')];
    const shakeHands = async (url: string) => void (await post(url, INITIALIZE));
    return withHttpUpstream(
      (one) =>
        withHttpUpstream(
          async (other) => {
            await withServed(files, shakeHands, { ONE, OTHER });
            return { one: one.received.length, other: other.received.length };
          },
          lenientAnswers,
          OTHER,
        ),
      lenientAnswers,
      ONE,
    );
  });

/** Every key under `upstream` of gateway.yaml. */
export const GATEWAY_UPSTREAM: KeyCases = {
  'upstream.url': {
    what: 'which server is asked',
    from: `upstream: {url: "\${ONE}"}`,
    to: `upstream: {url: "\${OTHER}"}`,
    see: (files) =>
      withHttpUpstream((one) =>
        withHttpUpstream((other) =>
          withServed(
            files,
            async (url) => {
              await post(url, INITIALIZE);
              return { one: one.received.length, other: other.received.length };
            },
            { ONE: one.url, OTHER: other.url },
          ),
        ),
      ),
    sees: [
      { one: 1, other: 0 },
      { one: 0, other: 1 },
    ],
  },
  'upstream.headers.*': {
    what: 'what the server is sent with every request',
    from: `upstream: {url: "\${ONE}", headers: {X-Key: first}}`,
    to: `upstream: {url: "\${ONE}", headers: {X-Key: second}}`,
    see: (files) =>
      withHttpUpstream((one) =>
        withServed(
          files,
          async (url) => {
            await post(url, INITIALIZE, { 'x-key': 'of the client' });
            return { key: one.received[0]?.headers['x-key'] };
          },
          { ONE: one.url },
        ),
      ),
    sees: [{ key: 'first' }, { key: 'second' }],
  },
  'upstream.key': {
    what: 'whether the server at the address is sent the Odoo account of each call',
    from: `upstream: {url: "\${ONE}", unbound: {tools: allow}}`,
    to: `upstream: {url: "\${ONE}", unbound: {tools: allow}, key: ${KEY}}`,
    beside: { model_access: 'stock_models: {read_only: [crm.lead]}' },
    see: sentWith,
    sees: [
      { key: undefined, account: '' },
      { key: KEY, account: expect.stringContaining('key-of-worker') },
    ],
  },
  'upstream.socket': {
    what: 'on which socket the server that ships with the guard is asked',
    from: `upstream: {socket: "\${ONE}", key: ${KEY}}`,
    to: `upstream: {socket: "\${OTHER}", key: ${KEY}}`,
    see: askedOnSockets,
    sees: [
      { one: 1, other: 0 },
      { one: 0, other: 1 },
    ],
  },
  'upstream.command': {
    what: 'which program is started',
    from: `upstream: {command: "\${NODE}", args: ["\${SCRIPT}"]}`,
    to: `upstream: {command: "\${OTHER_NODE}", args: ["\${SCRIPT}"]}`,
    see: startedWith,
    sees: [{ name: 'node none unset' }, { name: 'other-node none unset' }],
  },
  'upstream.args': {
    what: 'what the program is started with',
    from: `upstream: {command: "\${NODE}", args: ["\${SCRIPT}", first]}`,
    to: `upstream: {command: "\${NODE}", args: ["\${SCRIPT}", second]}`,
    see: startedWith,
    sees: [{ name: 'node first unset' }, { name: 'node second unset' }],
  },
  'upstream.env.*': {
    what: 'which variables the program has',
    from: `upstream: {command: "\${NODE}", args: ["\${SCRIPT}"], env: {SHOWN: first}}`,
    to: `upstream: {command: "\${NODE}", args: ["\${SCRIPT}"], env: {SHOWN: second}}`,
    see: startedWith,
    sees: [{ name: 'node none first' }, { name: 'node none second' }],
  },
  'upstream.binding': {
    what: 'what the tools of the server mean',
    from: `upstream: {${AN_ADDRESS}, unbound: {tools: allow}}`,
    to: `upstream: {${AN_ADDRESS}, unbound: {tools: allow}, binding: odoo-mcp-upstream}`,
    see: calling('boss', 'search_read', { model: 'ir.config_parameter' }),
    sees: [allowed({ reached: { model: 'ir.config_parameter' } }), denied('G4')],
  },
  'upstream.unbound.tools': {
    what: 'whether tools no binding describes may be called',
    from: `upstream: {${AN_ADDRESS}, unbound: {tools: deny}}`,
    to: `upstream: {${AN_ADDRESS}, unbound: {tools: allow}}`,
    see: calling('boss', 'launch', { what: 'it' }),
    sees: [{ error: -32602, reached: undefined }, allowed({ reached: { what: 'it' } })],
  },
  'upstream.unbound.resources': {
    what: 'whether resources no binding describes may be read',
    from: `upstream: {${AN_ADDRESS}, unbound: {resources: deny}}`,
    to: `upstream: {${AN_ADDRESS}, unbound: {resources: allow}}`,
    see: asking('resources/read', { uri: 'test://one' }),
    sees: [
      { error: -32601, reached: false },
      { error: undefined, reached: true },
    ],
  },
  'upstream.unbound.prompts': {
    what: 'whether prompts no binding describes may be used',
    from: `upstream: {${AN_ADDRESS}, unbound: {prompts: deny}}`,
    to: `upstream: {${AN_ADDRESS}, unbound: {prompts: allow}}`,
    see: asking('prompts/get', { name: 'greet', arguments: { who: 'you' } }),
    sees: [
      { error: -32601, reached: false },
      { error: undefined, reached: true },
    ],
  },
  'upstream.unbound.completions': {
    what: 'whether arguments no binding describes are completed',
    from: `upstream: {${AN_ADDRESS}, unbound: {prompts: allow, completions: deny}}`,
    to: `upstream: {${AN_ADDRESS}, unbound: {prompts: allow, completions: allow}}`,
    see: asking('completion/complete', {
      ref: { type: 'ref/prompt', name: 'greet' },
      argument: { name: 'who', value: 'y' },
    }),
    sees: [
      { error: -32601, reached: false },
      { error: undefined, reached: true },
    ],
  },
  'upstream.plugins': {
    what: 'which plugins the server has that ships with the guard',
    from: 'upstream: {plugins: []}',
    to: `upstream: {plugins: ["\${PLUGIN}"]}`,
    beside: { model_access: 'stock_models: {read_only: [res.company]}' },
    see: launching,
    sees: [{ error: -32602, reached: undefined }, allowed({ reached: { what: 'it' } })],
  },
  'upstream.timeout_seconds': {
    what: 'how long the server may take',
    from: `upstream: {url: "\${ONE}", unbound: {tools: allow}, timeout_seconds: 60}`,
    to: `upstream: {url: "\${ONE}", unbound: {tools: allow}, timeout_seconds: 0.02}`,
    see: (files) => {
      const patient = files.gateway?.includes('timeout_seconds: 60') === true;
      return withHttpUpstream(
        (one) =>
          withServed(
            files,
            async (url) => {
              const session = await openLegacySession(url, bearer('worker'));
              return session.call('launch', {});
            },
            { ONE: one.url },
          ),
        slowly(patient ? 60 : 'until abandoned'),
      );
    },
    sees: [
      { result: { structuredContent: { echoed: {} } } },
      { result: { isError: true, _meta: { 'odoo-mcp-guard/decision': { rule: 'upstream' } } } },
    ],
  },
  'upstream.max_processes': {
    what: 'how many sessions may have a process of a server on stdio at once',
    from: `upstream: {command: "\${NODE}", args: ["\${SCRIPT}"], max_processes: 2}`,
    to: `upstream: {command: "\${NODE}", args: ["\${SCRIPT}"], max_processes: 1}`,
    see: (files) =>
      withServed(
        files,
        async (url) => {
          const [first, second] = [await post(url, INITIALIZE), await post(url, INITIALIZE)];
          return {
            first: first.headers['mcp-session-id'] !== undefined,
            second: second.headers['mcp-session-id'] !== undefined,
          };
        },
        { NODE: process.execPath, SCRIPT },
      ),
    sees: [
      { first: true, second: true },
      { first: true, second: false },
    ],
  },
};
