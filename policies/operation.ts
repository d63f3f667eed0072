import type { Json, JsonObject } from './json.ts';
import type { FieldName, MethodName, ModelName, RecordId } from './names.ts';

/**
 * One canonical Odoo access. Bindings turn a tool call into these; decisions judge and rewrite them;
 * bindings turn them back into what the upstream is sent. A part that the caller left out is `undefined`;
 * what a caller wrote stays raw JSON (`Json`) until the parser of that construct has judged it.
 */
export type Operation =
  | SearchRead
  | Read
  | SearchCount
  | ReadGroup
  | NameSearch
  | FieldsGet
  | ListModels
  | DefaultGet
  | Create
  | Write
  | Unlink
  | CallMethod
  | Login
  | WhoAmI;

export type OperationKind = Operation['kind'];

interface OnModel {
  readonly model: ModelName;
  /** The caller's Odoo context, when the tool takes one. */
  readonly context?: Json;
}

export interface SearchRead extends OnModel {
  readonly kind: 'search_read';
  readonly domain?: Json;
  readonly fields?: Json;
  readonly order?: Json;
  readonly limit?: Json;
  readonly offset?: Json;
}

export interface Read extends OnModel {
  readonly kind: 'read';
  readonly ids: readonly RecordId[];
  readonly fields?: Json;
}

export interface SearchCount extends OnModel {
  readonly kind: 'search_count';
  readonly domain?: Json;
}

export interface ReadGroup extends OnModel {
  readonly kind: 'read_group';
  readonly domain?: Json;
  readonly groupby?: Json;
  readonly aggregates?: Json;
  readonly having?: Json;
  readonly order?: Json;
  readonly limit?: Json;
  readonly offset?: Json;
}

export interface NameSearch extends OnModel {
  readonly kind: 'name_search';
  readonly name?: Json;
  readonly domain?: Json;
  readonly limit?: Json;
}

export interface FieldsGet extends OnModel {
  readonly kind: 'fields_get';
}

export interface ListModels {
  readonly kind: 'list_models';
}

export interface DefaultGet extends OnModel {
  readonly kind: 'default_get';
  readonly fields?: Json;
}

export interface Create extends OnModel {
  readonly kind: 'create';
  /** One object per record to create. */
  readonly values: readonly JsonObject[];
  readonly dryRun: boolean;
}

export interface Write extends OnModel {
  readonly kind: 'write';
  readonly ids: readonly RecordId[];
  readonly values: JsonObject;
  readonly dryRun: boolean;
}

export interface Unlink extends OnModel {
  readonly kind: 'unlink';
  readonly ids: readonly RecordId[];
  readonly dryRun: boolean;
}

export interface CallMethod extends OnModel {
  readonly kind: 'call';
  readonly method: MethodName;
  readonly ids: readonly RecordId[];
  readonly args: readonly Json[];
  readonly kwargs: JsonObject;
  readonly dryRun: boolean;
}

/** A sign-in through the upstream's login tool. The credential itself is not part of the operation. */
export interface Login {
  readonly kind: 'login';
  readonly login: string;
  readonly method: string;
  readonly database?: string;
}

export interface WhoAmI {
  readonly kind: 'whoami';
}

/** What an operation does to data: which rate bucket it draws on and which grant it needs. */
export type Effect = 'read' | 'create' | 'write' | 'unlink' | 'call' | 'login';

const EFFECTS: { readonly [Kind in OperationKind]: Effect } = {
  search_read: 'read',
  read: 'read',
  search_count: 'read',
  read_group: 'read',
  name_search: 'read',
  fields_get: 'read',
  list_models: 'read',
  default_get: 'read',
  create: 'create',
  write: 'write',
  unlink: 'unlink',
  call: 'call',
  login: 'login',
  whoami: 'read',
};

/** The effect of an operation of this kind. */
export function effectOf(kind: OperationKind): Effect {
  return EFFECTS[kind];
}

/** The model an operation is about, where it is about one. */
export function modelOf(operation: Operation): ModelName | undefined {
  switch (operation.kind) {
    case 'list_models':
    case 'login':
    case 'whoami':
      return undefined;
    default:
      return operation.model;
  }
}

/** The fields named by a rewritten `fields` slot. */
export type FieldList = readonly FieldName[];
