import type { RecordId } from '../names.ts';
import type { Operation } from '../operation.ts';
import type { SlotName, SlotTypes, SlotValues } from './slots.ts';

/** The operations a tool can be bound to. */
export const BOUND_KINDS = [
  'search_read',
  'read',
  'search_count',
  'read_group',
  'name_search',
  'default_get',
  'onchange',
  'create_requirements',
  'record_actions',
  'read_messages',
  'post_message',
  'read_attachments',
  'print_report',
  'fields_get',
  'list_models',
  'create',
  'write',
  'unlink',
  'call',
  'login',
  'whoami',
] as const satisfies readonly Operation['kind'][];
export type BoundKind = (typeof BOUND_KINDS)[number];

interface KindSlots {
  readonly required: readonly SlotName[];
  readonly optional: readonly SlotName[];
}

/** Which slots each operation has. A required slot must be bound, and must be in every call. */
export const SLOTS_OF: { readonly [Kind in BoundKind]: KindSlots } = {
  search_read: {
    required: ['model'],
    optional: ['domain', 'fields', 'order', 'limit', 'offset', 'context'],
  },
  read: { required: ['model', 'ids'], optional: ['external_id', 'fields', 'context'] },
  search_count: { required: ['model'], optional: ['domain', 'context'] },
  read_group: {
    required: ['model'],
    optional: ['domain', 'groupby', 'aggregates', 'having', 'order', 'limit', 'offset', 'context'],
  },
  name_search: { required: ['model'], optional: ['name', 'domain', 'limit', 'context'] },
  default_get: { required: ['model'], optional: ['fields', 'context'] },
  onchange: { required: ['model', 'values', 'changed'], optional: ['fields', 'context'] },
  create_requirements: { required: ['model'], optional: ['context'] },
  record_actions: { required: ['model', 'ids'], optional: ['context'] },
  read_messages: { required: ['model', 'ids'], optional: ['limit', 'offset', 'context'] },
  post_message: { required: ['model', 'ids', 'body'], optional: ['dry_run', 'context'] },
  read_attachments: {
    required: ['model', 'ids'],
    optional: ['attachment', 'limit', 'offset', 'context'],
  },
  print_report: { required: ['model', 'ids', 'report'], optional: ['context'] },
  fields_get: { required: ['model'], optional: ['context'] },
  list_models: { required: [], optional: [] },
  create: { required: ['model', 'values'], optional: ['dry_run', 'context'] },
  write: { required: ['model', 'ids', 'values'], optional: ['dry_run', 'context'] },
  unlink: { required: ['model', 'ids'], optional: ['dry_run', 'context'] },
  call: {
    required: ['model', 'method'],
    optional: ['ids', 'args', 'kwargs', 'dry_run', 'context'],
  },
  login: { required: ['login_method'], optional: ['login', 'database'] },
  whoami: { required: [], optional: [] },
};

const NO_IDS: readonly RecordId[] = Object.freeze([]);

/** What went wrong while building an operation: a slot that is missing, or has more than the operation takes. */
export interface SlotProblem {
  readonly slot: SlotName;
  readonly problem: 'missing' | 'several' | 'beside_ids';
}

