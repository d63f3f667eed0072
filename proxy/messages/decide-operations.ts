import { decide } from '../../policies/decide/decide.ts';
import { type Allow, type Deny, deny } from '../../policies/decision.ts';
import type { Operation } from '../../policies/operation.ts';
import type { Policy } from '../../policies/policy.ts';
import type { Subject } from '../../policies/subject.ts';
import type { SchemaProvider } from '../schema-provider.ts';
import type { OnBehalf } from '../upstream-exchange.ts';

/** A path has at most four hops and commands nest at most twice: more rounds than this cannot be honest. */
const MOST_ROUNDS = 8;

/**
 * Decides every operation of a call, fetching field metadata as decisions ask for it. All must be allowed:
 * the first denial is the answer. Throws `UpstreamFailure` when metadata cannot be asked for at all.
 */
export async function decideOperations(
  operations: readonly Operation[],
  subject: Subject,
  policy: Policy,
  schemas: SchemaProvider,
  account: string,
  behalf: OnBehalf,
): Promise<readonly Allow[] | Deny> {
  const allowed: Allow[] = [];
  for (const operation of operations) {
    const decision = await decideOne(operation);
    if (decision.effect === 'deny') return decision;
    allowed.push(decision);
  }
  return allowed;

  async function decideOne(operation: Operation): Promise<Allow | Deny> {
    const view = schemas.view(account);
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const decision = decide(operation, subject, policy, view);
      if (decision.effect !== 'need_schema') return decision;
      await schemas.load(decision.models, account, behalf);
    }
    return deny(
      'schema_unavailable',
      'fail-closed',
      'the field metadata needed to judge this call could not be gathered.',
    );
  }
}
