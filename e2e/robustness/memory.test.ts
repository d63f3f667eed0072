import { describe, expect, it } from 'vitest';
import { converse } from './conversation.fixture.ts';
import { guardInFrontOf } from './guard-in-front.fixture.ts';
import { describeHoldings, type Holdings } from './inspected-guard.fixture.ts';

/** How many calls each guard relays; a long run takes the number from the environment. */
const CALLS = Number(process.env.SOAK_CALLS ?? 600);
const LONG = process.env.SOAK_CALLS !== undefined;
const CHECKPOINTS = 5;
const CLIENTS = 20;
const AT_ONCE_EACH = 2;

/** Bytes that a heap may differ by without anything being kept for each call. */
const NOISE = 1_500_000;

describe.each(['http', 'stdio'] as const)('in front of an upstream on %s', (transport) => {
  const guard = guardInFrontOf(transport);

  it(
    'keeps nothing of the calls it has relayed, in either era',
    async () => {
      const clients = await Promise.all(
        Array.from({ length: CLIENTS }, (_, nth) =>
          converse(guard().url, nth % 2 === 0 ? 'legacy' : 'modern'),
        ),
      );
      let asked = 0;
      const relay = async (until: number): Promise<void> => {
        const workers = clients.flatMap((client) =>
          Array.from({ length: AT_ONCE_EACH }, async () => {
            while (asked < until) {
              asked += 1;
              const text = `call ${asked}`;
              const tool = asked % 10 === 0 ? 'stream' : 'echo';
              const said = await client.call(1, tool, { text, count: 3 });
              expect(said.text).toBe(tool === 'stream' ? 'streamed' : text);
            }
          }),
        );
        await Promise.all(workers);
      };

      const warm = CALLS / CHECKPOINTS;
      const seen: Holdings[] = [];
      for (let part = 2; part <= CHECKPOINTS; part += 1) {
        await relay(part * warm);
        const holdings = await guard().holdings();
        seen.push(holdings);
        if (LONG)
          process.stdout.write(`${transport}: ${describeHoldings(`${asked} calls`, holdings)}\n`);
      }
      // Caches fill, code is compiled and connections are opened in the first parts. A connection keeps some of its last
      // call, which not every one does at the first look, and every one at the next.
      const [first, last] = [seen[1], seen.at(-1)];
      if (first === undefined || last === undefined) throw new Error('nothing was measured');
      expect(last.heap - first.heap).toBeLessThan(NOISE);
      expect(last.entries - first.entries).toBeLessThan(CLIENTS * AT_ONCE_EACH + 50);
      expect(last.aborts - first.aborts).toBeLessThan(CLIENTS * AT_ONCE_EACH + 50);
      expect(last.timers - first.timers).toBeLessThan(CLIENTS * AT_ONCE_EACH + 50);
    },
    LONG ? 1_800_000 : 120_000,
  );
});