/** Builds the operation of this kind from a call's slots. Slots the kind does not have are not looked at. */
export function buildOperation(kind: BoundKind, slots: SlotValues): Operation | SlotProblem {
  const { model, method, ids, values } = slots;
  const context = pick(slots, ['context']);
  switch (kind) {
    case 'list_models':
    case 'whoami':
      return Object.freeze({ kind });
    case 'login': {
      if (slots.login_method === undefined) return { slot: 'login_method', problem: 'missing' };
      const login = slots.login ?? '';
      const method = slots.login_method;
      return Object.freeze({ kind, login, method, ...pick(slots, ['database']) });
    }
    default:
      if (model === undefined) return { slot: 'model', problem: 'missing' };
  }
  const dryRun = slots.dry_run ?? false;
  switch (kind) {
    case 'search_read': {
      const rest = pick(slots, ['domain', 'fields', 'order', 'limit', 'offset']);
      return Object.freeze({ kind, model, ...rest, ...context });
    }
    case 'search_count':
      return Object.freeze({ kind, model, ...pick(slots, ['domain']), ...context });
    case 'read_group': {
      const grouping = pick(slots, ['domain', 'groupby', 'aggregates', 'having']);
      const page = pick(slots, ['order', 'limit', 'offset']);
      return Object.freeze({ kind, model, ...grouping, ...page, ...context });
    }
    case 'name_search':
      return Object.freeze({
        kind,
        model,
        ...pick(slots, ['name', 'domain', 'limit']),
        ...context,
      });
    case 'default_get':
      return Object.freeze({ kind, model, ...pick(slots, ['fields']), ...context });
    case 'fields_get':
      return Object.freeze({ kind, model, ...context });
    case 'read': {
      const { external_id: externalId } = slots;
      const more = { ...pick(slots, ['fields']), ...context };
      if (externalId === undefined)
        return ids === undefined
          ? { slot: 'ids', problem: 'missing' }
          : Object.freeze({ kind, model, ids, ...more });
      return ids === undefined
        ? Object.freeze({ kind, model, ids: NO_IDS, externalId, ...more })
        : { slot: 'external_id', problem: 'beside_ids' };
    }
    case 'onchange': {
      const [first, ...more] = values ?? [];
      if (first === undefined) return { slot: 'values', problem: 'missing' };
      if (more.length > 0) return { slot: 'values', problem: 'several' };
      const { changed } = slots;
      if (changed === undefined) return { slot: 'changed', problem: 'missing' };
      const rest = { ...pick(slots, ['fields']), ...context };
      return Object.freeze({ kind, model, values: first, changed, ...rest });
    }
    case 'create_requirements':
      return Object.freeze({ kind, model, ...context });
    case 'record_actions':
      if (ids === undefined) return { slot: 'ids', problem: 'missing' };
      return Object.freeze({ kind, model, ids, ...context });
    case 'read_messages': {
      if (ids === undefined) return { slot: 'ids', problem: 'missing' };
      return Object.freeze({ kind, model, ids, ...pick(slots, ['limit', 'offset']), ...context });
    }
    case 'post_message': {
      const { body } = slots;
      if (ids === undefined) return { slot: 'ids', problem: 'missing' };
      if (body === undefined) return { slot: 'body', problem: 'missing' };
      return Object.freeze({ kind, model, ids, body, dryRun, ...context });
    }
    case 'read_attachments': {
      if (ids === undefined) return { slot: 'ids', problem: 'missing' };
      const rest = pick(slots, ['attachment', 'limit', 'offset']);
      return Object.freeze({ kind, model, ids, ...rest, ...context });
    }
    case 'print_report': {
      const { report } = slots;
      if (ids === undefined) return { slot: 'ids', problem: 'missing' };
      if (report === undefined) return { slot: 'report', problem: 'missing' };
      return Object.freeze({ kind, model, ids, report, ...context });
    }
    case 'create':
      if (values === undefined) return { slot: 'values', problem: 'missing' };
      return Object.freeze({ kind, model, values, dryRun, ...context });
    case 'write': {
      if (ids === undefined) return { slot: 'ids', problem: 'missing' };
      const [first, ...more] = values ?? [];
      if (first === undefined) return { slot: 'values', problem: 'missing' };
      if (more.length > 0) return { slot: 'values', problem: 'several' };
      return Object.freeze({ kind, model, ids, values: first, dryRun, ...context });
    }
    case 'unlink':
      if (ids === undefined) return { slot: 'ids', problem: 'missing' };
      return Object.freeze({ kind, model, ids, dryRun, ...context });
    case 'call': {
      if (method === undefined) return { slot: 'method', problem: 'missing' };
      const args = slots.args ?? [];
      const kwargs = slots.kwargs ?? {};
      return Object.freeze({
        ...{ kind, model, method, ids: ids ?? [], args, kwargs, dryRun },
        ...context,
      });
    }
  }
}

/** The slots of an operation: the way back from {@link buildOperation}. */
export function slotsOf(operation: Operation): SlotValues {
  switch (operation.kind) {
    case 'list_models':
    case 'whoami':
      return {};
    case 'login': {
      const { login, method, database } = operation;
      return { login, login_method: method, ...(database === undefined ? {} : { database }) };
    }
    case 'create': {
      const { kind, dryRun, ...slots } = operation;
      return { ...slots, dry_run: dryRun };
    }
    case 'write': {
      const { kind, dryRun, values, ...slots } = operation;
      return { ...slots, values: [values], dry_run: dryRun };
    }
    case 'onchange': {
      const { kind, values, ...slots } = operation;
      return { ...slots, values: [values] };
    }
    case 'read': {
      const { kind, externalId, ...slots } = operation;
      return externalId === undefined ? slots : { ...slots, external_id: externalId };
    }
    case 'post_message':
    case 'unlink':
    case 'call': {
      const { kind, dryRun, ...slots } = operation;
      return { ...slots, dry_run: dryRun };
    }
    case 'search_read':
    case 'search_count':
    case 'read_group':
    case 'name_search':
    case 'default_get':
    case 'fields_get':
    case 'create_requirements':
    case 'record_actions':
    case 'read_messages':
    case 'read_attachments':
    case 'print_report': {
      const { kind, ...slots } = operation;
      return slots;
    }
  }
}

/** The named slots that the call has; the others stay missing, not `undefined`. */
function pick<Name extends SlotName>(
  slots: SlotValues,
  names: readonly Name[],
): { readonly [Key in Name]?: SlotTypes[Key] } {
  const picked: { [Key in Name]?: SlotTypes[Key] } = {};
  for (const name of names) {
    const value = slots[name];
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}
