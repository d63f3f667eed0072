import { decide } from '../../policies/decide/decide.ts';
import { type Allow, type Confirm, type Deny, deny } from '../../policies/decision.ts';
import type { Operation } from '../../policies/operation.ts';
import type { Policy } from '../../policies/policy.ts';
import type { Subject } from '../../policies/subject.ts';
import { UpstreamFailure } from '../exchange.ts';
import { actingAs } from '../identity/acting-account.ts';
import type { Call } from './call.ts';
import { accountOf, type HandlerContext, onBehalfOf } from './context.ts';

/**
 * A path has at most four hops and commands nest at most twice, and what turns on records is asked once their
 * metadata is there: more rounds than this cannot be honest.
 */
const MOST_ROUNDS = 12;

/** What deciding needs of the guard that is running. */
export type Deciding = Pick<HandlerContext, 'schemas' | 'facts' | 'acting' | 'witness'> & {
  readonly policy: Policy;
};

/**
 * Decides every operation of a call that nobody is asked about. What a person would have to confirm is denied;
 * otherwise like {@link decideChanges}.
 */
export async function decideOperations(
  operations: readonly Operation[],
  call: Call,
  deciding: Deciding,
): Promise<readonly Allow[] | Deny> {
  const decided = await decideChanges(operations, call, deciding);
  if ('effect' in decided) return decided;
  const allowed: Allow[] = [];
  for (const decision of decided) {
    if (decision.effect === 'confirm') return unconfirmed(decision.confirmRule);
    allowed.push(decision);
  }
  return allowed;
}

/**
 * Decides every operation of a call, fetching field metadata and asking about records as decisions need it.
 * None may be denied: the first denial is the answer. What was asked of Odoo holds for this call and no
 * other. In shadow mode what the policy would have said is told to the call's shadow, whatever is enforced.
 * Throws `UpstreamFailure` when nobody can be asked at all.
 */
export async function decideChanges(
  operations: readonly Operation[],
  call: Call,
  deciding: Deciding,
): Promise<readonly (Allow | Confirm)[] | Deny> {
  const { shadow, caller } = call;
  const account = await deciding.acting.accountOf(caller, onBehalfOf(call, true));
  if (account && 'effect' in account) return account;
  if (shadow) {
    const { witness: _enforced, ...besides } = deciding;
    const would = await foreseen(() =>
      decideAll(operations, call, actingAs(shadow.subject, account), {
        ...besides,
        policy: shadow.policy,
      }),
    );
    if (would) shadow.overruled(would);
  }
  return decideAll(operations, call, actingAs(caller.subject, account), deciding);
}

async function decideAll(
  operations: readonly Operation[],
  call: Call,
  subject: Subject,
  { policy, schemas, facts, witness }: Deciding,
): Promise<readonly (Allow | Confirm)[] | Deny> {
  const account = accountOf(call);
  const behalf = onBehalfOf(call, true);
  const answers = new Map<string, boolean>();
  const known = { holds: ({ key }: { readonly key: string }) => answers.get(key) };

  const permitted: (Allow | Confirm)[] = [];
  for (const operation of operations) {
    const decision = await decideOne(operation);
    if (decision.effect === 'deny') return decision;
    permitted.push(decision);
  }
  return permitted;

  async function decideOne(operation: Operation): Promise<Allow | Confirm | Deny> {
    const view = schemas.view(account);
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const decision = decide(operation, subject, policy, view, known);
      switch (decision.effect) {
        case 'allow':
        case 'confirm':
        case 'deny':
          witness?.(operation, decision);
          return decision;
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

/** What a decision would have stopped, or undefined. That nobody could be asked stops a call too. */
async function foreseen(
  judge: () => Promise<readonly (Allow | Confirm)[] | Deny>,
): Promise<Deny | Confirm | undefined> {
  try {
    const decided = await judge();
    if ('effect' in decided) return decided;
    return decided.find((decision) => decision.effect === 'confirm');
  } catch (error) {
    if (!(error instanceof UpstreamFailure) || error.reason === 'aborted') throw error;
    const reason = 'what the policy turns on could not be asked of Odoo.';
    return deny('schema_unavailable', 'fail-closed', reason);
  }
}

function unconfirmed(rule: string): Deny {
  return deny(
    'confirmation_unavailable',
    rule,
    'a person has to confirm this call, and here nobody can be asked.',
  );
}
