import type { CompletionKind } from '../completions/completion.ts';
import type { ToolContext } from '../tools/tool.ts';
import type { UriVariables } from './resource-uri.ts';

/** What a resource holds: one JSON object, or bytes. */
export type ResourceContent =
  | { readonly kind: 'json'; readonly value: Readonly<Record<string, unknown>> }
  | { readonly kind: 'blob'; readonly mimeType: string; readonly bytes: Uint8Array };

/** One MCP resource, or one template of many. */
export interface ResourceDefinition {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** A URI, or a template with `{variable}` in its path and `{?variable}` at its end. */
  readonly uri: string;
  /** Left out where it depends on what is read. */
  readonly mimeType?: string;
  /** What completing a variable of the template offers. */
  readonly completes: Readonly<Record<string, CompletionKind>>;
  /** Reads it. Throws `OdooError` or `ArgumentError`. */
  read(variables: UriVariables, context: ToolContext): Promise<ResourceContent>;
}

/** The media type of every resource but files. */
export const JSON_TYPE = 'application/json';

/** The content that is a JSON object. */
export function json(value: Readonly<Record<string, unknown>>): ResourceContent {
  return { kind: 'json', value };
}
