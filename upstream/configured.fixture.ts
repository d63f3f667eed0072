import { afterEach, expect } from 'vitest';
import { connectClient, type TestClient, type ToolResult } from './mcp-clients.fixture.ts';
import {
  type ReceivedCall,
  type ScriptedAnswer,
  type ScriptedOdoo,
  startScriptedOdoo,
} from './odoo/scripted-odoo.fixture.ts';
import type { Clock } from './odoo-access.ts';
import { type RunningUpstream, startUpstream } from './running-upstream.fixture.ts';

/** Each variable changes what reaches Odoo's socket. */
type Variables = Parameters<typeof startUpstream>[2];
export type Script = (
  call: ReceivedCall,
  method: string,
) => ScriptedAnswer | Promise<ScriptedAnswer>;

/** Odoo hangs up. */
export const LOST: ScriptedAnswer = { raw: (response) => response.destroy() };
export const account = { method: 'api_key', database: 'demo', login: 'bob', secret: 'k3y' };
export const partner = { model: 'res.partner' };
/** A call that only reads. */
export const count = (client: TestClient) => client.call('search_count', partner);

/** What is to be closed when the test has ended, in reverse order. */
export const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

/** A client of an upstream with these variables; `script` answers all but the login of the account. */
export async function connect(variables: Variables, script: Script, clock: Clock = {}) {
  const odoo: ScriptedOdoo = await startScriptedOdoo((call) =>
    call.params.service === 'common' ? { result: 7 } : script(call, methodOf(call)),
  );
  open.push(odoo);
  // One protocol, so that nothing is asked but what the script answers.
  const chosen = { ODOO_PROTOCOL: 'jsonrpc', ...variables };
  const upstream: RunningUpstream = await startUpstream(odoo.url, 'demo', chosen, clock);
  open.push(upstream);
  const target = { url: upstream.url, headers: upstream.headers(account) };
  const client = await connectClient('v2 SDK, modern era', target);
  open.push(client);
  const sent = (method: string) => odoo.calls.filter((call) => methodOf(call) === method);
  return { client, sent, odoo, upstream };
}

/** The ORM method, or the last part of the path. */
export function methodOf({ path, params }: ReceivedCall): string {
  const args = Array.isArray(params.args) ? params.args : [];
  return params.service === 'object' ? String(args[4]) : (path.split('/').at(-1) ?? '');
}

/** What a failed call tells. */
export function failureOf(result: ToolResult) {
  expect(result.isError).toBe(true);
  return { text: result.content[0]?.text ?? '', error: result._meta?.['odoo-mcp/error'] };
}
