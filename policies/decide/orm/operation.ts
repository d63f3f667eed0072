import { type Deny, deny } from '../../decision.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../json.ts';
import type { CallMethod } from '../../operation.ts';
import { isDeny } from '../refusal.ts';
import type { Part } from './argument.ts';
import { type OrmCall, refusal, sortArguments } from './call.ts';
import {
  type OdooVersion,
  ORM_SIGNATURES,
  type OrmOperation,
  type OrmSignature,
} from './signatures.ts';

/** A method call that is one of the operations, and how to say a decision on it as that call again. */
export interface OrmMeaning {
  readonly operation: OrmOperation;
  /** The decided operation as a call of the same method. */
  emit(decided: OrmOperation): CallMethod | Deny;
}

/**
 * The operation a call of an inherited method is; undefined when it is a method of the model's own. Total.
 * Without a known release of Odoo only what all releases read in the same way is understood.
 */
export function meaningOf(
  call: CallMethod,
  version: OdooVersion | undefined,
): OrmMeaning | Deny | undefined {
  const signature = ORM_SIGNATURES.get(call.method);
  if (signature === undefined) return undefined;
  if (version !== undefined && !signature.versions.includes(version)) {
    return deny(
      'method_not_allowed',
      'built-in:orm',
      `${call.model}.${call.method} is not called: Odoo ${version} has no such method.`,
    );
  }
  const sorted = sortArguments(call, signature, version);
  if (isDeny(sorted)) return sorted;
  const refuse = (problem: string) => refusal(call, signature, version, problem);
  const parts = partsOf(sorted, signature, refuse);
  if (isDeny(parts)) return parts;
  const operation = operationOf(call, signature, sorted, parts);
  if (operation === undefined) return refuse('its arguments cannot be understood');
  return {
    operation,
    emit: (decided) => emitCall(call, signature, sorted, decided, refuse),
  };
}

type Parts = ReadonlyMap<Part, Json>;
const UNNAMED = 'name the fields: without names it would answer every field';

function partsOf(
  { given }: OrmCall,
  { parameters, fields }: OrmSignature,
  refuse: (problem: string) => Deny,
): Parts | Deny {
  const asksForFields = parameters.some(({ part }) => part === 'fields');
  const parts = new Map<Part, Json>(fields === undefined ? [] : [['fields', fields]]);
  for (const parameter of parameters) {
    const { part, fits, read, required, words } = parameter;
    const [name = ''] = parameter.names.keys();
    const value = given.get(parameter) ?? undefined;
    if (value === undefined) {
      if (required) return refuse(`${name} is missing`);
      continue;
    }
    if (part === undefined) {
      if (fits?.(value) !== true) return refuse(`${name} is ${words}`);
      continue;
    }
    const meant = read === undefined ? value : read(value);
    if (meant === undefined) return refuse(`${name} is ${words}`);
    if (part === 'fields' && isArray(meant) && meant.length === 0) return refuse(UNNAMED);
    parts.set(part, meant);
  }
  if (asksForFields && !parts.has('fields')) return refuse(UNNAMED);
  if (parts.has('groupby') && isLazy(given)) {
    const groupby = parts.get('groupby');
    if (isArray(groupby) && groupby.length > 1)
      return refuse('several groupby are one list of groups only with lazy: false');
  }
  return parts;
}

/** Whether `read_group` groups by the first of several fields only, which is its default. */
function isLazy(given: OrmCall['given']): boolean {
  const lazy = [...given].find(([{ names }]) => names.has('lazy'))?.[1];
  return lazy !== false;
}

function operationOf(
  { model, dryRun }: CallMethod,
  { kind }: OrmSignature,
  { ids, context: asked }: OrmCall,
  parts: Parts,
): OrmOperation | undefined {
  const context = asked === undefined ? {} : { context: asked };
  switch (kind) {
    case 'search_read':
      return {
        ...{ kind, model, ...pick(parts, ['domain', 'fields', 'order', 'limit', 'offset']) },
        ...context,
      };
    case 'search_count':
      return { kind, model, ...pick(parts, ['domain']), ...context };
    case 'read':
      return { kind, model, ids, ...pick(parts, ['fields']), ...context };
    case 'read_group': {
      const grouping = pick(parts, ['domain', 'groupby', 'aggregates', 'having']);
      return { kind, model, ...grouping, ...pick(parts, ['order', 'limit', 'offset']), ...context };
    }
    case 'name_search':
      return { kind, model, ...pick(parts, ['name', 'domain', 'limit']), ...context };
    case 'fields_get':
      return { kind, model, ...context };
    case 'onchange': {
      const values = parts.get('values');
      const changed = parts.get('changed');
      if (!isObject(values) || changed === undefined) return undefined;
      return { kind, model, values, changed, ...pick(parts, ['fields']), ...context };
    }
    case 'create': {
      const values = parts.get('values');
      return isObjects(values) ? { kind, model, values, dryRun, ...context } : undefined;
    }
    case 'write': {
      const values = parts.get('values');
      return isObject(values) ? { kind, model, ids, values, dryRun, ...context } : undefined;
    }
    case 'unlink':
      return { kind, model, ids, dryRun, ...context };
    case 'post_message': {
      const body = parts.get('body');
      return typeof body === 'string' ? { kind, model, ids, body, dryRun, ...context } : undefined;
    }
    default:
      return kind satisfies never;
  }
}

function isObjects(value: Json | undefined): value is readonly JsonObject[] {
  return isArray(value) && value.every(isObject);
}

function pick<Name extends Part>(parts: Parts, names: readonly Name[]) {
  const picked: { [Key in Name]?: Json } = {};
  for (const name of names) {
    const value = parts.get(name);
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}

function emitCall(
  call: CallMethod,
  signature: OrmSignature,
  { given, idsAmongArguments }: OrmCall,
  decided: OrmOperation,
  refuse: (problem: string) => Deny,
): CallMethod | Deny {
  const { kind, model, method, dryRun } = call;
  if (signature.oneFigureAField && decided.kind === 'read_group') {
    if (repeatsAField(decided.aggregates)) return refuse('each field has one figure at most');
  }
  const parts = new Map<string, Json | undefined>(Object.entries(decided));
  const written = signature.parameters.map((parameter) => {
    const { part, write, empty } = parameter;
    const asked = given.get(parameter) ?? undefined;
    if (part === undefined) return asked;
    const value = parts.get(part);
    if (value === undefined) return empty;
    return write === undefined ? value : write(value, asked);
  });
  const places: Json[] = written.slice(0, signature.byPlace).map((value) => value ?? null);
  const keywords: Record<string, Json> = Object.create(null);
  for (const [index, parameter] of signature.parameters.entries()) {
    const value = written[index];
    const [name = ''] = parameter.names.keys();
    if (index >= signature.byPlace && value !== undefined) keywords[name] = value;
  }
  const ids = 'ids' in decided ? decided.ids : [];
  const context = parts.get('context');
  return {
    ...{ kind, model, method, dryRun },
    ids: idsAmongArguments ? [] : ids,
    args: idsAmongArguments ? [ids, ...places] : places,
    kwargs: {
      ...keywords,
      ...signature.always,
      ...(context === undefined ? {} : { context }),
    },
  };
}

/** Whether two figures would come under one key: the name of their field. */
function repeatsAField(aggregates: Json | undefined): boolean {
  if (!isArray(aggregates)) return false;
  const fields = aggregates.map((figure) => `${figure}`.split(':')[0]);
  return new Set(fields).size < fields.length;
}
