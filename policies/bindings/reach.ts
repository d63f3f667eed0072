import type { ModelName } from '../names.ts';
import { type Effect, effectOf, type OperationKind } from '../operation.ts';
import type { BoundStep } from './binding.ts';

/** What calls of these steps can reach: the kinds of operation, their effects, and the model if it is one. */
export function reachOf(steps: readonly [BoundStep, ...BoundStep[]]): {
  readonly steps: readonly [BoundStep, ...BoundStep[]];
  readonly kinds: ReadonlySet<OperationKind>;
  readonly effects: ReadonlySet<Effect>;
  readonly model?: ModelName;
} {
  const kinds = new Set(steps.flatMap((step) => [...step.kinds]));
  const effects = new Set([...kinds].map(effectOf));
  const [model, ...others] = new Set(steps.map((step) => step.model));
  const only = others.length === 0 ? model : undefined;
  return { steps, kinds, effects, ...(only === undefined ? {} : { model: only }) };
}
