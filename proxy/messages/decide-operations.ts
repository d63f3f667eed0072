import { decide } from '../../policies/decide/decide.ts';
import { type Allow, type Deny, deny } from '../../policies/decision.ts';
import type { Operation } from '../../policies/operation.ts';
import type { Policy } from '../../policies/policy.ts';
import type { Call } from './call.ts';
import { accountOf, type HandlerContext, onBehalfOf } from './context.ts';

/**
 * A path has at most four hops and commands nest at most twice, and what turns on records is asked once their
 * metadata is there: more rounds than this cannot be honest.
 */
const MOST_ROUNDS = 12;

/** What deciding needs of the guard that is running. */
export type Deciding = Pick<HandlerContext, 'schemas' | 'facts' | 'witness'> & {
  readonly policy: Policy;
};

/**
 * Decides every operation of a call, fetching field metadata and asking about records as decisions need it.
 * All must be allowed: the first denial is the answer. What was asked of Odoo holds for this call and no
 * other. Throws `UpstreamFailure` when nobody can be asked at all.
 */
export async function decideOperations(
  operations: readonly Operation[],
  call: Call,
  { policy, schemas, facts, witness }: Deciding,
): Promise<readonly Allow[] | Deny> {
  const { subject } = call.caller;
  const account = accountOf(call);
  const behalf = onBehalfOf(call, true);
  const answers = new Map<string, boolean>();
  const known = { holds: ({ key }: { readonly key: string }) => answers.get(key) };

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
      const decision = decide(operation, subject, policy, view, known);
      switch (decision.effect) {
        case 'allow':
        case 'deny':
          witness?.(operation, decision);
          return decision;
        case 'confirm':
          witness?.(operation, decision);
          return unconfirmed(decision.confirmRule);
        case 'need_schema':
          await schemas.load(decision.models, account, behalf);
          break;
        case 'need_facts':
          await Promise.all(
            decision.questions.map(async (question) =>
              answers.set(question.key, await facts.ask(question, subject, behalf)),
            ),
          );
          break;
        default:
          return decision satisfies never;
      }
    }
    return deny(
      'schema_unavailable',
      'fail-closed',
      'what Odoo would have to say before this call can be judged could not be gathered.',
    );
  }
}

function unconfirmed(rule: string): Deny {
  return deny(
    'confirmation_unavailable',
    rule,
    'a person has to confirm this call, and here nobody can be asked.',
  );
}
