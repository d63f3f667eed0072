import { oracleQuestion } from '../../policies/decide/oracle.ts';
import type { Deny } from '../../policies/decision.ts';
import type { Operation } from '../../policies/operation.ts';
import type { Call } from './call.ts';
import { accountOf, type HandlerContext } from './context.ts';

/**
 * Counts an allowed call that could serve to guess hidden values: new questions with conditions, on models with
 * fields that the subject may not see. Says when it may be made where it may not now.
 */
export function refuseOracle(
  asked: readonly Operation[],
  call: Call,
  { limits, policy, schemas }: HandlerContext,
): Deny | undefined {
  const judged = call.shadow ?? { subject: call.caller.subject, policy };
  const view = schemas.view(accountOf(call));
  const questions = asked.flatMap(
    (operation) => oracleQuestion(operation, judged.subject, judged.policy, view) ?? [],
  );
  const refused = limits.askOracle(judged.subject, questions);
  if (!refused || !call.shadow) return refused;
  call.shadow.overruled(refused);
  return undefined;
}
