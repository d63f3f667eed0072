import { afterEach } from 'vitest';
import type { Handle } from '../exchange.ts';
import { isRequest } from '../wire/message.ts';
import { type HttpSide, type HttpSideSettings, startHttpSide } from './http-server.ts';

let side: HttpSide | undefined;

/** Ends the HTTP side that a test has started; after each test it is ended anyway. */
export async function close(): Promise<void> {
  await side?.close();
  side = undefined;
}
afterEach(close);

/** Answers every request with what the transport said of it. */
export const echo: Handle = async ({ message, era, origin, reply }) => {
  if (isRequest(message))
    reply.respond({ jsonrpc: '2.0', id: message.id, result: { era, origin: { ...origin } } });
  else reply.finish(202);
};

/** Starts an HTTP side that echoes, unless told otherwise, and gives its port. */
export async function start(settings: Partial<HttpSideSettings> = {}): Promise<number> {
  side = await startHttpSide({
    port: 0,
    handle: echo,
    handleSession: async ({ reply }) => reply.finish(405),
    ...settings,
  });
  return side.port;
}

/** A ping, or another request in its place, as its bytes. */
export const rpc = (extra: object = {}): string =>
  JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping', ...extra });

export const VERSION = '2026-07-28';

/** What every request of that revision says in its `_meta`. */
export const envelope = {
  'io.modelcontextprotocol/protocolVersion': VERSION,
  'io.modelcontextprotocol/clientCapabilities': {},
};

export const modernBody = rpc({ method: 'tools/list', params: { _meta: envelope } });

export const modernHeaders = { 'mcp-protocol-version': VERSION, 'mcp-method': 'tools/list' };
