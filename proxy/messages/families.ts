import type { HandlerContext } from './context.ts';

/** What a server may offer beside its handshake, under the names of the capabilities. */
export const FAMILIES = ['tools', 'resources', 'prompts', 'completions'] as const;
export type Family = (typeof FAMILIES)[number];

/**
 * Whether anything of a family can pass: the binding describes some of it, or the operator lets pass what no
 * binding describes. Of a family that cannot pass neither the capability nor the methods exist.
 */
export function passes(
  family: Family,
  { binding, policy }: Pick<HandlerContext, 'binding' | 'policy'>,
): boolean {
  if (family === 'tools' || policy.gateway.upstream.unbound[family] === 'allow') return true;
  switch (family) {
    case 'resources':
      return (binding?.resources.length ?? 0) > 0;
    case 'prompts':
      return (binding?.prompts.size ?? 0) > 0;
    case 'completions':
      return binding?.completions !== undefined;
    default:
      return family satisfies never;
  }
}
