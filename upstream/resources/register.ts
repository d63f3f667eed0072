import {
  type McpServer,
  ProtocolError,
  ProtocolErrorCode,
  type ReadResourceResult,
  ResourceNotFoundError,
  ResourceTemplate,
  type ServerContext,
  UriTemplate,
} from '@modelcontextprotocol/server';
import type { OdooErrorClass } from '../odoo/errors.ts';
import { describeFailure, type Failure, logFailure } from '../tools/failure.ts';
import type { ToolServices } from '../tools/tool.ts';
import { RESOURCES } from './registry.ts';
import type { ResourceContent, ResourceDefinition } from './resource.ts';
import { ResourceUri, type UriVariables } from './resource-uri.ts';

/**
 * The resources with their templates, which are made once per process. Which records there are is for
 * searches to say: a list of them all would be as long as the database.
 */
const COMPILED = RESOURCES.map((resource) => ({
  resource,
  template: UriTemplate.isTemplate(resource.uri)
    ? new ResourceTemplate(new ResourceUri(resource.uri), { list: undefined })
    : undefined,
}));

/** Makes the resources and templates known to an MCP server instance. */
export function registerResources(server: McpServer, services: ToolServices): void {
  for (const { resource, template } of COMPILED)
    registerResource(server, resource, template, services);
}

function registerResource(
  server: McpServer,
  resource: ResourceDefinition,
  template: ResourceTemplate | undefined,
  services: ToolServices,
): void {
  const { name, title, description, uri: fixed, mimeType } = resource;
  const about = { title, description, ...(mimeType === undefined ? {} : { mimeType }) };
  const read = async (uri: URL, variables: UriVariables, context: ServerContext) => {
    const { log, ...shared } = services;
    const started = performance.now();
    try {
      const content = await resource.read(variables, {
        ...shared,
        signal: context.mcpReq.signal,
        progress: async () => undefined,
        embed: () => undefined,
      });
      return contents(uri.href, content);
    } catch (error) {
      const failure = describeFailure(error, true);
      const ms = Math.round(performance.now() - started);
      logFailure(log, { resource: name, ms }, failure, error);
      throw protocolError(uri.href, failure);
    }
  };
  if (template === undefined)
    server.registerResource(name, fixed, about, (uri, context) => read(uri, {}, context));
  else
    server.registerResource(name, template, about, (uri, variables, context) =>
      read(uri, texts(variables), context),
    );
}

function texts(variables: Readonly<Record<string, string | string[]>>): UriVariables {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, String(value)]),
  );
}

function contents(uri: string, content: ResourceContent): ReadResourceResult {
  switch (content.kind) {
    case 'json':
      return {
        contents: [{ uri, mimeType: 'application/json', text: JSON.stringify(content.value) }],
      };
    case 'blob': {
      const blob = Buffer.from(content.bytes).toString('base64');
      return { contents: [{ uri, mimeType: content.mimeType, blob }] };
    }
  }
}

/** Failures that another request, another account or another database would not have. */
const CALLERS: ReadonlySet<OdooErrorClass> = new Set([
  'validation',
  'user',
  'access',
  'auth',
  'session_expired',
  'database',
]);

/**
 * The JSON-RPC error of a resource that cannot be read. What is not there is -32602 with nothing but the
 * URI as data, in both eras (the specification of 2026-07-28 says so, and the SDK of the earlier ones).
 */
function protocolError(uri: string, failure: Failure): ProtocolError {
  if (failure.class === 'missing') return new ResourceNotFoundError(uri, failure.text);
  const code = CALLERS.has(failure.class)
    ? ProtocolErrorCode.InvalidParams
    : ProtocolErrorCode.InternalError;
  const { class: errorClass, retryable } = failure;
  return new ProtocolError(code, failure.text, { uri, class: errorClass, retryable });
}
