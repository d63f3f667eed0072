import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Binding } from '../../policies/bindings/binding.ts';
import { BindingError } from '../../policies/bindings/binding-error.ts';
import { BUNDLED_BINDING, loadBundledBindings } from '../../policies/bindings/bundled.ts';
import type { BindingSource } from '../../policies/bindings/read-bindings.ts';
import type { Policy } from '../../policies/policy.ts';
import { locatePlugin, type PluginModule } from './plugin-modules.ts';

const LARGEST_BINDING = 1_048_576;

/** The plugins of the bundled upstream, as far as they can be used. */
export interface LoadedPlugins {
  /** The bundled upstream's binding with the parts the plugins bring. */
  readonly binding: Binding | undefined;
  /** Absolute paths of the modules the upstream is to load, in the order of the file. */
  readonly modules: readonly string[];
  /** One line for each plugin whose tools stay hidden, and why. */
  readonly problems: readonly string[];
}

const loaded = new WeakMap<Policy, LoadedPlugins>();

/**
 * Finds the plugins `upstream.plugins` names and reads their bindings, once per policy. Their code is never
 * loaded here: what a plugin's tools mean is data. A plugin that cannot be found, or whose binding is wrong or
 * describes what is described already, is left out; one without a binding is loaded, and its tools are as
 * unbound as anybody's.
 */
export function loadPlugins(policy: Policy): LoadedPlugins {
  const known = loaded.get(policy);
  if (known) return known;
  const { upstream } = policy.gateway;
  const entries = upstream.kind === 'bundled' ? upstream.plugins : [];
  const folders = [resolve(policy.source), process.cwd(), import.meta.dirname] as const;

  const problems: string[] = [];
  const modules: string[] = [];
  const parts: BindingSource[] = [];
  let binding = bundledBinding(parts);
  for (const entry of entries) {
    const located = locatePlugin(entry, folders);
    if ('problem' in located) {
      problems.push(`plugin ${entry}: ${located.problem}`);
      continue;
    }
    for (const module of located.modules) {
      const joined = join(module, parts, binding);
      if ('problem' in joined) problems.push(`plugin ${entry}: ${joined.problem}`);
      if (joined.usable) modules.push(module.module);
      if ('part' in joined) {
        parts.push(joined.part);
        binding = joined.binding;
      }
    }
  }
  const answer = { binding, modules, problems };
  loaded.set(policy, answer);
  return answer;
}

type Joined =
  | { readonly usable: true; readonly part: BindingSource; readonly binding: Binding }
  | { readonly usable: boolean; readonly problem: string };

/** The bundled binding with one more part. */
function join(
  { plugin, binding: file }: PluginModule,
  parts: readonly BindingSource[],
  before: Binding | undefined,
): Joined {
  if (file === undefined) {
    return { usable: true, problem: 'no binding describes its tools, so they stay hidden' };
  }
  const text = readText(file);
  if (text === undefined) return { usable: false, problem: `its binding ${file} cannot be read` };
  const part = { name: `${plugin}: ${file}`, text };
  try {
    const binding = bundledBinding([...parts, part]);
    if (!binding || !before || describes(binding) === describes(before)) {
      return { usable: false, problem: `its binding is no part of ${BUNDLED_BINDING}` };
    }
    return { usable: true, part, binding };
  } catch (error) {
    if (!(error instanceof BindingError)) throw error;
    return { usable: false, problem: `it is left out: ${error.message}` };
  }
}

function bundledBinding(parts: readonly BindingSource[]): Binding | undefined {
  return loadBundledBindings(parts).find(({ id }) => id === BUNDLED_BINDING);
}

/** How much a binding describes. */
function describes({ tools, resources, prompts }: Binding): number {
  return tools.size + resources.length + prompts.size;
}

function readText(file: string): string | undefined {
  try {
    return statSync(file).size <= LARGEST_BINDING ? readFileSync(file, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}
