import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import * as z from 'zod';

/** One module of a plugin, and where its binding stands. */
export interface PluginModule {
  /** The entry of `upstream.plugins` it comes from. */
  readonly plugin: string;
  /** Absolute path of the module. The guard never loads it. */
  readonly module: string;
  /** Absolute path of its binding; undefined where it has none. */
  readonly binding: string | undefined;
}

export type Located = { readonly modules: readonly PluginModule[] } | { readonly problem: string };

/** The key of a plugin's package.json. */
const MANIFEST_KEY = 'odoo-mcp-guard';
const MODULE = /\.[cm]?js$/;

const manifest = z.object({
  [MANIFEST_KEY]: z.strictObject({
    plugins: z
      .array(z.strictObject({ module: z.string().min(1), binding: z.string().min(1).optional() }))
      .min(1),
  }),
});

/**
 * Finds the modules one entry of `upstream.plugins` names. A path leads from the first folder to a module, with
 * its binding beside it (`mrp.js`, `mrp.binding.yaml`), or to a folder with a package.json; a name is a
 * package installed in one of the folders or above it, the first that has it. Nothing is loaded or run.
 */
export function locatePlugin(entry: string, folders: readonly [string, ...string[]]): Located {
  if (!isPath(entry)) return locatePackage(entry, folders);
  const path = resolve(folders[0], entry);
  const kind = kindOf(path);
  if (kind === undefined) return { problem: `there is nothing at ${path}` };
  if (kind === 'folder') return readManifest(entry, path);
  if (!MODULE.test(path)) return { problem: `${path} is no JavaScript module` };
  const binding = path.replace(MODULE, '.binding.yaml');
  return {
    modules: [{ plugin: entry, module: path, binding: existsSync(binding) ? binding : undefined }],
  };
}

function isPath(entry: string): boolean {
  return isAbsolute(entry) || /^(?:\.{0,2}[\\/]|[A-Za-z]:[\\/])/.test(entry);
}

function locatePackage(name: string, folders: readonly string[]): Located {
  for (const folder of folders) {
    let above = resolve(folder);
    for (;;) {
      const installed = join(above, 'node_modules', name);
      if (existsSync(join(installed, 'package.json'))) return readManifest(name, installed);
      const next = dirname(above);
      if (next === above) break;
      above = next;
    }
  }
  return { problem: 'no such package is installed; install it, or write a path beginning with ./' };
}

function readManifest(plugin: string, folder: string): Located {
  const root = realpathSync(folder);
  let written: unknown;
  try {
    written = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  } catch {
    return { problem: `${folder} has no package.json that can be read` };
  }
  const parsed = manifest.safeParse(written);
  if (!parsed.success) {
    return {
      problem: `its package.json has no key "${MANIFEST_KEY}": {"plugins": [{"module": …, "binding": …}]}`,
    };
  }
  const modules: PluginModule[] = [];
  for (const { module, binding } of parsed.data[MANIFEST_KEY].plugins) {
    const outside = [module, binding ?? '.'].find((path) => !isInside(root, path));
    if (outside !== undefined)
      return { problem: `its package.json names ${outside}, which is not in it` };
    if (kindOf(resolve(root, module)) !== 'file') return { problem: `it has no file ${module}` };
    modules.push({
      plugin,
      module: resolve(root, module),
      binding: binding === undefined ? undefined : resolve(root, binding),
    });
  }
  return { modules };
}

/** Whether a path of a package stays in it: what else is on the machine is no part of a plugin. */
function isInside(root: string, path: string): boolean {
  const target = resolve(root, path);
  const real = existsSync(target) ? realpathSync(target) : target;
  const way = relative(root, real);
  return !isAbsolute(path) && !way.startsWith('..') && !isAbsolute(way);
}

function kindOf(path: string): 'file' | 'folder' | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isFile()) return 'file';
  return stat?.isDirectory() ? 'folder' : undefined;
}
