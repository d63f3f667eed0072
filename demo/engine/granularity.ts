import { DAY, datePart, isoWeek, momentOf } from './date-part.ts';
import type { Value } from './fields.ts';
import type { Field } from './registry.ts';

/** Spans a date can be grouped by. */
export type Granularity = 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year';

const GRANULARITIES: readonly Granularity[] = ['hour', 'day', 'week', 'month', 'quarter', 'year'];

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

export function granularityOf(name: string): Granularity | undefined {
  return GRANULARITIES.find((known) => known === name);
}

/** The span a date falls into. `from` is included, `to` is not. */
export interface Span {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

/** The span of a date or datetime value, in UTC, with Odoo's English label. */
export function spanOf(field: Field, granularity: Granularity, value: Value): Span | undefined {
  const moment = momentOf(value);
  if (!moment) return undefined;
  const start = startOf(moment, granularity);
  const format = (date: Date) => {
    const text = date.toISOString();
    return field.type === 'datetime' ? text.slice(0, 19).replace('T', ' ') : text.slice(0, 10);
  };
  return {
    from: format(start),
    to: format(nextOf(start, granularity)),
    label: labelOf(start, granularity),
  };
}

function startOf(moment: Date, granularity: Granularity): Date {
  const year = moment.getUTCFullYear();
  const month = moment.getUTCMonth();
  const date = moment.getUTCDate();
  switch (granularity) {
    case 'hour':
      return new Date(Date.UTC(year, month, date, moment.getUTCHours()));
    case 'day':
      return new Date(Date.UTC(year, month, date));
    case 'week':
      return weekStart(new Date(Date.UTC(year, month, date)));
    case 'month':
      return new Date(Date.UTC(year, month, 1));
    case 'quarter':
      return new Date(Date.UTC(year, month - (month % 3), 1));
    case 'year':
      return new Date(Date.UTC(year, 0, 1));
  }
}

/** Weeks of en_US start on Sunday. */
function weekStart(day: Date): Date {
  return new Date(day.getTime() - day.getUTCDay() * DAY);
}

function nextOf(start: Date, granularity: Granularity): Date {
  const year = start.getUTCFullYear();
  const month = start.getUTCMonth();
  switch (granularity) {
    case 'hour':
      return new Date(start.getTime() + DAY / 24);
    case 'day':
      return new Date(start.getTime() + DAY);
    case 'week':
      return new Date(start.getTime() + 7 * DAY);
    case 'month':
      return new Date(Date.UTC(year, month + 1, 1));
    case 'quarter':
      return new Date(Date.UTC(year, month + 3, 1));
    case 'year':
      return new Date(Date.UTC(year + 1, 0, 1));
  }
}

function labelOf(start: Date, granularity: Granularity): string {
  const year = start.getUTCFullYear();
  const month = MONTHS[start.getUTCMonth()] ?? '';
  const date = String(start.getUTCDate()).padStart(2, '0');
  const day = `${date} ${month.slice(0, 3)} ${year}`;
  switch (granularity) {
    case 'hour':
      // Odoo's label has a twelve-hour clock without am or pm.
      return `${String(start.getUTCHours() % 12 || 12).padStart(2, '0')}:00 ${day.slice(0, -5)}`;
    case 'day':
      return day;
    case 'week': {
      const thursday = new Date(start.getTime() + 4 * DAY);
      return `W${isoWeek(thursday)} ${thursday.getUTCFullYear()}`;
    }
    case 'month':
      return `${month} ${year}`;
    case 'quarter':
      return `Q${Math.floor(start.getUTCMonth() / 3) + 1} ${year}`;
    case 'year':
      return String(year);
  }
}

/** A numeric part a date can be grouped by since Odoo 18, such as `month_number`. */
export function numericPart(field: Field, name: string) {
  return datePart(field, name);
}
