import {
  Client as ClientV2,
  StreamableHTTPClientTransport as HttpTransportV2,
} from '@modelcontextprotocol/client';
import { StdioClientTransport as StdioTransportV2 } from '@modelcontextprotocol/client/stdio';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as StdioTransportV1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as HttpTransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import * as z from 'zod';

/** The clients in the field: the first SDK, and the second one in each protocol era. */
export const CLIENT_KINDS = ['v1 SDK', 'v2 SDK, legacy era', 'v2 SDK, modern era'] as const;
export type ClientKind = (typeof CLIENT_KINDS)[number];

const toolResult = z.looseObject({
  content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })),
  structuredContent: z.record(z.string(), z.unknown()).optional(),
  isError: z.boolean().optional(),
  _meta: z.record(z.string(), z.unknown()).optional(),
});
export type ToolResult = z.output<typeof toolResult>;

const toolList = z.array(
  z.looseObject({
    name: z.string(),
    title: z.string().optional(),
    description: z.string().optional(),
    inputSchema: z.record(z.string(), z.unknown()),
    outputSchema: z.record(z.string(), z.unknown()).optional(),
    annotations: z.record(z.string(), z.unknown()).optional(),
  }),
);
export type ToolList = z.output<typeof toolList>;

/** How far a call is. */
export interface Progress {
  readonly progress: number;
  readonly total?: number | undefined;
}

/** One connected MCP client, whichever SDK it comes from. Both check results against outputSchema. */
export interface TestClient {
  readonly serverInfo: { readonly name: string; readonly version: string } | undefined;
  tools(): Promise<ToolList>;
  call(
    name: string,
    args?: Record<string, unknown>,
    signal?: AbortSignal,
    onprogress?: (progress: Progress) => void,
  ): Promise<ToolResult>;
  close(): Promise<void>;
}

const INFO = { name: 'test', version: '1.0.0' };

/** Where the server is: an address with headers, or a command to start. */
export type Target =
  | { readonly url: URL; readonly headers: Readonly<Record<string, string>> }
  | {
      readonly command: string;
      readonly args: readonly string[];
      readonly env: Readonly<Record<string, string>>;
    };

/** Connects a client of the given kind; the tools have been listed, so results are checked. */
export async function connectClient(kind: ClientKind, target: Target): Promise<TestClient> {
  const client = kind === 'v1 SDK' ? await connectV1(target) : await connectV2(kind, target);
  await client.tools();
  return client;
}

async function connectV1(target: Target): Promise<TestClient> {
  const client = new ClientV1(INFO);
  const transport =
    'url' in target
      ? new HttpTransportV1(target.url, { requestInit: { headers: { ...target.headers } } })
      : new StdioTransportV1({ ...stdioParameters(target), stderr: 'ignore' });
  // The SDK's own transports do not satisfy its Transport type under exactOptionalPropertyTypes.
  await client.connect(transport as Parameters<ClientV1['connect']>[0]);
  return {
    serverInfo: client.getServerVersion(),
    tools: async () => toolList.parse((await client.listTools()).tools),
    call: async (name, args = {}, signal, onprogress) =>
      toolResult.parse(
        await client.callTool({ name, arguments: args }, undefined, {
          ...(signal ? { signal } : {}),
          ...(onprogress ? { onprogress } : {}),
        }),
      ),
    close: () => client.close(),
  };
}

async function connectV2(kind: ClientKind, target: Target): Promise<TestClient> {
  const mode = kind === 'v2 SDK, modern era' ? { pin: '2026-07-28' } : 'legacy';
  const client = new ClientV2(INFO, { versionNegotiation: { mode } });
  await client.connect(
    'url' in target
      ? new HttpTransportV2(target.url, { requestInit: { headers: { ...target.headers } } })
      : new StdioTransportV2({ ...stdioParameters(target), stderr: 'ignore' }),
  );
  return {
    serverInfo: client.getServerVersion(),
    tools: async () => toolList.parse((await client.listTools()).tools),
    call: async (name, args = {}, signal, onprogress) =>
      toolResult.parse(
        await client.callTool(
          { name, arguments: args },
          { ...(signal ? { signal } : {}), ...(onprogress ? { onprogress } : {}) },
        ),
      ),
    close: () => client.close(),
  };
}

function stdioParameters(target: Extract<Target, { readonly command: string }>) {
  return { command: target.command, args: [...target.args], env: { ...target.env } };
}
