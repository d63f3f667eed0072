import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { knownMethods } from './known-methods.ts';
import { MAX_COMPLETIONS, matching } from './matching.ts';
import { typedList } from './typed-list.ts';

describe('what matches', () => {
  it('begins with what was typed first, holds it second; sorted, any case, once', () => {
    const values = ['sale.order', 'order.x', 'Order.a', 'sale.order', 'res.partner'];
    expect(matching(values, 'ORDER')).toEqual({
      values: ['Order.a', 'order.x', 'sale.order'],
      total: 3,
    });
    expect(matching(values, '').total).toBe(4);
    expect(matching(values, 'nothing')).toEqual({ values: [], total: 0 });
  });

  it('is at most fifty values, and tells how many there are', () => {
    const many = Array.from({ length: 120 }, (_, index) => `x_${index}`);
    const { values, total } = matching(many, 'x_');
    expect(values).toHaveLength(MAX_COMPLETIONS);
    expect(total).toBe(120);
  });
});

describe('a list that is being typed', () => {
  it.each([
    ['', '', ''],
    ['na', '', 'na'],
    ['name,em', 'name,', 'em'],
    ['7, 1', '7, ', '1'],
    ['7,', '7,', ''],
    ['7, ', '7, ', ''],
  ])('%j ends in what is completed', (value, before, last) => {
    expect(typedList(value)).toEqual({ before, last });
  });

  it('loses nothing of what was typed but blanks at its end', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const { before, last } = typedList(value);
        expect(value.startsWith(before + last)).toBe(true);
        expect(value.slice((before + last).length).trim()).toBe('');
      }),
    );
  });
});

describe('the methods of a model', () => {
  it('are those of its workflow in the release, public ones only', () => {
    expect(knownMethods('sale.order', 18)).toContain('action_confirm');
    for (const major of [17, 18, 19] as const)
      for (const model of ['sale.order', 'account.move', 'hr.leave'])
        for (const method of knownMethods(model, major)) expect(method).toMatch(/^[a-z]/);
  });

  it('are none for a model without a known workflow', () => {
    expect(knownMethods('res.partner', 18)).toEqual([]);
  });
});
