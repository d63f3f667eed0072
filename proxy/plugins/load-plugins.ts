import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Binding } from '../../policies/bindings/binding.ts';
import { BindingError } from '../../policies/bindings/binding-error.ts';
import { BUNDLED_BINDING, loadBundledBindings } from '../../policies/bindings/bundled.ts';
import type { BindingSource } from '../../policies/bindings/read-bindings.ts';
import { PolicyError, type Problem } from '../../policies/load-error.ts';
import type { Policy } from '../../policies/policy.ts';
import { locatePlugin, type PluginModule } from './plugin-modules.ts';

const LARGEST_BINDING = 1_048_576;

/** The plugins of the bundled upstream. */
export interface LoadedPlugins {
  /** The bundled upstream's binding with the parts the plugins bring. */
  readonly binding: Binding | undefined;
  /** Absolute paths of the modules the upstream is to load, in the order of the file. */
  readonly modules: readonly string[];
  /** One line for each plugin whose tools stay hidden for want of a binding. */
  readonly problems: readonly string[];
}

const loaded = new WeakMap<Policy, LoadedPlugins>();

/**
 * Finds the plugins `upstream.plugins` names and reads their bindings, once per policy. Their code is never
 * loaded here: what a plugin's tools mean is data. Throws `PolicyError` where one cannot be found, or its binding is
 * wrong or describes what is described already: whoever names a plugin counts on its tools and on what its hooks
 * refuse. One without a binding is loaded, and its tools are as unbound as anybody's.
 */
export function loadPlugins(policy: Policy): LoadedPlugins {
  const known = loaded.get(policy);
  if (known) return known;
  const { upstream } = policy.gateway;
  const entries = upstream.kind === 'bundled' ? upstream.plugins : [];
  const folders = [resolve(policy.source), process.cwd(), import.meta.dirname] as const;

  const problems: string[] = [];
  const refused: Problem[] = [];
  const refuse = (entry: string, message: string) =>
    refused.push({
      file: 'gateway.yaml',
      message: `upstream.plugins: plugin ${entry}: ${message}`,
    });
  const modules: string[] = [];
  const parts: BindingSource[] = [];
  let binding = bundledBinding(parts);
  for (const entry of entries) {
    const located = locatePlugin(entry, folders);
    if ('problem' in located) {
      refuse(entry, located.problem);
      continue;
    }
    for (const module of located.modules) {
      const joined = join(module, parts, binding);
      if ('problem' in joined) {
        refuse(entry, joined.problem);
        continue;
      }
      modules.push(module.module);
      if ('hidden' in joined) problems.push(`plugin ${entry}: ${joined.hidden}`);
      else {
        parts.push(joined.part);
        binding = joined.binding;
      }
    }
  }
  if (refused.length > 0) throw new PolicyError(refused);
  const answer = { binding, modules, problems };
  loaded.set(policy, answer);
  return answer;
}

type Joined =
  | { readonly part: BindingSource; readonly binding: Binding }
  | { readonly hidden: string }
  | { readonly problem: string };

/** The bundled binding with one more part. */
function join(
  { plugin, binding: file }: PluginModule,
  parts: readonly BindingSource[],
  before: Binding | undefined,
): Joined {
  if (file === undefined) {
    return { hidden: 'no binding describes its tools, so they stay hidden' };
  }
  const text = readText(file);
  if (text === undefined)
    return { problem: `its binding ${file} cannot be read as a file of 1 MiB or less` };
  const part = { name: `${plugin}: ${file}`, text };
  try {
    const binding = bundledBinding([...parts, part]);
    if (!binding || !before || describes(binding) === describes(before)) {
      return { problem: `its binding is no part of ${BUNDLED_BINDING}` };
    }
    return { part, binding };
  } catch (error) {
    if (!(error instanceof BindingError)) throw error;
    return { problem: error.message };
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
    const found = statSync(file);
    const readable = found.isFile() && found.size <= LARGEST_BINDING;
    return readable ? readFileSync(file, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}
