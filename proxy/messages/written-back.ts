import { EmitError } from '../../policies/bindings/emit-error.ts';
import { type Deny, deny } from '../../policies/decision.ts';

/** A decided call as the upstream is sent it, or why it cannot be said to the upstream: nothing is then sent. */
export function writtenBack<Value>(
  emit: () => Value,
): { readonly value: Value } | { readonly denial: Deny } {
  try {
    return { value: emit() };
  } catch (error) {
    if (error instanceof EmitError) return { denial: error.denial };
    const reason = 'the decided call cannot be written in the arguments the server takes.';
    return { denial: deny('arguments_invalid', 'binding', reason) };
  }
}
