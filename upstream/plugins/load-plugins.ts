import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import { PLUGIN_SDK, type Plugin } from './plugin.ts';
import { inTime, type PluginProblem } from './problem.ts';

const technicalNames = z.array(z.string().regex(/^[a-z][a-z0-9_.]{0,127}$/)).max(50);

const plugin = z.looseObject({
  name: z.string().regex(/^[a-z][a-z0-9_-]{0,63}$/),
  version: z.string().min(1).max(64),
  sdk: z.literal(PLUGIN_SDK),
  requires: z.strictObject({ modules: technicalNames, models: technicalNames }),
  register: z.custom<Plugin['register']>((value) => typeof value === 'function'),
  hooks: z
    .record(z.string(), z.unknown())
    .refine((hooks) => Object.values(hooks).every((hook) => typeof hook === 'function'))
    .optional(),
});

const EXPORTS = z.looseObject({ plugin: z.unknown().optional(), default: z.unknown().optional() });
const HOOKS = ['preRegister', 'postRegister', 'preCall', 'postCall', 'onSessionClose'];

/** Plugins that could be read, and those that could not. */
export interface LoadedPlugins {
  readonly plugins: readonly Plugin[];
  readonly problems: readonly PluginProblem[];
}

/** Loads modules by their absolute paths. What cannot be loaded is reported; the others go on. */
export async function loadPlugins(paths: readonly string[]): Promise<LoadedPlugins> {
  const plugins: Plugin[] = [];
  const problems: PluginProblem[] = [];
  for (const path of paths) {
    try {
      plugins.push(parsePlugin(await inTime(import(pathToFileURL(path).href))));
    } catch (error) {
      problems.push({ plugin: path, problem: error instanceof Error ? error.message : 'it threw' });
    }
  }
  return { plugins, problems };
}

/** The plugin a module exports, as `plugin` or as its default. Throws with what is wrong with it. */
export function parsePlugin(module: unknown): Plugin {
  const exported = EXPORTS.safeParse(module);
  const candidate = exported.data?.plugin ?? exported.data?.default;
  if (candidate === undefined)
    throw new Error('the module exports no plugin: export it as "plugin", or as the default');
  const parsed = plugin.safeParse(candidate);
  if (!parsed.success) throw new Error(`it is no plugin: ${problemOf(parsed.error)}`);
  const unknown = Object.keys(parsed.data.hooks ?? {}).find((name) => !HOOKS.includes(name));
  if (unknown !== undefined)
    throw new Error(`there is no hook ${unknown}; the hooks are ${HOOKS.join(', ')}`);
  if (!isPlugin(candidate)) throw new Error('it is no plugin');
  return candidate;
}

/** The object itself, not a parsed copy: `register` may use `this`. */
function isPlugin(candidate: unknown): candidate is Plugin {
  return plugin.safeParse(candidate).success;
}

function problemOf(error: z.ZodError): string {
  const issue = error.issues[0];
  const key = issue?.path[0];
  switch (key) {
    case 'sdk':
      return `it is written for another version of the interface; this is sdk ${PLUGIN_SDK}`;
    case 'name':
      return 'name: write lower-case letters, digits, - and _';
    case 'version':
      return 'version: write a text, like 1.0.0';
    case 'requires':
      return 'requires: write {modules: [...], models: [...]} with technical names';
    case 'register':
      return 'register: write a function';
    case 'hooks':
      return 'hooks: write an object of functions';
    default:
      return 'export an object with name, version, sdk, requires and register';
  }
}
