import { expect, test } from 'vitest';
import type { Files } from './configured-guard.fixture.ts';
import type { KeyCases } from './key-case.fixture.ts';

/** One test for each key of a file: flipped in the file, something is different outside of the guard. */
export function testEveryKey(file: keyof Files, cases: KeyCases): void {
  for (const [key, { what, from, to, beside, see, sees }] of Object.entries(cases)) {
    test(`${key}: ${what}`, async () => {
      const before = await see({ ...beside, [file]: from });
      const after = await see({ ...beside, [file]: to });
      expect(before).toMatchObject(sees[0]);
      expect(after).toMatchObject(sees[1]);
    });
  }
}
