import { type Deny, deny } from '../../decision.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../json.ts';
import { parseRecordId, type RecordId } from '../../names.ts';
import type { CallMethod } from '../../operation.ts';
import { isDeny } from '../refusal.ts';
import type { OdooVersion, OrmParameter, OrmSignature } from './signatures.ts';

/** A call of an ORM method with every argument under the one parameter it is for. */
export interface OrmCall {
  readonly ids: readonly RecordId[];
  /** Whether the first positional argument holds the ids, as Odoo's own interface has it. */
  readonly idsAmongArguments: boolean;
  /** What the caller gave; `null` is Odoo's "not given". */
  readonly given: ReadonlyMap<OrmParameter, Json>;
  readonly context?: Json;
}

/**
 * Sorts the arguments of a call by what they are for, as Odoo would. Total. Refused with what to write
 * instead: an argument too many, a keyword the method does not have, an argument given twice, ids where the
 * method has none.
 */
export function sortArguments(
  call: CallMethod,
  signature: OrmSignature,
  version: OdooVersion | undefined,
): OrmCall | Deny {
  const refuse = (problem: string) => refusal(call, signature, version, problem);
  const { context: inKeywords, ...keywords } = call.kwargs;
  const records = recordsOf(call, signature, refuse);
  if (isDeny(records)) return records;
  const { places, ids, idsAmongArguments } = records;

  const given = new Map<OrmParameter, Json>();
  const { parameters, keywordOnly } = signature;
  if (keywordOnly && places.length > 0) return refuse('its arguments are given by name');
  let context = inKeywords ?? undefined;
  for (const [index, value] of places.entries()) {
    const parameter = parameters[index];
    if (parameter !== undefined) given.set(parameter, value);
    // Clients written for old releases give the context in the place after the last argument.
    else if (index === parameters.length && isObject(value) && context === undefined) {
      context = value;
    } else return refuse('it has fewer positional arguments');
  }
  for (const [name, value] of Object.entries(keywords)) {
    const parameter = parameters.find(({ names }) => isKnown(names.get(name), version));
    if (parameter === undefined) return refuse('it has no argument of such a name');
    if (given.has(parameter)) return refuse(`${name} is given twice`);
    given.set(parameter, value);
  }
  const merged = mergeContexts(context, call.context);
  if (merged === 'unreadable') return refuse('a context is an object');
  return { ids, idsAmongArguments, given, ...(merged === undefined ? {} : { context: merged }) };
}

interface Records {
  readonly ids: readonly RecordId[];
  readonly idsAmongArguments: boolean;
  /** The positional arguments behind the ids. */
  readonly places: readonly Json[];
}

function recordsOf(
  { ids, args }: CallMethod,
  { on }: OrmSignature,
  refuse: (problem: string) => Deny,
): Records | Deny {
  const [first, ...others] = args;
  switch (on) {
    case 'model':
      return ids.length > 0
        ? refuse('it works on the model as a whole: leave the record ids out')
        : { ids, idsAmongArguments: false, places: args };
    case 'form':
      if (ids.length > 0) return refuse('it is asked about a record nobody has saved: no ids');
      if (first === undefined) return { ids, idsAmongArguments: true, places: [] };
      return isArray(first) && first.length === 0
        ? { ids, idsAmongArguments: true, places: others }
        : refuse('its first positional argument is [], for a record nobody has saved');
    case 'records': {
      if (ids.length > 0) return { ids, idsAmongArguments: false, places: args };
      const written = isArray(first) ? first : first === undefined ? [] : [first];
      const parsed = written.flatMap((id) => parseRecordId(id) ?? []);
      if (parsed.length === 0 || parsed.length < written.length)
        return refuse('it needs record ids: whole numbers from 1, and at least one');
      return { ids: parsed, idsAmongArguments: true, places: others };
    }
    default:
      return on satisfies never;
  }
}

/** What a tool's own arguments say of the context goes before what stands among the keywords. */
function mergeContexts(
  keyword: Json | undefined,
  own: Json | undefined,
): JsonObject | undefined | 'unreadable' {
  if (keyword === undefined && (own === undefined || own === null)) return undefined;
  const parts = [keyword, own].filter((one) => one !== undefined && one !== null);
  if (!parts.every(isObject)) return 'unreadable';
  return Object.assign({}, ...parts);
}

function isKnown(
  versions: readonly OdooVersion[] | undefined,
  version: OdooVersion | undefined,
): boolean {
  return versions !== undefined && (version === undefined || versions.includes(version));
}

/** A refusal of the arguments, with how to write them. */
export function refusal(
  { model, method }: CallMethod,
  signature: OrmSignature,
  version: OdooVersion | undefined,
  problem: string,
): Deny {
  const names = signature.parameters.flatMap(
    ({ names }) => [...names].find(([, versions]) => isKnown(versions, version))?.[0] ?? [],
  );
  const records = {
    model: 'No record ids',
    form: 'The record ids []',
    records: 'The record ids',
  };
  const rest = names.length === 0 ? '' : `; by name: ${names.join(', ')}`;
  return deny('arguments_invalid', 'built-in:orm', `${model}.${method}: ${problem}.`, {
    allowed: `${records[signature.on]}${rest}.`,
  });
}
