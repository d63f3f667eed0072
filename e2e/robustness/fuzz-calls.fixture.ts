import type { Era } from '../../proxy/exchange.ts';
import type { RequestId } from '../../proxy/wire/message.ts';
import { oneOfEach, type ToolCall } from '../configured/marker-calls.fixture.ts';
import type { Random } from './random.fixture.ts';

/** A call of each tool, without the one that takes a credential. */
export const CALLS = oneOfEach().filter(({ name }) => name !== 'login');
export const BEARER = { authorization: 'Bearer worker' };

const VERSION = '2026-07-28';
const META = {
  'io.modelcontextprotocol/protocolVersion': VERSION,
  'io.modelcontextprotocol/clientCapabilities': {},
};

/** A request over HTTP, before anything about it is made wrong. */
export interface Asking {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The call as a client of that era makes it. */
export function asking(era: Era, id: RequestId, call: ToolCall, session: string): Asking {
  const meta = era === 'modern' ? META : {};
  const params = { ...call, _meta: { ...meta, progressToken: 'token' } };
  return {
    headers:
      era === 'modern'
        ? {
            ...{ ...BEARER, 'mcp-protocol-version': VERSION },
            ...{ 'mcp-method': 'tools/call', 'mcp-name': call.name },
          }
        : { ...BEARER, 'mcp-session-id': session, 'mcp-protocol-version': '2025-11-25' },
    body: JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params }),
  };
}

/** Ids that are easily taken for one another. */
export const anyId = (random: Random): RequestId =>
  random.pick<RequestId>([0, '0', 1, '1', 'token', 7]);
