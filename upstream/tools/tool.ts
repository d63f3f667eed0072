import type { Logger } from 'pino';
import type * as z from 'zod';
import type { Caller } from '../caller.ts';
import type { FormAnswer } from '../elicitation/form-answer.ts';
import type { OdooClient } from '../odoo/client.ts';
import type { DatabaseAllowList } from '../odoo/database.ts';

/** Bytes that go into a result as a resource of their own, beside the structured answer. */
export interface EmbeddedBlob {
  readonly uri: string;
  readonly mimeType: string;
  readonly bytes: Uint8Array;
}

/** A tool that cannot work in the caller's Odoo, and why. */
export interface ToolOff {
  readonly tool: string;
  readonly reason: string;
}

/** Which tools lack their apps in the Odoo behind `client`; empty when that cannot be told. */
export type ToolsOff = (client: OdooClient, signal: AbortSignal) => Promise<readonly ToolOff[]>;

/** What a tool works with during one call. */
export interface ToolContext {
  readonly caller: Caller;
  readonly databases: DatabaseAllowList;
  /** Aborted when the client cancels the call. */
  readonly signal: AbortSignal;
  /** Tells a client that asked for it how far the call is; never fails. */
  progress(done: number, total: number): Promise<void>;
  /** Adds bytes to the result of this call. */
  embed(blob: EmbeddedBlob): void;
  /** Most bytes one embedded blob may have. */
  readonly maxBlobBytes: number;
  readonly toolsOff: ToolsOff;
  /** What a person said who was asked for missing values; absent: nobody was asked. */
  readonly formAnswer?: FormAnswer | undefined;
}

/** What the tools of one server instance share. */
export interface ToolServices {
  readonly caller: Caller;
  readonly databases: DatabaseAllowList;
  readonly log: Logger;
  /** Most bytes a tool puts into one result as a blob. */
  readonly maxBlobBytes: number;
  readonly toolsOff: ToolsOff;
}

/** The hints clients decide on; `openWorldHint` is false for every tool. */
export interface ToolHints {
  readonly readOnly: boolean;
  readonly destructive?: boolean;
  readonly idempotent?: boolean;
}

/** One MCP tool: what it is called, what it takes and gives, and what it does. */
export interface ToolDefinition<Input extends z.ZodType, Output extends z.ZodType> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly hints: ToolHints;
  readonly input: Input;
  readonly output: Output;
  /** Does the work. Throws `OdooError` or `ArgumentError`; the result must fit `output`. */
  run(args: z.output<Input>, context: ToolContext): Promise<z.input<Output>>;
}

/** A tool with its argument types closed over: what the registry lists. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly hints: ToolHints;
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  /** Parses the arguments, then runs. Throws `ArgumentError` for arguments that do not fit. */
  call(args: unknown, context: ToolContext): Promise<unknown>;
}

/** Arguments that cannot be meant; the text says which one and what to write instead. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';
}

/**
 * Work that stopped half way: what was done stays done. `left` goes into the failed result beside the
 * text, so that a client can go on from there; it must fit the tool's output.
 */
export class PartialFailure extends Error {
  override readonly name = 'PartialFailure';
  override readonly cause: unknown;
  readonly left: Readonly<Record<string, unknown>>;

  /** @param summary one sentence on what was done; the text of `cause` comes before it */
  constructor(summary: string, cause: unknown, left: Readonly<Record<string, unknown>>) {
    super(summary);
    this.cause = cause;
    this.left = left;
  }
}

/** Makes a {@link Tool} of a typed definition. */
export function defineTool<Input extends z.ZodType, Output extends z.ZodType>(
  definition: ToolDefinition<Input, Output>,
): Tool {
  return {
    name: definition.name,
    title: definition.title,
    description: definition.description,
    hints: definition.hints,
    input: definition.input,
    output: definition.output,
    async call(args, context) {
      const parsed = definition.input.safeParse(withoutNulls(args));
      if (!parsed.success) throw new ArgumentError(wording(parsed.error));
      return definition.run(parsed.data, context);
    },
  };
}

/** Clients written for nullable arguments send null for "not given". */
function withoutNulls(args: unknown): unknown {
  if (typeof args !== 'object' || args === null || Array.isArray(args)) return args ?? {};
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== null));
}

function wording(error: z.ZodError): string {
  const issues = error.issues.slice(0, 5).map((issue) => {
    const path = issue.path.map(String).join('.');
    return path === '' ? issue.message : `${path}: ${issue.message}`;
  });
  return `Invalid arguments. ${issues.join('. ')}`;
}
