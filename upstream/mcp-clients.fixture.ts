import {
  Client as ClientV2,
  StreamableHTTPClientTransport as HttpTransportV2,
} from '@modelcontextprotocol/client';
import { StdioClientTransport as StdioTransportV2 } from '@modelcontextprotocol/client/stdio';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as StdioTransportV1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as HttpTransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import * as z from 'zod';

/** The clients in the field: the first SDK, and the second one in each protocol era. */
export const CLIENT_KINDS = ['v1 SDK', 'v2 SDK, legacy era', 'v2 SDK, modern era'] as const;
/** And the one that asks which era the server speaks. */
export type ClientKind = (typeof CLIENT_KINDS)[number] | 'v2 SDK, either era';

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

const named = z.looseObject({ name: z.string(), title: z.string().optional() });
const resourceList = z.array(named.extend({ uri: z.string(), mimeType: z.string().optional() }));
const templateList = z.array(named.extend({ uriTemplate: z.string() }));
const promptList = z.array(
  named.extend({
    description: z.string().optional(),
    arguments: z
      .array(
        z.looseObject({
          name: z.string(),
          description: z.string().optional(),
          required: z.boolean().optional(),
        }),
      )
      .optional(),
  }),
);
const resourceContents = z
  .array(
    z.looseObject({
      uri: z.string(),
      mimeType: z.string().optional(),
      text: z.string().optional(),
      blob: z.string().optional(),
    }),
  )
  .length(1)
  .transform(([only]) => ({ ...only }));
export type ResourceContents = z.output<typeof resourceContents>;
const promptMessages = z.array(
  z.object({
    role: z.string(),
    content: z.object({ type: z.literal('text'), text: z.string() }),
  }),
);
const completion = z.looseObject({
  values: z.array(z.string()),
  total: z.number().optional(),
  hasMore: z.boolean().optional(),
});
export type Completion = z.output<typeof completion>;

/** What is completed: an argument of a prompt, or a variable of a resource template. */
export type CompletionReference =
  | { readonly type: 'ref/prompt'; readonly name: string }
  | { readonly type: 'ref/resource'; readonly uri: string };

const formRequest = z.looseObject({
  message: z.string(),
  requestedSchema: z.looseObject({ properties: z.record(z.string(), z.unknown()) }),
});
export type FormRequest = z.output<typeof formRequest>;

/** What the person at the client does with a form. */
export interface FormAnswer {
  readonly action: 'accept' | 'decline' | 'cancel';
  readonly content?: Record<string, string | number | boolean | string[]>;
}

/** Answers the forms of the server; a client without it declares no elicitation. */
export type FormFiller = (request: FormRequest) => FormAnswer;

/** One connected MCP client, whichever SDK it comes from. Both check results against outputSchema. */
export interface TestClient {
  resources(): Promise<z.output<typeof resourceList>>;
  templates(): Promise<z.output<typeof templateList>>;
  /** Reads a resource that has one content. */
  read(uri: string): Promise<ResourceContents>;
  prompts(): Promise<z.output<typeof promptList>>;
  prompt(name: string, args?: Record<string, string>): Promise<z.output<typeof promptMessages>>;
  complete(
    ref: CompletionReference,
    argument: { readonly name: string; readonly value: string },
    given?: Record<string, string>,
  ): Promise<Completion>;
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
export async function connectClient(
  kind: ClientKind,
  target: Target,
  fill?: FormFiller,
): Promise<TestClient> {
  const client =
    kind === 'v1 SDK' ? await connectV1(target, fill) : await connectV2(kind, target, fill);
  await client.tools();
  return client;
}

async function connectV1(target: Target, fill: FormFiller | undefined): Promise<TestClient> {
  const client = new ClientV1(INFO, fill ? { capabilities: { elicitation: {} } } : {});
  if (fill)
    client.setRequestHandler(ElicitRequestSchema, ({ params }) => ({
      ...fill(formRequest.parse(params)),
    }));
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
    resources: async () => resourceList.parse((await client.listResources()).resources),
    templates: async () =>
      templateList.parse((await client.listResourceTemplates()).resourceTemplates),
    read: async (uri) => resourceContents.parse((await client.readResource({ uri })).contents),
    prompts: async () => promptList.parse((await client.listPrompts()).prompts),
    prompt: async (name, args = {}) =>
      promptMessages.parse((await client.getPrompt({ name, arguments: args })).messages),
    complete: async (ref, argument, given) =>
      completion.parse((await client.complete(completionRequest(ref, argument, given))).completion),
    close: () => client.close(),
  };
}

const MODES = {
  'v2 SDK, legacy era': 'legacy',
  'v2 SDK, modern era': { pin: '2026-07-28' },
  'v2 SDK, either era': 'auto',
} as const;

async function connectV2(
  kind: keyof typeof MODES,
  target: Target,
  fill: FormFiller | undefined,
): Promise<TestClient> {
  const mode = MODES[kind];
  const client = new ClientV2(INFO, {
    versionNegotiation: { mode },
    ...(fill ? { capabilities: { elicitation: { form: {} } } } : {}),
  });
  if (fill)
    client.setRequestHandler('elicitation/create', ({ params }) => ({
      ...fill(formRequest.parse(params)),
    }));
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
    resources: async () => resourceList.parse((await client.listResources()).resources),
    templates: async () =>
      templateList.parse((await client.listResourceTemplates()).resourceTemplates),
    read: async (uri) => resourceContents.parse((await client.readResource({ uri })).contents),
    prompts: async () => promptList.parse((await client.listPrompts()).prompts),
    prompt: async (name, args = {}) =>
      promptMessages.parse((await client.getPrompt({ name, arguments: args })).messages),
    complete: async (ref, argument, given) =>
      completion.parse((await client.complete(completionRequest(ref, argument, given))).completion),
    close: () => client.close(),
  };
}

function completionRequest(
  ref: CompletionReference,
  argument: { readonly name: string; readonly value: string },
  given: Record<string, string> | undefined,
) {
  return { ref, argument, ...(given === undefined ? {} : { context: { arguments: given } }) };
}

function stdioParameters(target: Extract<Target, { readonly command: string }>) {
  return { command: target.command, args: [...target.args], env: { ...target.env } };
}
