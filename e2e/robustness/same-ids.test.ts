import { describe, expect, it } from 'vitest';
import type { Era } from '../../proxy/exchange.ts';
import type { RequestId } from '../../proxy/wire/message.ts';
import { converse, type Said } from './conversation.fixture.ts';
import { guardInFrontOf } from './guard-in-front.fixture.ts';
import {
  childrenOf,
  describeHoldings,
  type InspectedGuard,
  residentBytes,
} from './inspected-guard.fixture.ts';

/** Ids that a careless map takes for one another. */
const IDS: readonly RequestId[] = [1, '1', 0, '0'];

/** Legacy sessions of a stdio upstream are processes; a long run takes their number from the environment. */
const PROCESSES = Number(process.env.SOAK_PROCESSES ?? 24);
const LONG = process.env.SOAK_PROCESSES !== undefined;
const SESSIONS: Readonly<Record<'http' | 'stdio', Readonly<Record<Era, number>>>> = {
  http: { legacy: 200, modern: 200 },
  stdio: { legacy: PROCESSES, modern: 200 },
};

async function report(what: string, guard: InspectedGuard): Promise<void> {
  const holdings = await guard.holdings();
  const children = childrenOf(guard.process.pid ?? 0).map(residentBytes);
  const mb = children.reduce((sum, bytes) => sum + bytes, 0) / 1024 / 1024;
  process.stdout.write(
    `${describeHoldings(what, holdings)}, children resident ${mb.toFixed(0)} MB\n`,
  );
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const seen = ({ status, id, text }: Said) => ({ status, id, text });

describe.each(['http', 'stdio'] as const)('towards an upstream on %s', (transport) => {
  const guard = guardInFrontOf(transport);

  it.each(['legacy', 'modern'] as const)(
    'answers many %s clients, who all use the same ids at once, each with its own answer',
    async (era) => {
      const count = SESSIONS[transport][era];
      const clients = await Promise.all(
        Array.from({ length: count }, () => converse(guard().url, era)),
      );
      const asked = clients.flatMap((client, which) =>
        IDS.map(async (id, nth) => {
          const text = `client ${which}, call ${nth}`;
          const said = await client.call(id, 'echo', { text, wait: (which + nth) % 5 });
          return { said: seen(said), due: { status: 200, id, text } };
        }),
      );
      for (const { said, due } of await Promise.all(asked)) expect(said).toEqual(due);
      if (LONG) await report(`${count} ${era} clients towards ${transport}`, guard());
      await Promise.all(clients.map((client) => client.end()));
    },
    LONG ? 600_000 : 180_000,
  );

  it('keeps 50 calls of one session, all with the id 1, apart, and from those of another principal', async () => {
    const owner = await converse(guard().url, 'legacy', bearer('one'));
    const calls = Array.from({ length: 50 }, (_, nth) => `call ${nth}`);
    const [own, foreign] = await Promise.all([
      Promise.all(calls.map((text, nth) => owner.call(1, 'echo', { text, wait: nth % 5 }))),
      Promise.all(calls.map((text) => owner.call(1, 'echo', { text }, { headers: bearer('two') }))),
    ]);
    expect(own.map(seen)).toEqual(calls.map((text) => ({ status: 200, id: 1, text })));
    expect(foreign.map(seen)).toEqual(calls.map(() => ({ status: 404, id: 1, text: undefined })));
    await owner.end();
  });

  it('keeps two principals of the stateless era apart who use one id', async () => {
    const both = await Promise.all(
      ['one', 'two'].map((token) => converse(guard().url, 'modern', bearer(token))),
    );
    const asked = both.flatMap((client, which) =>
      Array.from({ length: 50 }, async (_, nth) => {
        const text = `principal ${which}, call ${nth}`;
        return {
          said: seen(await client.call(1, 'echo', { text })),
          due: { status: 200, id: 1, text },
        };
      }),
    );
    for (const { said, due } of await Promise.all(asked)) expect(said).toEqual(due);
  });
});
