import {
  Client as ClientV2,
  StreamableHTTPClientTransport as HttpTransportV2,
} from '@modelcontextprotocol/client';
import { StdioClientTransport as StdioTransportV2 } from '@modelcontextprotocol/client/stdio';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as StdioTransportV1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as HttpTransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
  LoggingMessageNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import * as z from 'zod';
import type { CLIENT_KINDS, Target } from '../../upstream/mcp-clients.fixture.ts';

/** A client that offers servers all that they may ask for, and keeps what they log. */
export interface AskedClient {
  /** The text of a tool's result. */
  call(name: string): Promise<string>;
  readonly logged: readonly unknown[];
  /** From now on the server logs (up to 2025-11-25). */
  wantLogs(): Promise<unknown>;
  close(): Promise<void>;
}

const INFO = { name: 'test', version: '1.0.0' };
const CAPABILITIES = { sampling: {}, elicitation: { form: {} }, roots: {} };
const SAMPLED = {
  role: 'assistant' as const,
  content: { type: 'text' as const, text: 'Good morning' },
  model: 'none',
};
const FILLED_IN = { action: 'accept' as const, content: { name: 'Ada', ok: true } };
const ROOTS = { roots: [{ uri: 'file:///tmp/work', name: 'work' }] };
const result = z.looseObject({ content: z.array(z.looseObject({ text: z.string() })) });

export function connectAskedClient(
  kind: (typeof CLIENT_KINDS)[number],
  target: Target,
): Promise<AskedClient> {
  return kind === 'v1 SDK'
    ? connectV1(target)
    : connectV2(target, kind === 'v2 SDK, modern era' ? { pin: '2026-07-28' } : 'legacy');
}

async function connectV1(target: Target): Promise<AskedClient> {
  const client = new ClientV1(INFO, { capabilities: CAPABILITIES });
  const logged: unknown[] = [];
  client.setRequestHandler(CreateMessageRequestSchema, () => SAMPLED);
  client.setRequestHandler(ElicitRequestSchema, () => FILLED_IN);
  client.setRequestHandler(ListRootsRequestSchema, () => ROOTS);
  client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => {
    logged.push(params.data);
  });
  const transport =
    'url' in target ? new HttpTransportV1(target.url) : new StdioTransportV1(processOf(target));
  // The SDK's own transports do not satisfy its Transport type under exactOptionalPropertyTypes.
  await client.connect(transport as Parameters<ClientV1['connect']>[0]);
  return {
    call: async (name) => textOf(await client.callTool({ name, arguments: {} })),
    logged,
    wantLogs: () => client.setLoggingLevel('info'),
    close: () => client.close(),
  };
}

async function connectV2(
  target: Target,
  mode: 'legacy' | { readonly pin: string },
): Promise<AskedClient> {
  const client = new ClientV2(INFO, {
    versionNegotiation: { mode },
    capabilities: CAPABILITIES,
  });
  const logged: unknown[] = [];
  client.setRequestHandler('sampling/createMessage', () => SAMPLED);
  client.setRequestHandler('elicitation/create', () => FILLED_IN);
  client.setRequestHandler('roots/list', () => ROOTS);
  client.setNotificationHandler('notifications/message', ({ params }) => {
    logged.push(params.data);
  });
  await client.connect(
    'url' in target ? new HttpTransportV2(target.url) : new StdioTransportV2(processOf(target)),
  );
  return {
    call: async (name) => textOf(await client.callTool({ name, arguments: {} })),
    logged,
    wantLogs: () => client.setLoggingLevel('info'),
    close: () => client.close(),
  };
}

function processOf({ command, args, env }: Extract<Target, { readonly command: string }>) {
  return { command, args: [...args], env: { ...env }, stderr: 'ignore' as const };
}

function textOf(answer: unknown): string {
  return result
    .parse(answer)
    .content.map(({ text }) => text)
    .join('\n');
}
