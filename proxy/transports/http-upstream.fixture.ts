import type { ServerResponse } from 'node:http';
import { afterEach } from 'vitest';
import type { Upstream, UpstreamContext } from '../exchange.ts';
import type { RpcRequest } from '../wire/message.ts';
import { createHttpUpstream, type HttpUpstreamSettings } from './http-upstream.ts';
import {
  type ScriptedServer,
  type SeenRequest,
  startScriptedServer,
} from './scripted-server.fixture.ts';

/** What is to be closed when the test has ended, in reverse order. */
export const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A server that answers as the script says, and an upstream that speaks to it. */
export async function start(
  script: (request: SeenRequest, response: ServerResponse) => void,
  settings: Partial<HttpUpstreamSettings> = {},
): Promise<{ server: ScriptedServer; upstream: Upstream }> {
  const server = await startScriptedServer(script);
  const endpoint = { url: `http://127.0.0.1:${server.port}/mcp?x=1` };
  const upstream = createHttpUpstream({ name: 'test', endpoint, ...settings });
  cleanups.push(server.close, upstream.close);
  return { server, upstream };
}

export const request: RpcRequest = {
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name: 'été' },
};
/** What accompanies a message of a legacy client, but for the changes. */
export const context = (changes: Partial<UpstreamContext> = {}): UpstreamContext => ({
  era: 'legacy',
  headers: {},
  signal: new AbortController().signal,
  ...changes,
});
/** Answers with one JSON body. */
export const json = (response: ServerResponse, body: unknown, status = 200): void => {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
};
/** An answer to the request. */
export const result = (id: unknown = 1): object => ({ jsonrpc: '2.0', id, result: { ok: true } });
