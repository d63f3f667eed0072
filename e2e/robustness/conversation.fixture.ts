import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Agent, request } from 'undici';
import type { Era } from '../../proxy/exchange.ts';
import type { RequestId } from '../../proxy/wire/message.ts';

export const PLAIN_SERVER = join(import.meta.dirname, 'plain-server.fixture.mjs');

/** What a guard is told to stand in front of. */
export interface PlainUpstream {
  readonly command: readonly string[];
  stop(): void;
}

/** The plain server of these tests, as a process of its own over HTTP or as the guard's child. */
export async function startPlainUpstream(transport: 'http' | 'stdio'): Promise<PlainUpstream> {
  if (transport === 'stdio')
    return { command: ['--', process.execPath, PLAIN_SERVER], stop: () => {} };
  const child = spawn(process.execPath, [PLAIN_SERVER, '--http'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [url] = await once(createInterface({ input: child.stdout }), 'line');
  return { command: ['--upstream', String(url)], stop: () => void child.kill() };
}

/** A plain answer of a tool, as far as these tests look at it. */
export interface Said {
  readonly status: number;
  readonly id: unknown;
  readonly text: string | undefined;
  readonly body: string;
}

export interface Conversation {
  call(
    id: RequestId,
    tool: string,
    args: Readonly<Record<string, unknown>>,
    options?: CallOptions,
  ): Promise<Said>;
  /** The headers and the body of such a call, for those who send them by other means. */
  message(
    id: RequestId,
    tool: string,
    args: Readonly<Record<string, unknown>>,
  ): { readonly headers: Readonly<Record<string, string>>; readonly body: string };
  /** Ends the session, where the era has one. */
  end(): Promise<void>;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
}

const VERSION = '2026-07-28';
const META = {
  'io.modelcontextprotocol/protocolVersion': VERSION,
  'io.modelcontextprotocol/clientCapabilities': {},
};
const ACCEPT = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
};

/** Connections of the tests themselves; closed with `closeConnections`. */
let agent = new Agent({ connections: 512, pipelining: 1 });

/** Ends every connection of every conversation, so that what is left is the guard's own. */
export async function closeConnections(): Promise<void> {
  const last = agent;
  agent = new Agent({ connections: 512, pipelining: 1 });
  await last.destroy();
}

/** Opens a conversation in an era; over HTTP by hand, so that any id can be sent any number of times. */
export async function converse(
  url: string,
  era: Era,
  headers: Readonly<Record<string, string>> = {},
): Promise<Conversation> {
  return era === 'legacy' ? legacy(url, headers) : modern(url, headers);
}

async function legacy(url: string, known: Readonly<Record<string, string>>): Promise<Conversation> {
  const params = {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'raw', version: '1' },
  };
  const opened = await request(url, {
    dispatcher: agent,
    method: 'POST',
    headers: { ...ACCEPT, ...known },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params }),
  });
  const body = await opened.body.text();
  const id = opened.headers['mcp-session-id'];
  if (typeof id !== 'string') throw new Error(`no session: ${opened.statusCode} ${body}`);
  const headers = {
    ...{ ...ACCEPT, ...known },
    ...{ 'mcp-session-id': id, 'mcp-protocol-version': '2025-11-25' },
  };
  const initialized = await request(url, {
    ...{ dispatcher: agent, method: 'POST', headers },
    body: JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' }),
  });
  await initialized.body.dump();
  return {
    ...conversation(url, (id, tool, args) => ({
      headers,
      body: callBody(id, tool, { arguments: args, _meta: { progressToken: id } }),
    })),
    async end() {
      const ended = await request(url, { dispatcher: agent, method: 'DELETE', headers });
      await ended.body.dump();
    },
  };
}

function modern(url: string, known: Readonly<Record<string, string>>): Conversation {
  return conversation(url, (id, tool, args) => ({
    headers: {
      ...{ ...ACCEPT, ...known },
      ...{ 'mcp-protocol-version': VERSION, 'mcp-method': 'tools/call', 'mcp-name': tool },
    },
    body: callBody(id, tool, { arguments: args, _meta: { ...META, progressToken: id } }),
  }));
}

function callBody(id: RequestId, name: string, rest: object): string {
  return JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name, ...rest } });
}

function conversation(url: string, message: Conversation['message']): Conversation {
  return {
    message,
    async call(id, tool, args, { signal, headers: more = {} } = {}) {
      const { headers, body } = message(id, tool, args);
      const answer = await request(url, {
        ...{ dispatcher: agent, method: 'POST', headers: { ...headers, ...more }, body },
        ...(signal ? { signal } : {}),
        headersTimeout: 120_000,
      });
      return saidIn(answer.statusCode, await answer.body.text());
    },
    end: async () => {},
  };
}

function saidIn(status: number, body: string): Said {
  const last = body.startsWith('{') ? body : (body.match(/^data: ?(\{.*)$/gm)?.at(-1) ?? '{}');
  const { id, result } = JSON.parse(last.replace(/^data: ?/, ''));
  return { status, id, text: result?.content?.[0]?.text, body };
}
