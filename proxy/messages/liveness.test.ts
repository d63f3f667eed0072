import { expect, it } from 'vitest';
import { guarded, resultOf } from '../guarded.fixture.ts';
import { likeOdoo, memoryUpstream } from '../memory-upstream.fixture.ts';

it('ping is answered by the guard: what draws on no limit reaches nobody', async () => {
  const upstream = memoryUpstream(likeOdoo);
  const guard = guarded(upstream, { gateway: 'rate_limit: {global_per_minute: 1}' });
  const session = await guard.open();
  for (let turn = 0; turn < 5; turn += 1) {
    expect(resultOf(await guard.ask('ping', undefined, { session }))).toEqual({});
  }
  expect(upstream.methods).toEqual(['initialize']);
  expect(guard.audit.map(({ decision }) => decision)).toEqual(Array(6).fill('allowed'));
});
