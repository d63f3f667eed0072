import * as z from 'zod';

/** The `month` and `period` arguments. */
export const month = z
  .string()
  .regex(/^[1-9]\d{3}-(?:0[1-9]|1[0-2])$/, 'write a month as YYYY-MM, like 2026-03')
  .describe("A month as YYYY-MM, from its first to its last day in the user's time zone.");

/** From `start` (included) to `end` (not included), in UTC as Odoo writes times. */
export interface TimeWindow {
  readonly start: string;
  readonly end: string;
}

/** The window of a month, like `2026-03`, as its days begin and end in a time zone; none of no month. */
export function monthWindow(written: string | undefined, timezone: string): TimeWindow | undefined {
  if (written === undefined) return undefined;
  const [year = 0, number = 0] = written.split('-').map(Number);
  return {
    start: odooTime(midnight(year, number - 1, timezone)),
    end: odooTime(midnight(year, number, timezone)),
  };
}

/** Conditions that a time field lies in the window, or none. */
export function within(field: string, window: TimeWindow | undefined): readonly unknown[] {
  if (window === undefined) return [];
  return [
    [field, '>=', window.start],
    [field, '<', window.end],
  ];
}

/** An instant as Odoo writes it: UTC, whole seconds. */
export function odooTime(instant: Date): string {
  return instant.toISOString().slice(0, 19).replace('T', ' ');
}

/** When the first day of a month (0 to 12) begins in the zone. */
function midnight(year: number, monthIndex: number, timezone: string): Date {
  const local = Date.UTC(year, monthIndex, 1);
  // The offset at the instant itself may differ from that of the guess when clocks change in between.
  const guess = local - offset(local, timezone);
  return new Date(local - offset(guess, timezone));
}

/** How far the zone is ahead of UTC at an instant, in milliseconds. */
function offset(instant: number, timezone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instant);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  const local = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return local - instant;
}
