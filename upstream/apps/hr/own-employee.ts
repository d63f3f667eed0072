import type { OdooClient } from '../../odoo/client.ts';
import { OdooError } from '../../odoo/errors.ts';
import { findRecords } from '../find-records.ts';
import { readReference, readText } from '../odoo-values.ts';
import type { OwnSettings } from '../own-settings.ts';

/** An employee record of the caller. */
export interface OwnEmployee {
  readonly id: number;
  readonly name: string;
  /** What was read of it. */
  readonly record: Readonly<Record<string, unknown>>;
}

export interface OwnEmployees {
  /** The one in the company the caller works in. */
  readonly current: OwnEmployee;
  /** Ids of all of them: a user is an employee once in each company. */
  readonly ids: readonly number[];
}

/** Where employees are. Who may not read it is answered from hr.employee.public by Odoo itself. */
export const EMPLOYEE = 'hr.employee';
const MOST_EMPLOYEES = 100;

/**
 * The employees whose user is the caller. Throws class `missing` when there are none, and `access` for
 * accounts, like those of portal users, that may not read employees at all.
 */
export async function ownEmployees(
  client: OdooClient,
  settings: OwnSettings,
  signal: AbortSignal,
  fields: readonly string[] = [],
): Promise<OwnEmployees> {
  const search = {
    domain: [['user_id', '=', client.uid]],
    fields: [...new Set(['id', 'name', 'user_id', 'company_id', ...fields])],
    limit: MOST_EMPLOYEES,
    order: 'id',
  };
  const found = await findRecords(client, EMPLOYEE, search, settings, signal).catch(
    explainEmployees,
  );
  // The domain already says so; a record of somebody else must not be answered whatever happens.
  const own = found.filter(({ user_id }) => readReference(user_id)?.id === client.uid);
  const employees = own.flatMap((record) =>
    typeof record.id === 'number' ? [{ id: record.id, name: readText(record.name), record }] : [],
  );
  const [first] = employees;
  if (first === undefined)
    throw new OdooError(
      'missing',
      'Your account belongs to no employee. Ask HR to set your user on your employee record (Related User).',
    );
  const here = employees.find(
    ({ record }) => readReference(record.company_id)?.id === settings.companyId,
  );
  return { current: here ?? first, ids: employees.map(({ id }) => id) };
}

/** Says what it means that employees may not be read; rethrows other failures. */
export function explainEmployees(error: unknown): never {
  if (error instanceof OdooError && error.class === 'access')
    throw new OdooError(
      'access',
      'Your account may not read employees, as portal accounts may not: this tool is for internal users.',
    );
  throw error;
}
