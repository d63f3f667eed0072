import type { OperationKind } from '../operation.ts';
import { parsePath, pathText } from './argument-path.ts';
import { BindingError } from './binding-error.ts';
import type { Place } from './compiled-slot.ts';
import { type KeptDocument, PARTS } from './grammar-result.ts';
import type { KeptValue, PartKind, ResultKind } from './result-shape.ts';

/** What the result of a call is compiled against. */
export interface ResultPlace extends Place {
  /** The steps of the call and what each can be. */
  readonly steps: ReadonlyMap<string, ReadonlySet<OperationKind>>;
  /** Whether this argument is one of the call's own. */
  readonly isArgument: (path: string) => boolean;
}

export interface KeptPlace extends ResultPlace {
  readonly kind: ResultKind | 'failure';
}

/** Operations whose answers hold fields of records, or keys of groups. */
const WITH_FIELDS: ReadonlySet<OperationKind> = new Set([
  'search_read',
  'read',
  'read_group',
  'default_get',
  'onchange',
  'read_messages',
  'read_attachments',
]);

/** What a step must be for its answer to hold such a part. A part that is not here fits any. */
const FITS: { readonly [Part in PartKind]?: ReadonlySet<OperationKind> } = {
  records: WITH_FIELDS,
  record: WITH_FIELDS,
  groups: new Set(['read_group']),
  labels: new Set(['name_search']),
  fields: new Set(['fields_get', 'create_requirements']),
  field_name: new Set(['fields_get', 'create_requirements']),
  model_name: new Set(['fields_get', 'create_requirements']),
  models: new Set(['list_models']),
  actions: new Set(['record_actions']),
  state: new Set(['record_actions']),
};

/** Compiles one value of the result language. Throws `BindingError` where it could let free text pass. */
export function compileKept(
  written: KeptDocument,
  place: KeptPlace,
  depth: 'top' | 'below',
): KeptValue {
  const problem = (text: string) => new BindingError(place.source, place.path, text);
  const inside = (value: KeptDocument, key: string) =>
    compileKept(value, { ...place, path: `${place.path}.${key}` }, 'below');

  if (typeof written === 'string') return compilePlain(written, place, depth);
  if ('one_of' in written) return { kind: 'one_of', values: new Set(written.one_of) };
  if ('echo' in written) return { kind: 'echo', part: written.echo, of: stepOf(written.of, place) };
  if ('argument' in written) {
    const path = parsePath(written.argument);
    if (path === undefined || !place.isArgument(pathText(path)))
      throw problem(`${written.argument} is no argument of the call`);
    return { kind: 'argument', path };
  }
  if ('field' in written) {
    const of = stepOf(written.of, place);
    if (!isOneOf(place, of, WITH_FIELDS))
      throw problem(`the step ${of} reads no fields; read what the answer shows in another step`);
    return { kind: 'field', field: written.field, of };
  }
  if ('list' in written) return { kind: 'list', item: inside(written.list, 'list') };
  if ('map' in written) {
    const value = inside(written.map, 'map');
    return written.keys === undefined
      ? { kind: 'map', value }
      : { kind: 'map', value, keys: inside(written.keys, 'keys') };
  }
  if ('object' in written) {
    const keys = new Map<string, KeptValue>();
    for (const [key, value] of Object.entries(written.object))
      keys.set(key, inside(value, `object.${key}`));
    return { kind: 'object', keys };
  }
  if ('count' in written) return compileTally('count', stepOf(written.count, place), place, depth);
  if ('total' in written) return compileTally('total', stepOf(written.total, place), place, depth);
  const part = PARTS.find((name) => written[name] !== undefined);
  if (part === undefined) throw problem('is nothing the result language knows');
  const of = stepOf(written[part], place);
  const fitting = FITS[part];
  if (fitting !== undefined && !isOneOf(place, of, fitting))
    throw problem(`the step ${of} answers no ${part}`);
  return { kind: 'part', part, of };
}

function compilePlain(
  written: Extract<KeptDocument, string>,
  place: KeptPlace,
  depth: 'top' | 'below',
): KeptValue {
  const problem = (text: string) => new BindingError(place.source, place.path, text);
  switch (written) {
    case 'count':
    case 'total':
      return compileTally(written, stepOf(undefined, place), place, depth);
    case 'text':
    case 'texts':
      if (place.kind !== 'identity')
        throw problem('free text passes in an identity only; write echo, one_of, field or words');
      break;
    case 'file_name':
    case 'mime_type':
      if (place.kind !== 'blob') throw problem('belongs beside a file: write kind: blob');
      break;
    case 'integer':
    case 'boolean':
    case 'integers':
    case 'words':
    case 'sanitised':
      break;
  }
  return { kind: written };
}

/** Counts are put right after everything else has been filtered, so they stand at the top. */
function compileTally(
  kind: 'count' | 'total',
  of: string,
  place: KeptPlace,
  depth: 'top' | 'below',
): KeptValue {
  if (depth === 'top') return { kind, of };
  throw new BindingError(
    place.source,
    place.path,
    `a ${kind} of what is left stands at the top of the answer; write integer here`,
  );
}

/** The step that is named, or the only one there is. */
function stepOf(written: string | undefined, place: KeptPlace): string {
  const [only, ...others] = place.steps.keys();
  const names = [...place.steps.keys()].join(', ');
  if (written === undefined) {
    if (only !== undefined && others.length === 0) return only;
    throw new BindingError(place.source, place.path, `must say which step: one of ${names}`);
  }
  if (place.steps.has(written)) return written;
  throw new BindingError(
    place.source,
    place.path,
    `there is no step '${written}'; write one of ${names}`,
  );
}

function isOneOf(place: KeptPlace, step: string, kinds: ReadonlySet<OperationKind>): boolean {
  return [...(place.steps.get(step) ?? [])].some((kind) => kinds.has(kind));
}
