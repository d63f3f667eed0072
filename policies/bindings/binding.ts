import type { Deny } from '../decision.ts';
import type { JsonObject } from '../json.ts';
import type { ModelName } from '../names.ts';
import type { Effect, Operation, OperationKind } from '../operation.ts';
import type { BoundPrompt } from './bound-prompt.ts';
import type { Completions } from './completions.ts';
import type { ResultShape } from './result-shape.ts';

/**
 * A compiled binding: what the tools, resources and prompts of one MCP server mean in Odoo. Written as YAML;
 * `compile.ts` makes this from it.
 */
export interface Binding {
  readonly id: string;
  readonly tools: ReadonlyMap<string, BoundTool>;
  /** In the order written; no two of them match the same URI. */
  readonly resources: readonly BoundResource[];
  readonly prompts: ReadonlyMap<string, BoundPrompt>;
  readonly completions?: Completions;
  /** How the guard learns field metadata through the upstream itself. */
  readonly schemaSource?: SchemaSource;
  /** How a sign-in looks. */
  readonly identity?: IdentityBinding;
}

/** One access a call performs, by the kinds of operation it can be. */
export interface BoundStep {
  /** `call` where there is only one. */
  readonly name: string;
  readonly kinds: ReadonlySet<OperationKind>;
  /** A fixed model, when the step knows only one. */
  readonly model?: ModelName;
  /** Whether the caller names the method of a `call`, which then can be any. */
  readonly anyMethod?: boolean;
}

interface Bound {
  /** The effects a call can have: which rate buckets it may draw on. */
  readonly effects: ReadonlySet<Effect>;
  /** Every operation kind a call can bind to. */
  readonly kinds: ReadonlySet<OperationKind>;
  /** A fixed model, when every access is to the same one. */
  readonly model?: ModelName;
  /** The accesses of one call, all of which must be allowed: what decides whether it is listed at all. */
  readonly steps: readonly [BoundStep, ...BoundStep[]];
  readonly result: ResultShape;
}

export interface BoundTool extends Bound {
  readonly name: string;
  /**
   * Decodes arguments into operations, one per step. Total: undecodable or unknown arguments are a denial.
   * All operations must be allowed for the call to be.
   */
  bind(args: JsonObject): BoundCall | Deny;
  /**
   * The arguments of a call that is this operation and nothing else, for calls of the guard's own; undefined
   * where the tool cannot say it.
   */
  express(operation: Operation): JsonObject | undefined;
  /** What a call costs in the rate buckets: the items of its list of work, at least one. Total. */
  units(args: JsonObject): number;
}

/** One decoded call. */
export interface BoundCall {
  readonly operations: readonly [Operation, ...Operation[]];
  /**
   * Writes the decided operations (same number, same kinds, same order) back as the arguments to forward.
   * Throws an `EmitError`, which holds the denial, when the decision cannot be said to this tool, and a
   * `TypeError` when the operations are not of this call: nothing is then forwarded.
   */
  emit(decided: readonly Operation[]): JsonObject;
}

export interface BoundResource extends Bound {
  /** As written: a URI, or a URI template. */
  readonly uri: string;
  /** Whether it has variables: it is then listed among the templates. */
  readonly template: boolean;
  /** What a URI means; undefined when it is none of this resource's; a denial when it is, but wrongly so. */
  match(uri: string): BoundResourceCall | Deny | undefined;
}

/** One decoded `resources/read`. */
export interface BoundResourceCall {
  readonly operations: BoundCall['operations'];
  /** The arguments of a decided call, by the names of the URI's variables. Throws as {@link BoundCall.emit}. */
  emitArguments(decided: readonly Operation[]): JsonObject;
  /** The URI to forward for the decided operations. Throws as {@link BoundCall.emit}. */
  emit(decided: readonly Operation[]): string;
}

export interface SchemaSource {
  readonly tool: string;
  /** Arguments that ask for one model's metadata. */
  argumentsFor(model: ModelName): JsonObject;
  /** Key path to `{field: {attributes}}` in the structured result. */
  readonly fields: readonly string[];
}

/** What the guard needs to capture an identity from a login tool's call and answer. */
export interface IdentityBinding {
  readonly tool: string;
  /** The tool, called without arguments, that tells who the account of the call is; absent: there is none. */
  readonly whoami?: string;
  /** Keys of its answer that say nothing of whose account it is. */
  readonly told: readonly string[];
  /** Argument names. */
  readonly arguments: {
    readonly method: string;
    readonly login: string;
    readonly credential: string;
    readonly database: string;
  };
  /** Result keys. */
  readonly result: {
    readonly uid: string;
    readonly login: string;
    readonly name: string;
    readonly groups: string;
    readonly admin: string;
    readonly database: string;
    readonly partnerId: string;
    readonly companyIds: string;
  };
}
