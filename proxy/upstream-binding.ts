import type { Binding } from '../policies/bindings/binding.ts';
import { loadBundledBindings } from '../policies/bindings/bundled.ts';
import type { Policy } from '../policies/policy.ts';
import { loadPlugins } from './plugins/load-plugins.ts';

/** What the tools of a policy's upstream mean. */
export interface UpstreamBinding {
  /** Undefined: nobody says, and only tool-level rules can hold. */
  readonly binding: Binding | undefined;
  /** One line for each plugin whose tools stay hidden, and why. */
  readonly problems: readonly string[];
}

/**
 * The binding of the upstream a policy names: the bundled one's with its plugins, or the one the operator
 * named for somebody else's server. Throws where that does not exist.
 */
export function bindingOf(policy: Policy): UpstreamBinding {
  const { upstream } = policy.gateway;
  if (upstream.kind === 'bundled') return loadPlugins(policy);
  return { binding: bindingNamed(upstream.binding), problems: [] };
}

function bindingNamed(id: string | undefined): Binding | undefined {
  if (id === undefined) return undefined;
  const named = loadBundledBindings().find((candidate) => candidate.id === id);
  if (named) return named;
  throw new Error(`gateway.yaml:upstream.binding: there is no binding called ${id}.`);
}
