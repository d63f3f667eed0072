import type { Decided } from '../../policies/filter/findings.ts';
import { askingView, turnsOnReach, withKnownReach } from '../../policies/filter/within-reach.ts';
import { actingAs } from '../identity/acting-account.ts';
import type { Call } from './call.ts';
import { type HandlerContext, onBehalfOf } from './context.ts';

/**
 * Filters an answer that may point at records out of the subject's reach. It is filtered once to learn which
 * records it points at, and again with what Odoo says of them: what nobody could tell is not shown.
 */
export async function filterWithinReach<Result>(
  decided: readonly Decided[],
  filter: (decided: readonly Decided[]) => Result,
  call: Call,
  context: Pick<HandlerContext, 'reach' | 'acting'>,
): Promise<Result> {
  if (!turnsOnReach(decided)) return filter(decided);
  const asking = askingView();
  filter(withKnownReach(decided, asking));

  const { caller } = call;
  const behalf = onBehalfOf(call, true);
  const account = await context.acting.accountOf(caller, behalf);
  const known = new Map<string, ReadonlySet<number>>();
  if (account === undefined || !('effect' in account)) {
    const subject = actingAs(caller.subject, account);
    await Promise.all(
      asking.asked().map(async ({ reach, ids }) => {
        const within = await context.reach.among(reach, ids, subject, behalf);
        if (within) known.set(reach.key, within);
      }),
    );
  }
  return filter(
    withKnownReach(decided, {
      among({ key }, ids) {
        const within = known.get(key);
        return within && ids.filter((id) => within.has(id));
      },
    }),
  );
}
