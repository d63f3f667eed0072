import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { globProblem, namePattern } from './name-pattern.ts';

test.each([
  ['hr.*', 'hr.employee', true],
  ['hr.*', 'hr.employee.public', true],
  ['hr.*', 'hr', false],
  ['hr.*', 'hrx.employee', false],
  ['hr.*', 'x.hr.employee', false],
  ['*.wizard', 'sale.wizard', true],
  ['*.wizard', 'sale.wizard.line', false],
  ['a*b*a', 'aba', true],
  ['a*b*a', 'ab', false],
  ['a*a', 'a', false],
  ['sale.order', 'sale.order', true],
  ['sale.order', 'sale.order.line', false],
  ['sale.order', 'saleXorder', false],
  ['*', 'anything.at_all', true],
])('%s on %s: %s', (pattern, name, matches) => {
  expect(namePattern([pattern]).matches(name)).toBe(matches);
});

test('a glob answers as the anchored expression it stands for', () => {
  const name = fc.stringMatching(/^[ab.]{0,8}$/);
  const glob = fc
    .stringMatching(/^[ab.]{0,2}(\*[ab.]{0,2}){1,3}$/)
    .filter((g) => !g.includes('**'));
  fc.assert(
    fc.property(glob, name, (pattern, text) => {
      const expression = pattern.replaceAll('.', '\\.').replaceAll('*', '.*');
      expect(namePattern([pattern]).matches(text)).toBe(
        new RegExp(`^${expression}$`, 's').test(text),
      );
    }),
  );
});

test('patterns say how they were written, and match nothing when there are none', () => {
  expect(namePattern(['a.b', 'c.*']).written).toEqual(['a.b', 'c.*']);
  expect(namePattern([]).matches('a.b')).toBe(false);
});

test.each(['hr.**', 'HR.*', 'hr.* ', 'hr.[ab]*', 'hr.?*', 'hr.*\n', `${'a'.repeat(128)}*`])(
  '%j is not a pattern',
  (text) => {
    expect(globProblem(text)).toBeTruthy();
    expect(() => namePattern([text])).toThrow();
  },
);
