import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Binding } from './binding.ts';
import { type BindingSource, readBindings } from './read-bindings.ts';

export { readBinding } from './read-bindings.ts';

/** Id of the binding of the server that ships with the guard. */
export const BUNDLED_BINDING = 'odoo-mcp-upstream';

/**
 * The bindings shipped beside this file, compiled: one file each, or a folder with the whole and its parts.
 * `parts` are more parts of them, such as plugins bring. Throws `BindingError` where one is wrong.
 */
export function loadBundledBindings(parts: readonly BindingSource[] = []): readonly Binding[] {
  const folder = dirname(fileURLToPath(import.meta.url));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .sort();
  const bundled = files.map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
  return readBindings([...bundled, ...parts]);
}
