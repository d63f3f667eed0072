import type { Deny } from '../decision.ts';

/** A decision that cannot be said to the tool: nothing is forwarded, and the call is this denial. */
export class EmitError extends Error {
  override readonly name = 'EmitError';
  readonly denial: Deny;

  constructor(denial: Deny) {
    super(denial.reason);
    this.denial = denial;
  }
}
