import { describe, expect, test } from 'vitest';
import { treatValue } from './field-values.ts';

describe('ids of related records', () => {
  test('come in the order of the ids where their own order would tell of other fields', () => {
    expect(treatValue([6, 36, 31], 'unordered')).toEqual([6, 31, 36]);
    expect(treatValue([10, 9], 'unordered')).toEqual([9, 10]);
  });

  test('keep their order where it tells nothing that is not open', () => {
    expect(treatValue([6, 36, 31], 'value')).toEqual([6, 36, 31]);
  });

  test('come without anything else', () => {
    expect(treatValue([[1, 'Name']], 'unordered')).toBeUndefined();
    expect(treatValue({ id: 1 }, 'unordered')).toBeUndefined();
  });
});
