import type { BoundTool } from '../../policies/bindings/binding.ts';

/**
 * Whether the operations of a tool's calls are examples: a tool of steps chooses records and values itself, and
 * its binding writes any of the right type in their place.
 */
export function isToldByExample({ steps }: Pick<BoundTool, 'steps'>): boolean {
  return steps.length > 1 || steps[0].name !== 'call';
}
