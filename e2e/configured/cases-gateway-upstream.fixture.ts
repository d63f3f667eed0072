import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { openLegacySession, post } from '../raw-mcp.fixture.ts';
import { type Files, withFolder } from './configured-guard.fixture.ts';
import { withHttpUpstream } from './http-upstream.fixture.ts';
import { allowed, bearer, calling, denied, type KeyCases } from './key-case.fixture.ts';
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
};
