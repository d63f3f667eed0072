import { BindingError } from './binding-error.ts';
import { compileKept, type KeptPlace, type ResultPlace } from './compile-kept.ts';
import { requirePath } from './compiled-slot.ts';
import type { KeptDocument, ResultDocument, ResultShapeDocument } from './grammar-result.ts';
import type { AnswerShape, KeptValue, ResultKind, ResultShape } from './result-shape.ts';

/** Kinds whose whole answer stands in the kept keys. */
const WITHOUT_PLACE: ReadonlySet<ResultKind> = new Set([
  'acknowledgement',
  'identity',
  'blob',
  'parts',
]);

/** Compiles the result part of a tool. Throws `BindingError` where it could let free text pass. */
export function compileResultShape(document: ResultDocument, place: ResultPlace): ResultShape {
  const { dry_run: dryRun, failure } = document;
  const several = place.steps.size > 1;
  if (several && document.at !== undefined)
    throw new BindingError(
      place.source,
      `${place.path}.at`,
      'a call with several steps has no one answer; write keep: { records: { records: step } }',
    );
  const below = (key: string) => ({ ...place, path: `${place.path}.${key}` });
  return Object.freeze({
    ...compileAnswer(document, place),
    steps: Object.freeze([...place.steps.keys()]),
    ...(dryRun === undefined ? {} : { dryRun: compileAnswer(dryRun, below('dry_run')) }),
    ...(failure === undefined
      ? {}
      : { failure: compileKeys(failure.keep, { ...below('failure'), kind: 'failure' }) }),
  });
}

function compileAnswer(document: ResultShapeDocument, place: ResultPlace): AnswerShape {
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
  const [first] = path;
  if (first !== undefined && Object.hasOwn(keep, first))
    throw new BindingError(
      place.source,
      `${place.path}.keep.${first}`,
      'is the answer itself; remove it from keep',
    );
  return Object.freeze({
    kind,
    at: Object.freeze(path),
    keep: compileKeys(keep, { ...place, kind }),
  });
}

function compileKeys(
  keep: { readonly [key: string]: KeptDocument },
  place: KeptPlace,
): ReadonlyMap<string, KeptValue> {
  const compiled = new Map<string, KeptValue>();
  for (const [key, written] of Object.entries(keep))
    compiled.set(key, compileKept(written, { ...place, path: `${place.path}.keep.${key}` }, 'top'));
  return compiled;
}
