import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { month, monthWindow, odooTime, within } from './month-window.ts';

describe('the window of a month', () => {
  it.each([
    ['2026-03', 'UTC', '2026-03-01 00:00:00', '2026-04-01 00:00:00'],
    // Clocks go forward within the month.
    ['2026-03', 'Europe/Brussels', '2026-02-28 23:00:00', '2026-03-31 22:00:00'],
    ['2026-12', 'America/New_York', '2026-12-01 05:00:00', '2027-01-01 05:00:00'],
    ['2026-01', 'Asia/Kolkata', '2025-12-31 18:30:00', '2026-01-31 18:30:00'],
    // Midnight of 1 October is where clocks change in this zone in 2028.
    ['2028-10', 'Australia/Lord_Howe', '2028-09-30 13:30:00', '2028-10-31 13:00:00'],
  ])('%s in %s', (written, zone, start, end) => {
    expect(monthWindow(written, zone)).toEqual({ start, end });
  });

  it('follows the one before without a gap, in any zone', () => {
    const zones = ['UTC', 'Europe/Brussels', 'America/Sao_Paulo', 'Pacific/Apia', 'Asia/Tehran'];
    const months = fc.tuple(fc.integer({ min: 1971, max: 2099 }), fc.integer({ min: 1, max: 11 }));
    fc.assert(
      fc.property(months, fc.constantFrom(...zones), ([year, number], zone) => {
        const written = (n: number) => `${year}-${String(n).padStart(2, '0')}`;
        const [here, next] = [number, number + 1].map((n) => monthWindow(written(n), zone));
        expect(here?.end).toBe(next?.start);
        expect((here?.start ?? '') < (here?.end ?? '')).toBe(true);
      }),
    );
  });

  it('is none without a month, and then no condition', () => {
    expect(within('check_in', monthWindow(undefined, 'UTC'))).toEqual([]);
    expect(within('check_in', monthWindow('2026-03', 'UTC'))).toEqual([
      ['check_in', '>=', '2026-03-01 00:00:00'],
      ['check_in', '<', '2026-04-01 00:00:00'],
    ]);
  });

  it.each(['2026-13', '2026-00', '26-03', '2026-3', '2026-03-01', '0000-01', '2026-03\n'])(
    'is not taken of %j',
    (written) => {
      expect(month.safeParse(written).success).toBe(false);
    },
  );

  it('writes instants as Odoo does', () => {
    expect(odooTime(new Date('2026-03-01T10:20:30.999Z'))).toBe('2026-03-01 10:20:30');
  });
});
