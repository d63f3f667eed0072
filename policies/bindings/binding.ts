import type { Deny } from '../decision.ts';
import type { JsonObject } from '../json.ts';
import type { ModelName } from '../names.ts';
import type { Effect, Operation, OperationKind } from '../operation.ts';

/**
 * A compiled binding: what the tools of one MCP server mean in Odoo. Written as YAML, one file per server;
 * `compile.ts` makes this from it.
 */
export interface Binding {
  readonly id: string;
  /** Names of tools that must all exist for the binding to fit a server, and its `serverInfo.name` if said. */
  readonly match: { readonly serverName?: string; readonly tools: readonly string[] };
  readonly tools: ReadonlyMap<string, BoundTool>;
  /** How the guard learns field metadata through the upstream itself. */
  readonly schemaSource?: SchemaSource;
  /** How a sign-in looks. */
  readonly identity?: IdentityBinding;
}

export interface BoundTool {
  readonly name: string;
  /** The effects a call of this tool can have: which rate buckets it may draw on. */
  readonly effects: ReadonlySet<Effect>;
  /** Every operation kind a call can bind to: decides whether the tool is listed for a subject. */
  readonly kinds: ReadonlySet<OperationKind>;
  /** A fixed model, when the tool knows only one. */
  readonly model?: ModelName;
  /**
   * Decodes arguments into operations. Total: undecodable or unknown arguments are a denial.
   * All operations must be allowed for the call to be.
   */
  bind(args: JsonObject): BoundCall | Deny;
  readonly result: ResultShape;
}

/** One decoded call. */
export interface BoundCall {
  readonly operations: readonly [Operation, ...Operation[]];
  /**
   * Writes the decided operations (same number, same kinds, same order) back as the arguments to forward.
   * Throws when they are not of this call, or do not fit the tool's arguments: nothing is then forwarded.
   */
  emit(decided: readonly Operation[]): JsonObject;
}

/** Where in a tool's `structuredContent` the answer of its operation stands. Paths are lists of keys. */
export interface ResultShape {
  readonly kind:
    | 'records'
    | 'record'
    | 'groups'
    | 'labels'
    | 'count'
    | 'ids'
    | 'acknowledgement'
    | 'fields'
    | 'models'
    | 'value'
    | 'identity';
  /** Key path from the result's root to the part the obligation applies to. */
  readonly at: readonly string[];
  /** Keys beside it that may pass (plain metadata such as `count` or `model`). Everything else is dropped. */
  readonly keep: readonly string[];
  /** What each kept key may hold. A kept key without an entry may hold an integer or a boolean, never a text. */
  readonly holds?: ReadonlyMap<string, KeptValue>;
  /** The shape when the decided operation was a dry run; absent: the same. */
  readonly dryRun?: Omit<ResultShape, 'dryRun'>;
}

/**
 * What a key beside the answer may hold. `count` is the number of things left after filtering; `total` is
 * that too, and left out when the answer is one page of many; `text` and `texts` pass as they are and are
 * for identities only; `echo` passes what equals the decided call and nothing else.
 */
export type KeptValue =
  | { readonly kind: 'integer' | 'boolean' | 'count' | 'total' | 'text' | 'integers' | 'texts' }
  | { readonly kind: 'echo'; readonly of: EchoedPart }
  | { readonly kind: 'one_of'; readonly values: ReadonlySet<string> };

export type EchoedPart = 'model' | 'method' | 'ids' | 'id' | 'values' | 'kwargs';

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
