import { describe, expect, it } from 'vitest';
import { summarise } from './summary.ts';

const group = (state: string, currency: string, count: number, total: number | false) => ({
  state,
  currency_id: [currency === 'EUR' ? 1 : 2, currency],
  __count: count,
  'amount_total:sum': total,
});

describe('the summary of orders', () => {
  it('adds up states in one currency, without the noise of fractions', () => {
    const groups = [group('draft', 'EUR', 2, 0.1), group('sale', 'EUR', 3, 0.2)];
    expect(summarise(groups)).toEqual({
      total_orders: 5,
      total_amount: 0.3,
      by_state: { draft: { count: 2, total: 0.1 }, sale: { count: 3, total: 0.2 } },
    });
  });

  it('adds no amounts of different currencies', () => {
    const groups = [
      group('draft', 'EUR', 1, 10),
      group('sale', 'EUR', 2, 20),
      group('sale', 'USD', 3, 30),
    ];
    expect(summarise(groups)).toEqual({
      total_orders: 6,
      by_state: { draft: { count: 1 }, sale: { count: 5 } },
      by_currency: [
        {
          currency: 'EUR',
          total_orders: 3,
          total_amount: 30,
          by_state: { draft: { count: 1, total: 10 }, sale: { count: 2, total: 20 } },
        },
        {
          currency: 'USD',
          total_orders: 3,
          total_amount: 30,
          by_state: { sale: { count: 3, total: 30 } },
        },
      ],
    });
  });

  it('of nothing is nothing; a sum Odoo leaves empty counts as none', () => {
    expect(summarise([])).toEqual({ total_orders: 0, total_amount: 0, by_state: {} });
    expect(summarise([group('draft', 'EUR', 1, false)]).total_amount).toBe(0);
  });
});
