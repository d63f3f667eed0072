import type { OdooClient } from '../../odoo/client.ts';
import { OdooError } from '../../odoo/errors.ts';
import { findRecords } from '../find-records.ts';
import type { OwnSettings } from '../own-settings.ts';

export const ATTENDANCE = 'hr.attendance';

/** What the attendance tools need: attendances hang on employees. */
export const NEEDS_ATTENDANCE = {
  modules: ['hr', 'hr_attendance'],
  models: ['hr.employee', ATTENDANCE],
};

/** An attendance that has begun and not ended. */
export interface OpenAttendance {
  readonly id: number;
  readonly checkIn: unknown;
}

/** The open attendance of an employee; Odoo allows one at a time. */
export async function openAttendance(
  client: OdooClient,
  employee: number,
  settings: OwnSettings,
  signal: AbortSignal,
): Promise<OpenAttendance | undefined> {
  const search = {
    domain: [
      ['employee_id', '=', employee],
      ['check_out', '=', false],
    ],
    fields: ['id', 'check_in'],
    limit: 1,
    order: 'check_in desc',
  };
  const [open] = await findRecords(client, ATTENDANCE, search, settings, signal);
  return typeof open?.id === 'number' ? { id: open.id, checkIn: open.check_in } : undefined;
}

/**
 * Explains the refusal of an attendance: Odoo 17 to 19 let only attendance officers write attendances, their
 * own among them; the check-in button of Odoo's pages goes past that rule, and no external call can.
 */
export function explainAttendance(error: unknown): never {
  if (error instanceof OdooError && error.class === 'access')
    throw new OdooError(
      'access',
      'Odoo lets only attendance officers write attendances from outside its own pages. Ask for the right ' +
        'to manage attendances, or check in and out with the button in Odoo.',
    );
  throw error;
}
