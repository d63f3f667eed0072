import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forbiddenColumns, replaceForbidden } from './forbidden.fixture.ts';
import { requests } from './requests.fixture.ts';
import { startWorld, type World } from './world.fixture.ts';

/** Calls tried in each dialect; the long run sets the variable. */
const CASES = Number(process.env.NON_INTERFERENCE_CASES ?? 670);

/**
 * Two worlds that differ in nothing but values the subject may not read: whatever it asks, it must get the
 * same bytes from both. An answer that differs tells something of a forbidden value, whatever way it took.
 */
describe.each([17, 18, 19] as const)(
  'what is forbidden makes no difference, demo %i',
  (version) => {
    let real: World;
    let other: World;
    let columns: ReadonlyMap<string, readonly string[]>;

    beforeAll(async () => {
      [real, other] = await Promise.all([startWorld(version), startWorld(version)]);
      columns = await forbiddenColumns(real.state, async (model, field) => {
        const id = real.state.db.store.ids(model)[0] ?? 1;
        const args = { model, record_id: id, fields: [field] };
        // Asked in both worlds, so that both guards have learned the same field metadata.
        const [answer] = await Promise.all([
          real.call('get_record', args),
          other.call('get_record', args),
        ]);
        return !/"isError":true|"\*\*\*"/.test(answer);
      });
      replaceForbidden(other.state, columns);
    });
    afterAll(async () => {
      await real.close();
      await other.close();
    });

    it('the two worlds do differ: in private data of employees, in logins and in tax numbers', () => {
      expect(columns.get('hr.employee')).toEqual(expect.arrayContaining(['private_email']));
      expect(columns.get('res.users')).toEqual(expect.arrayContaining(['login']));
      expect(other.state.db.store.get('res.users', 6)).not.toEqual(
        real.state.db.store.get('res.users', 6),
      );
    });

    it(`over ${CASES} calls`, { timeout: 3_600_000 }, async () => {
      const seed = process.env.NON_INTERFERENCE_SEED;
      const answered = new Map<string, number>();
      await fc.assert(
        fc.asyncProperty(requests(real.state, columns), async ({ tool, args, writes }) => {
          const [one, two] = await Promise.all([real.call(tool, args), other.call(tool, args)]);
          expect(one).not.toContain('Internal error');
          if (!one.includes('"isError":true')) answered.set(tool, (answered.get(tool) ?? 0) + 1);
          if (writes) {
            for (const world of [real, other]) world.state.reset();
            replaceForbidden(other.state, columns);
          }
          expect(two).toBe(one);
        }),
        { numRuns: CASES, ...(seed === undefined ? {} : { seed: Number(seed) }) },
      );
      // Two refusals are always alike: calls that get through are what is tried here.
      const through = [...answered.values()].reduce((sum, count) => sum + count, 0);
      expect(through / CASES).toBeGreaterThan(0.2);
      for (const tool of ['search_read', 'search_count', 'read_group', 'name_search', 'get_record'])
        expect(answered.get(tool) ?? 0, tool).toBeGreaterThan(CASES / 100);
    });
  },
);
