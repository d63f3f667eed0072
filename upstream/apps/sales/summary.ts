import { COUNT, type Group } from '../../odoo/grouping.ts';
import { readReference, readText } from '../odoo-values.ts';

/** The key of the amount in a group of orders. */
export const TOTAL = 'amount_total:sum';

/** How many orders, and what they come to; nothing where they are in several currencies. */
export type Tally = { readonly count: number; readonly total?: number };

/** Orders of one currency. */
export type CurrencySummary = {
  readonly currency: string;
  readonly total_orders: number;
  readonly total_amount: number;
  readonly by_state: Record<string, Tally>;
};

export interface Summary {
  readonly total_orders: number;
  /** Nothing where the orders are in several currencies. */
  readonly total_amount?: number;
  readonly by_state: Record<string, Tally>;
  /** Only where there is more than one currency. */
  readonly by_currency?: CurrencySummary[];
}

/** Adds up groups of orders by state and currency. Amounts of several currencies are never added. */
export function summarise(groups: readonly Group[]): Summary {
  const currencies = [...new Set(groups.map(currencyOf))];
  const mixed = currencies.length > 1;
  const whole = {
    total_orders: count(groups),
    ...(mixed ? {} : { total_amount: total(groups) }),
    by_state: byState(groups, mixed),
  };
  if (!mixed) return whole;
  return {
    ...whole,
    by_currency: currencies.map((currency) => {
      const own = groups.filter((group) => currencyOf(group) === currency);
      return {
        currency,
        total_orders: count(own),
        total_amount: total(own),
        by_state: byState(own, false),
      };
    }),
  };
}

function byState(groups: readonly Group[], mixed: boolean): Record<string, Tally> {
  const states = [...new Set(groups.map((group) => readText(group.state)))];
  return Object.fromEntries(
    states.map((state) => {
      const own = groups.filter((group) => readText(group.state) === state);
      return [state, { count: count(own), ...(mixed ? {} : { total: total(own) }) }];
    }),
  );
}

const currencyOf = (group: Group): string => readReference(group.currency_id)?.label ?? '';

const count = (groups: readonly Group[]): number =>
  groups.reduce((sum, group) => sum + numberOf(group[COUNT]), 0);

/** Without the noise binary fractions leave behind: no currency has more than six decimals. */
const total = (groups: readonly Group[]): number =>
  Number(groups.reduce((sum, group) => sum + numberOf(group[TOTAL]), 0).toFixed(6));

/** Odoo says false or null for the sum of nothing. */
export const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);
