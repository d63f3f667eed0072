import type { FieldName, ModelName } from '../../names.ts';

/**
 * States and locks that Odoo does not call read-only though methods are what reaches them: writing one approves a
 * leave or overtime, posts a payment, unlocks an order or hands an invoice to the tax office, by an account that may,
 * without anybody having granted the method. An invoice that was posted once keeps its number for being known to have
 * been. From 17, 18 and 19.
 */
const REACHED_BY_METHODS: ReadonlySet<string> = new Set([
  'account.move.l10n_hu_edi_state',
  'account.move.l10n_it_edi_state',
  'account.move.l10n_jo_edi_state',
  'account.move.l10n_vn_edi_invoice_state',
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
  'res.partner.nemhandel_verification_state',
  'res.partner.peppol_verification_state',
  'sale.order.locked',
  'stock.picking.is_locked',
  'stock.picking.l10n_tr_nilvera_dispatch_state',
]);

/** Whether a field says how far a record has come by methods, and is not itself written. */
export function isReachedByMethods(model: ModelName, field: FieldName): boolean {
  return REACHED_BY_METHODS.has(`${model}.${field}`);
}
