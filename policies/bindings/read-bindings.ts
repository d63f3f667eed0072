import { parseDocument } from 'yaml';
import { isObject, type Json } from '../json.ts';
import type { Binding } from './binding.ts';
import { BindingError } from './binding-error.ts';
import { compileBinding, type NamedDocument } from './compile.ts';

/** The YAML text of a binding or of a part of one, and what messages call it: its file. */
export interface BindingSource {
  readonly name: string;
  readonly text: string;
}

/** Compiles one binding from YAML text. Throws {@link BindingError} as {@link readBindings} does. */
export function readBinding(text: string, name: string): Binding {
  return compileBinding(readDocument({ name, text }), name);
}

/**
 * Compiles bindings from YAML texts, in the order of the whole ones; the others are parts of them. Throws
 * {@link BindingError}: with line and column for what is no YAML (duplicate keys and unknown tags included),
 * with the path for what is no binding, and for a part whose binding is not there.
 */
export function readBindings(sources: readonly BindingSource[]): readonly Binding[] {
  const wholes: { readonly name: string; readonly document: Json }[] = [];
  const parts = new Map<unknown, NamedDocument[]>();
  for (const source of sources) {
    const document = readDocument(source);
    const named: NamedDocument = { name: source.name, document };
    if (!isObject(document) || !Object.hasOwn(document, 'part_of'))
      wholes.push({ name: source.name, document });
    else parts.set(document.part_of, [...(parts.get(document.part_of) ?? []), named]);
  }
  const bindings: Binding[] = [];
  for (const { name, document } of wholes) {
    const id = isObject(document) ? document.id : undefined;
    if (bindings.some((binding) => binding.id === id))
      throw new BindingError(name, 'id', `there is another binding '${String(id)}' already`);
    bindings.push(compileBinding(document, name, parts.get(id) ?? []));
    parts.delete(id);
  }
  const [orphan] = [...parts.values()].flat();
  if (orphan !== undefined)
    throw new BindingError(orphan.name, 'part_of', 'names a binding that is not there');
  return bindings;
}

function readDocument({ name, text }: BindingSource): Json {
  const document = parseDocument(text, { schema: 'core', strict: true, uniqueKeys: true });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) throw new BindingError(name, '', problem.message);
  return document.toJS({ maxAliasCount: 50 });
}
