import { request } from 'undici';
import * as z from 'zod';

const response = z.looseObject({
  id: z.union([z.string(), z.number(), z.null()]).optional(),
  result: z.record(z.string(), z.unknown()).optional(),
  error: z.looseObject({ code: z.number(), message: z.string() }).optional(),
});
export type RawResponse = z.infer<typeof response>;

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The JSON-RPC response among it, whether it came as JSON or as an event stream. */
  readonly response: RawResponse | undefined;
}

/** Posts one JSON value to an MCP endpoint, byte for byte what is given: no SDK in between. */
export async function post(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<RawAnswer> {
  const answer = await request(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await answer.body.text();
  return {
    status: answer.statusCode,
    headers: answer.headers,
    text,
    response: responseIn(text, String(answer.headers['content-type'] ?? '')),
  };
}

function responseIn(text: string, type: string): RawResponse | undefined {
  const bodies = type.startsWith('text/event-stream')
    ? text
        .split('\n')
        .filter((line) => line.startsWith('data:'))
        .map((line) => line.slice(5).trim())
    : [text];
  for (const body of bodies.filter((one) => one !== '')) {
    const message = response.safeParse(JSON.parse(body));
    if (message.success && (message.data.result ?? message.data.error)) return message.data;
  }
  return undefined;
}

export interface LegacySession {
  /** Calls a tool; every request of every session carries the id 1, as some clients do. */
  call(name: string, args: Readonly<Record<string, unknown>>): Promise<RawResponse>;
  readonly id: string;
}

/** Opens a session of the 2025-11-25 protocol by hand. */
export async function openLegacySession(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<LegacySession> {
  const opened = await post(
    url,
    {
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: {
        protocolVersion: '2025-11-25',
        capabilities: {},
        clientInfo: { name: 'raw', version: '1' },
      },
    },
    headers,
  );
  const id = opened.headers['mcp-session-id'];
  if (typeof id !== 'string') throw new Error(`no session: ${opened.status} ${opened.text}`);
  const session = { ...headers, 'mcp-session-id': id, 'mcp-protocol-version': '2025-11-25' };
  await post(url, { jsonrpc: '2.0', method: 'notifications/initialized' }, session);
  return {
    id,
    async call(name, args) {
      const params = { name, arguments: args };
      const body = { jsonrpc: '2.0', id: 1, method: 'tools/call', params };
      const { response: answered, status, text } = await post(url, body, session);
      if (!answered) throw new Error(`no response: ${status} ${text}`);
      return answered;
    },
  };
}
