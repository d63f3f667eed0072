import type { FieldName, ModelName } from '../../names.ts';

/**
 * Computed fields that are not stored, whose inverse writes a field of the same record and nothing else. Odoo
 * tells nobody over RPC that a field has an inverse, so they stand here, from the sources of 17, 18 and 19.
 * The reason of a leave is shown to, and taken from, its employee and those who approve it: Odoo asks who.
 */
const OWN_RECORD: ReadonlySet<string> = new Set(['hr.leave.name']);

/** Whether writing this computed field is known to change its own record only. */
export function writesItself(model: ModelName, field: FieldName): boolean {
  return OWN_RECORD.has(`${model}.${field}`);
}
