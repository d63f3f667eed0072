import type { KeptValue, ResultShape } from './binding.ts';
import { BindingError } from './binding-error.ts';
import { type Place, requirePath } from './compiled-slot.ts';
import type { KeptDocument, ResultShapeDocument } from './grammar.ts';

/** Kinds whose whole answer stands in the kept keys. */
const WITHOUT_PLACE: ReadonlySet<ResultShape['kind']> = new Set(['acknowledgement', 'identity']);

/** Compiles the result part of a tool. Throws `BindingError` where it could let free text pass. */
export function compileResultShape(
  document: ResultShapeDocument & { readonly dry_run?: ResultShapeDocument | undefined },
  place: Place,
): ResultShape {
  const { dry_run: dryRun } = document;
  const shape = compileOne(document, place);
  if (dryRun === undefined) return shape;
  const inner = compileOne(dryRun, { source: place.source, path: `${place.path}.dry_run` });
  return Object.freeze({ ...shape, dryRun: inner });
}

function compileOne(document: ResultShapeDocument, place: Place): ResultShape {
  const { kind, at, keep } = document;
  if (WITHOUT_PLACE.has(kind) !== (at === undefined))
    throw new BindingError(
      place.source,
      `${place.path}.at`,
      at === undefined
        ? `is missing: say where the ${kind} stands, such as $.result`
        : `an ${kind} has no place of its own; list its keys in keep`,
    );
  const path = at === undefined ? [] : requirePath(at, place);
  const holds = new Map<string, KeptValue>();
  for (const [key, written] of Object.entries(keep)) {
    const where = `${place.path}.keep.${key}`;
    if (key === path[0])
      throw new BindingError(place.source, where, 'is the answer itself; remove it from keep');
    if ((written === 'text' || written === 'texts') && kind !== 'identity')
      throw new BindingError(
        place.source,
        where,
        'free text passes in an identity only; write echo or one_of',
      );
    holds.set(key, compileKept(written));
  }
  return Object.freeze({
    kind,
    at: Object.freeze(path),
    keep: Object.freeze(Object.keys(keep)),
    holds,
  });
}

function compileKept(written: KeptDocument): KeptValue {
  if (typeof written === 'string') return { kind: written };
  if ('echo' in written) return { kind: 'echo', of: written.echo };
  return { kind: 'one_of', values: new Set(written.one_of) };
}
