import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { forbiddenColumns, replaceForbidden } from './forbidden.fixture.ts';
import { differOutOfReach, firstWithin } from './out-of-reach.fixture.ts';
import { requests } from './requests.fixture.ts';
import { type Rules, startWorld, type World } from './world.fixture.ts';

/** Calls tried in each dialect, half of them under record rules; the long run sets the variable. */
const CASES = Number(process.env.NON_INTERFERENCE_CASES ?? 670) / 2;
const GIVEN: readonly (readonly [17 | 18 | 19, Rules])[] = ([17, 18, 19] as const).flatMap(
  (version) =>
    (['without record rules', 'with record rules'] as const).map(
      (rules) => [version, rules] as const,
    ),
);

/**
 * Two worlds that differ in nothing but what the subject may not read, values and, where rules say so, whole
 * records: whatever it asks, it must get the same bytes from both. An answer that differs tells something of
 * what is forbidden, whatever way it took.
 */
describe.each(GIVEN)('what is forbidden makes no difference, demo %i %s', (version, rules) => {
  let real: World;
  let other: World;
  let columns: ReadonlyMap<string, readonly string[]>;
  let before: unknown;
  let differing: number;
  const narrowed = rules === 'with record rules';

  /** Both worlds start alike. Gives how many records that are out of reach differ then. */
  function differ(): number {
    replaceForbidden(other.state, columns);
    return narrowed ? differOutOfReach(real.state, other.state) : 0;
  }

  beforeAll(async () => {
    [real, other] = await Promise.all([startWorld(version, rules), startWorld(version, rules)]);
    columns = await forbiddenColumns(real.state, async (model, fields) => {
      const { ids } = real.state.db.store;
      const id = (narrowed ? firstWithin(real.state, model) : ids(model)[0]) ?? 1;
      const args = { model, record_id: id, fields };
      // Asked in both worlds, so that both guards have learned the same field metadata.
      const [answer] = await Promise.all([
        real.call('get_record', args),
        other.call('get_record', args),
      ]);
      const record = shownRecord(answer);
      return fields.filter((field) => (record[field] ?? '***') !== '***');
    });
    before = real.state.db.store.get('res.users', 6);
    differing = differ();
  }, 600_000);
  afterAll(async () => {
    await real.close();
    await other.close();
  });

  it('the two worlds do differ: in private data of employees, in logins, and in records out of reach', () => {
    expect(columns.get('hr.employee')).toEqual(expect.arrayContaining(['private_email']));
    expect(columns.get('res.users')).toEqual(expect.arrayContaining(['login']));
    expect(other.state.db.store.get('res.users', 6)).not.toEqual(before);
    expect(differing > 20).toBe(narrowed);
    expect(columns.get('sale.order') ?? []).not.toContain('client_order_ref');
  });

  it(`over ${CASES} calls`, { timeout: 36_000_000 }, async () => {
    const seed = process.env.NON_INTERFERENCE_SEED;
    const answered = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(requests(real.state, columns), async ({ tool, args, writes }) => {
        const [one, two] = await Promise.all([real.call(tool, args), other.call(tool, args)]);
        expect(one).not.toContain('Internal error');
        if (!one.includes('"isError":true')) answered.set(tool, (answered.get(tool) ?? 0) + 1);
        if (writes && !(isRefusal(one) && isRefusal(two))) {
          for (const world of [real, other]) world.state.reset();
          differ();
        }
        expect(two).toBe(one);
      }),
      { numRuns: CASES, ...(seed === undefined ? {} : { seed: Number(seed) }) },
    );
    // Two refusals are always alike: calls that get through are what is tried here.
    const through = [...answered.values()].reduce((sum, count) => sum + count, 0);
    expect(through / CASES).toBeGreaterThan(0.2);
    // Under rules most ways into narrowed models are refused, and of a few hundred calls few may be of one tool.
    if (narrowed) return;
    for (const tool of ['search_read', 'search_count', 'read_group', 'name_search', 'get_record'])
      expect(answered.get(tool) ?? 0, tool).toBeGreaterThan(CASES / 200);
  });
});

const reply = z.tuple([
  z.number(),
  z.tuple([
    z.looseObject({
      result: z.looseObject({
        structuredContent: z.looseObject({ record: z.record(z.string(), z.unknown()) }).optional(),
      }),
    }),
  ]),
]);

/** The record in an answer, where there is one. */
function shownRecord(answer: string): Readonly<Record<string, unknown>> {
  const read = reply.safeParse(JSON.parse(answer));
  return read.success ? (read.data[1][0].result.structuredContent?.record ?? {}) : {};
}

/** Whether the guard refused: then nothing was sent, and nothing can have changed. */
function isRefusal(answer: string): boolean {
  return answer.includes('"effect":"deny"');
}
