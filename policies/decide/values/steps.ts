import type { FieldName, ModelName } from '../../names.ts';

/**
 * States that Odoo does not call read-only though methods are what reaches them: writing one approves a leave
 * or posts a payment, by an account that may, without anybody having granted the method. From 17, 18 and 19.
 */
const REACHED_BY_METHODS: ReadonlySet<string> = new Set([
  'hr.leave.state',
  'account.payment.state',
  'mrp.unbuild.state',
]);

/** Whether a field says how far a record has come by methods, and is not itself written. */
export function isReachedByMethods(model: ModelName, field: FieldName): boolean {
  return REACHED_BY_METHODS.has(`${model}.${field}`);
}
