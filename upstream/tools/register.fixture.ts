import { afterEach } from 'vitest';
import { connectClient } from '../mcp-clients.fixture.ts';
import {
  type ReceivedCall,
  type ScriptedAnswer,
  type ScriptedOdoo,
  startScriptedOdoo,
} from '../odoo/scripted-odoo.fixture.ts';
import { type RunningUpstream, startUpstream } from '../running-upstream.fixture.ts';

/** The Odoo of the last connection. */
export let odoo: ScriptedOdoo | undefined;
/** The upstream of the last connection. */
export let upstream: RunningUpstream | undefined;
afterEach(async () => {
  await upstream?.close();
  await odoo?.close();
});

const account = { method: 'api_key', database: 'demo', login: 'bob', secret: 'k3y' };
/** Odoo hangs up. */
export const LOST: ScriptedAnswer = { raw: (response) => response.destroy() };

/** A client of an upstream whose Odoo knows one field and answers `onCall` to everything else. */
export async function connect(
  onCall: (method: string) => ScriptedAnswer | Promise<ScriptedAnswer>,
  kind: Parameters<typeof connectClient>[0] = 'v1 SDK',
) {
  odoo = await startScriptedOdoo((call) => {
    const method = methodOf(call);
    if (call.path.endsWith('version_info')) return { result: { server_version: '18.0' } };
    if (method === undefined) return { result: 7 };
    if (method === 'fields_get') return { result: { name: { type: 'char', string: 'Name' } } };
    return onCall(method);
  });
  upstream = await startUpstream(odoo.url, 'demo');
  return connectClient(kind, { url: upstream.url, headers: upstream.headers(account) });
}

/** The ORM method of a call; undefined where it calls none. */
export function methodOf({ params }: ReceivedCall): string | undefined {
  const args = Array.isArray(params.args) ? params.args : [];
  return params.service === 'object' ? String(args[4]) : undefined;
}

/** The arguments of the last call of a method. */
export const sentArguments = () => {
  const args = odoo?.calls.at(-1)?.params.args;
  return Array.isArray(args) ? args.slice(3) : [];
};
