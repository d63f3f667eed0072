import { expect, it } from 'vitest';
import { GuardLeaves } from './cancellation.ts';
import { decisionOf, guarded } from './guarded.fixture.ts';
import { likeOdoo, memoryUpstream, silence, toolCallOf } from './memory-upstream.fixture.ts';

/** A guard in front of a server that never answers one tool, asked for it, and how its signal is aborted. */
async function asked(tool: string, args: object, reason?: Error) {
  let reach = () => {};
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const upstream = memoryUpstream((request, context) => {
    if (toolCallOf(request).name !== tool) return likeOdoo(request, context);
    reach();
    return silence(context);
  });
  const guard = guarded(upstream);
  const session = await guard.signedIn();
  const abort = new AbortController();
  const answer = guard.call(tool, { ...args }, { session, signal: abort.signal });
  await reached;
  abort.abort(reason);
  return { reply: await answer, guard };
}

const COUNT = { model: 'res.partner' };
const CHANGE = { model: 'res.partner', record_id: 3 };

it('who waits when the guard ends is told whether the call may have been made', async () => {
  const change = await asked('delete_record', CHANGE, new GuardLeaves());
  expect(decisionOf(change.reply)).toMatchObject({
    code: 'upstream_unavailable',
    reason: expect.stringContaining('not known whether the call was carried out'),
  });
  expect(change.guard.audit.at(-1)).toMatchObject({ decision: 'error', upstreamError: 'aborted' });
  const count = await asked('search_count', COUNT, new GuardLeaves());
  expect(decisionOf(count.reply)).toMatchObject({ retry_after_ms: expect.any(Number) });
});

it('who has gone is told nothing', async () => {
  const { reply } = await asked('search_count', COUNT);
  expect(reply.messages).toEqual([]);
});
