import { describe, expect, it } from 'vitest';
import type { Era } from '../../proxy/exchange.ts';
import { anyId, asking, CALLS } from './fuzz-calls.fixture.ts';
import {
  expectNothingUncaught,
  playCases,
  TIMEOUT_MS,
  tell,
  withHostile,
} from './fuzz-cases.fixture.ts';
import { MARKER } from './hostile-answer.fixture.ts';
import { hostileHttp, hostileStdio } from './hostile-upstream.fixture.ts';
import { cancel, postAndResume, replay } from './resuming-client.fixture.ts';

expectNothingUncaught();

const expectNothingHidden = (bytes: string): void =>
  expect(bytes.toLowerCase()).not.toContain(MARKER.toLowerCase());

describe.each([
  ['HTTP', hostileHttp, 150],
  ['standard streams', hostileStdio, 100],
] as const)('in front of a hostile server on %s', (_, start, cases) => {
  it(
    'every request gets one answer, and no byte of it is what the policy hides',
    async () => {
      await withHostile(start, async ({ guard, sessionOf, begin }) => {
        begin();
        const seen = { results: 0, resumed: 0, replayed: 0, cancelled: 0 };
        const played = await playCases(cases, async (random, _number, player) => {
          const id = anyId(random);
          const era = random.pick<Era>(['legacy', 'modern']);
          const asked = asking(era, id, random.pick(CALLS), sessionOf(player));
          const { bytes, responses, returns, cursor } = await postAndResume(guard.url, asked);
          expectNothingHidden(bytes);
          if (returns > 0) seen.resumed += 1;
          if (era === 'legacy' && responses.length === 0) {
            // The server has let it come back as often as it liked, and has never said anything.
            seen.cancelled += 1;
            return cancel(guard.url, asked, id);
          }
          expect(responses).toHaveLength(1);
          const response = JSON.parse(`{${responses[0]}`);
          expect(response.id).toBe(id);
          if (response.result !== undefined && response.result.isError !== true) seen.results += 1;
          if (cursor === undefined || !random.chance(0.2)) return;
          const again = await replay(guard.url, asked, cursor);
          expectNothingHidden(again.bytes);
          expect(again.responses.length).toBeLessThanOrEqual(1);
          for (const one of again.responses) expect(JSON.parse(`{${one}`).id).toBe(id);
          seen.replayed += again.responses.length;
        });
        tell(JSON.stringify(seen));
        // Were everything refused, nothing would have been tried.
        expect(seen.results).toBeGreaterThan(played / 5);
        expect(seen.cancelled).toBeLessThan(played / 20);
      });
    },
    TIMEOUT_MS,
  );
});
