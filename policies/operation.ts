import type { Json, JsonObject } from './json.ts';
import type { MethodName, ModelName, RecordId } from './names.ts';

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
  | Onchange
  | CreateRequirements
  | RecordActions
  | ReadMessages
  | PostMessage
  | ReadAttachments
  | PrintReport
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
  /** Empty where an external id names the record. */
  readonly ids: readonly RecordId[];
  /** `module.name`: the record Odoo's data files know by that name. */
  readonly externalId?: string;
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

/** What a form would compute from values nobody saves. Odoo computes it; nothing is written. */
export interface Onchange extends OnModel {
  readonly kind: 'onchange';
  readonly values: JsonObject;
  /** Names of the fields that changed; an empty list: the defaults of a new form. */
  readonly changed: Json;
  /** Names of the fields wanted back. */
  readonly fields?: Json;
}

/** What a create of the model needs: its required fields, described. Nothing is created. */
export interface CreateRequirements extends OnModel {
  readonly kind: 'create_requirements';
}

/** Where a record stands in its workflow and what may be done with it next. */
export interface RecordActions extends OnModel {
  readonly kind: 'record_actions';
  readonly ids: readonly RecordId[];
}

/** The conversation kept on one record. */
export interface ReadMessages extends OnModel {
  readonly kind: 'read_messages';
  readonly ids: readonly RecordId[];
  readonly limit?: Json;
  readonly offset?: Json;
}

/** A plain text added to the conversation on one record. */
export interface PostMessage extends OnModel {
  readonly kind: 'post_message';
  readonly ids: readonly RecordId[];
  readonly body: string;
  readonly dryRun: boolean;
}

/** The files kept on one record: their list, or the content of one. */
export interface ReadAttachments extends OnModel {
  readonly kind: 'read_attachments';
  readonly ids: readonly RecordId[];
  /** The file whose content is wanted; absent: the list. */
  readonly attachment?: RecordId;
  readonly limit?: Json;
  readonly offset?: Json;
}

/** Records rendered as a document by one of Odoo's reports. */
export interface PrintReport extends OnModel {
  readonly kind: 'print_report';
  readonly ids: readonly RecordId[];
  /** The report's technical name, such as `sale.report_saleorder`. */
  readonly report: string;
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

/** What an operation does to data: which grant it needs. */
export type Effect =
  | 'read'
  | 'create'
  | 'write'
  | 'unlink'
  | 'call'
  | 'login'
  | 'read_messages'
  | 'post_message'
  | 'read_attachments'
  | 'print_report';

const EFFECTS: { readonly [Kind in OperationKind]: Effect } = {
  search_read: 'read',
  read: 'read',
  search_count: 'read',
  read_group: 'read',
  name_search: 'read',
  fields_get: 'read',
  list_models: 'read',
  default_get: 'read',
  onchange: 'read',
  create_requirements: 'create',
  record_actions: 'read',
  read_messages: 'read_messages',
  post_message: 'post_message',
  read_attachments: 'read_attachments',
  print_report: 'print_report',
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

const CHANGES: { readonly [Name in Effect]: boolean } = {
  read: false,
  create: true,
  write: true,
  unlink: true,
  call: true,
  login: false,
  read_messages: false,
  post_message: true,
  read_attachments: false,
  print_report: false,
};

/** Whether what is granted under this effect changes data: such calls draw on the write bucket. */
export function changesData(effect: Effect): boolean {
  return CHANGES[effect];
}

/** Whether performing this operation changes data: a dry run and a question about creating do not. */
export function isChange(operation: Operation): boolean {
  if (operation.kind === 'create_requirements') return false;
  return changesData(effectOf(operation.kind)) && !('dryRun' in operation && operation.dryRun);
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
