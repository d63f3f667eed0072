import type * as z from 'zod';
import type { OdooClient } from '../odoo/client.ts';
import type { EmbeddedBlob, Tool, ToolHints } from '../tools/tool.ts';

/** The version of this interface. A plugin written for another one is left out. */
export const PLUGIN_SDK = 1;

/**
 * Tools of an app, brought by a module of their own. What they mean in Odoo is described in a binding
 * beside the module: a guard shows and lets through only what a binding describes.
 */
export interface Plugin {
  /** A short name of its own, like `manufacturing`. */
  readonly name: string;
  readonly version: string;
  /** The {@link PLUGIN_SDK} it was written for. */
  readonly sdk: number;
  /** What its tools need, unless a tool says so itself. */
  readonly requires: Requirements;
  readonly hooks?: PluginHooks;
  /** Adds the tools, once, when the process starts; nobody is signed in then. */
  register(server: PluginServer, context: PluginContext): void | Promise<void>;
}

/** The apps a tool needs in Odoo. */
export interface Requirements {
  /** Technical names of the Odoo modules to install, for the text that says so. */
  readonly modules: readonly string[];
  /** Models that must be there: what is asked at the time of a call, as everybody may. */
  readonly models: readonly string[];
}

/** Where a plugin's tools go. */
export interface PluginServer {
  /** Throws for anything that `defineTool` has not made. */
  addTool(tool: PluginTool): void;
}

/** What a plugin is given to work with. */
export interface PluginContext {
  /** Makes a tool of a definition; the server adds error texts, schemas and annotations. */
  defineTool<Input extends z.ZodType, Output extends z.ZodType>(
    definition: PluginToolDefinition<Input, Output>,
  ): PluginTool;
  /** The schema library the server itself uses. */
  readonly z: typeof z;
  readonly log: PluginLog;
  /** Ends a call: `text` goes to the client, and says what is wrong and what to do instead. */
  refuse(text: string): never;
}

/** Lines in the server's log, under the plugin's name. */
export type PluginLog = Readonly<
  Record<
    'debug' | 'info' | 'warn' | 'error',
    (message: string, facts?: Readonly<Record<string, string | number | boolean>>) => void
  >
>;

export interface PluginToolDefinition<Input extends z.ZodType, Output extends z.ZodType> {
  /** Lower case, words joined by `_`; not the name of another tool. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly hints: ToolHints;
  readonly input: Input;
  readonly output: Output;
  /** What this tool needs, where that is not what the plugin says. */
  readonly requires?: Requirements;
  /** Does the work, with the rights of the caller. The result must fit `output`. */
  run(args: z.output<Input>, call: PluginCall): Promise<z.input<Output>>;
}

/** One call of a plugin's tool. */
export interface PluginCall {
  /** Odoo as the caller sees it. Not to be kept longer than the call. */
  readonly client: OdooClient;
  /** Aborted when the client cancels the call. */
  readonly signal: AbortSignal;
  /** Tells a client that asked for it how far the call is; never fails. */
  progress(done: number, total: number): Promise<void>;
  /** Adds bytes to the result. */
  embed(blob: EmbeddedBlob): void;
  /** Most bytes one of them may have. */
  readonly maxBlobBytes: number;
}

/** A tool of a plugin, and the apps it needs. */
export interface PluginTool extends Tool {
  readonly requires: Requirements;
}

/** What a plugin may do around the calls of every tool. `login` is out of reach: it carries a secret. */
export interface PluginHooks {
  /** Before `register`; throwing leaves the plugin out. */
  preRegister?(context: PluginContext): void | Promise<void>;
  /** After `register`, with the names of the tools it added; throwing leaves the plugin out. */
  postRegister?(tools: readonly string[]): void | Promise<void>;
  /** Before a call; throwing refuses it. */
  preCall?(call: HookedCall): void | Promise<void>;
  /** After a call that went well; what it returns replaces the result, and must fit the tool's output. */
  postCall?(
    call: HookedCall,
    result: Readonly<Record<string, unknown>>,
  ): ReplacedResult | Promise<ReplacedResult>;
  /** When an account has not called for a while, or the process ends. */
  onSessionClose?(session: ClosedSession): void | Promise<void>;
}

/** Another result, or nothing to leave it as it is. */
export type ReplacedResult = Readonly<Record<string, unknown>> | undefined;

/** A call as hooks see it. */
export interface HookedCall {
  readonly tool: string;
  /** The arguments as they were sent: a copy, so that changing it changes nothing. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly client: OdooClient;
  readonly signal: AbortSignal;
}

export interface ClosedSession {
  readonly database: string;
  readonly uid: number;
}
