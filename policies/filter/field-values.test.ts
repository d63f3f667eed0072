import { describe, expect, test } from 'vitest';
import type { FieldTreatment } from '../decision.ts';
import type { Json } from '../json.ts';
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

describe('a value of a field', () => {
  test.each<[FieldTreatment, Json, Json | undefined]>([
    ['value', null, null],
    ['id_only', null, null],
    ['label', false, false],
    ['value', 'x', 'x'],
    ['value', 1.5, 1.5],
    ['value', true, true],
    ['unordered', 'x', 'x'],
    ['unordered', [3, 1, 2], [1, 2, 3]],
    ['value', [3, 1, 2], [3, 1, 2]],
    ['id_only', [3, 1], [3, 1]],
    ['value', [3, 'x'], undefined],
    ['unordered', [3, 'x'], undefined],
    ['value', { id: 3 }, undefined],
    ['value', [[3]], undefined],
    ['label', 3, 3],
    ['id_only', 3, 3],
    ['label', true, undefined],
    ['label', 1.5, undefined],
    ['label', 'x', undefined],
    ['label', [3, 'Azure'], [3, 'Azure']],
    ['label', [3, 5.5], undefined],
    ['label', [3, null], undefined],
    ['label', [3, true], undefined],
    ['label', ['3', 'Azure'], undefined],
    ['label', [3.5, 'Azure'], undefined],
    ['label', [3, 'Azure', 'x'], undefined],
    ['label', { id: 3, display_name: 'Azure' }, { id: 3, display_name: 'Azure' }],
    ['label', { id: 3, display_name: false }, { id: 3, display_name: false }],
    ['label', { id: 3 }, undefined],
    ['label', { id: 3, display_name: 5 }, undefined],
    ['label', { id: 'x', display_name: 'Azure' }, undefined],
    ['label', { display_name: 'Azure' }, undefined],
    ['id_only', [3, 'Azure'], [3, '***']],
    ['id_only', { id: 3, display_name: 'Azure' }, { id: 3, display_name: '***' }],
    ['id_only', { id: 3, display_name: 5 }, undefined],
  ])('as %s: %j is shown as %j', (treatment, value, shown) => {
    expect(treatValue(value, treatment)).toEqual(shown);
  });
});
