import type { Value } from './fields.ts';
import type { Field } from './registry.ts';

const PARTS: { readonly [part: string]: (moment: Date) => number } = {
  year_number: (moment) => moment.getUTCFullYear(),
  quarter_number: (moment) => Math.floor(moment.getUTCMonth() / 3) + 1,
  month_number: (moment) => moment.getUTCMonth() + 1,
  iso_week_number: isoWeek,
  day_of_year: (moment) =>
    Math.floor((moment.getTime() - Date.UTC(moment.getUTCFullYear(), 0, 1)) / DAY) + 1,
  day_of_month: (moment) => moment.getUTCDate(),
  day_of_week: (moment) => moment.getUTCDay(),
  hour_number: (moment) => moment.getUTCHours(),
  minute_number: (moment) => moment.getUTCMinutes(),
  second_number: (moment) => moment.getUTCSeconds(),
};

export const DAY = 86_400_000;

/** A date or datetime value as a moment in UTC. */
export function momentOf(value: Value): Date | undefined {
  if (typeof value !== 'string') return undefined;
  const moment = new Date(
    value.length === 10 ? `${value}T00:00:00Z` : `${value.replace(' ', 'T')}Z`,
  );
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}

/** A moment in UTC as `YYYY-MM-DD HH:MM:SS` of a time zone; '' for no moment. */
export function localTime(value: Value, tz: string | undefined): string {
  const moment = momentOf(value);
  if (!moment) return '';
  if (tz === undefined) return moment.toISOString().slice(0, 19).replace('T', ' ');
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone: tz,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(moment);
}

/** ISO 8601 week number: the week that holds the year's first Thursday is week 1. */
export function isoWeek(moment: Date): number {
  const thursday = new Date(moment.getTime() + (4 - (moment.getUTCDay() || 7)) * DAY);
  const firstDay = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return Math.floor((thursday.getTime() - firstDay) / DAY / 7) + 1;
}

/** The number `field.part` stands for (Odoo 18 and 19), or undefined for no such part. */
export function datePart(
  field: Field,
  part: string,
): ((value: Value) => number | undefined) | undefined {
  if (field.type !== 'date' && field.type !== 'datetime') return undefined;
  const numberOf = Object.hasOwn(PARTS, part) ? PARTS[part] : undefined;
  if (!numberOf) return undefined;
  return (value) => {
    const moment = momentOf(value);
    return moment && numberOf(moment);
  };
}
