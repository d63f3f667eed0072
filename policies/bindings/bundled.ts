import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDocument } from 'yaml';
import type { Binding } from './binding.ts';
import { BindingError } from './binding-error.ts';
import { compileBinding } from './compile.ts';

export { chooseBinding } from './choose.ts';

/** The bindings shipped beside this file, compiled, in the order of their file names. */
export function loadBundledBindings(): readonly Binding[] {
  const folder = dirname(fileURLToPath(import.meta.url));
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  return files.sort().map((file) => readBinding(readFileSync(join(folder, file), 'utf8'), file));
}

/**
 * Compiles a binding from YAML text. Throws {@link BindingError}: with line and column for what is no YAML
 * (duplicate keys and unknown tags included), with the path for what is no binding.
 */
export function readBinding(text: string, name: string): Binding {
  const document = parseDocument(text, { schema: 'core', strict: true, uniqueKeys: true });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) throw new BindingError(name, '', problem.message);
  return compileBinding(document.toJS({ maxAliasCount: 50 }), name);
}
