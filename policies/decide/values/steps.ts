import type { FieldName, ModelName } from '../../names.ts';

/**
 * States and locks that Odoo does not call read-only though methods are what reaches them: writing one approves a
 * leave or overtime, posts a payment or unlocks an order, by an account that may, without anybody having granted the
 * method. An invoice that was posted once keeps its number for being known to have been. From 17, 18 and 19.
 */
const REACHED_BY_METHODS: ReadonlySet<string> = new Set([
  'account.move.posted_before',
  'account.payment.state',
  'hr.attendance.overtime.line.status',
  'hr.attendance.overtime_status',
  'hr.expense.approval_state',
  'hr.expense.sheet.approval_state',
  'hr.leave.state',
  'mrp.production.is_locked',
  'mrp.unbuild.state',
  'purchase.order.locked',
  'sale.order.locked',
  'stock.picking.is_locked',
]);

/** Whether a field says how far a record has come by methods, and is not itself written. */
export function isReachedByMethods(model: ModelName, field: FieldName): boolean {
  return REACHED_BY_METHODS.has(`${model}.${field}`);
}
