import { describe, expect, it } from 'vitest';
import type { Json } from '../json.ts';
import { filterLabels } from './labels.ts';

describe('what a search by name found', () => {
  it('keeps ids and labels, in the form they came in', () => {
    const found = [[7, 'Azure'], { id: 8, display_name: 'Deco', email: 'd@example.com' }];
    expect(filterLabels(found, 5)).toEqual([[7, 'Azure'], { id: 8, display_name: 'Deco' }]);
  });

  it('may be a record without a name', () => {
    expect(filterLabels([[7, false], { id: 8, display_name: false }], 5)).toEqual([
      [7, false],
      { id: 8, display_name: false },
    ]);
  });

  it('ends after the most that may leave', () => {
    expect(filterLabels([[7, 'a'], [8, 'b'], ['x']], 2)).toEqual([
      [7, 'a'],
      [8, 'b'],
    ]);
  });

  it.each<Json>([[7], [7, 'a', 'b'], [0, 'a'], ['7', 'a'], [7, ['a']], { id: 7 }, 7, 'a', null])(
    'cannot be read where one of them is %j',
    (one) => {
      expect(filterLabels([[7, 'a'], one], 5)).toBeUndefined();
    },
  );
});
