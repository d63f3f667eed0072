import type { Seed } from './seed.ts';

/** Name, technical name, model. */
const REPORTS: readonly (readonly [string, string, string])[] = [
  ['PDF Quote', 'sale.report_saleorder', 'sale.order'],
  ['PRO-FORMA Invoice', 'sale.report_saleorder_pro_forma', 'sale.order'],
  ['Invoice PDF', 'account.report_invoice_with_payments', 'account.move'],
  ['PDF without Payment', 'account.report_invoice', 'account.move'],
  ['Purchase Order', 'purchase.report_purchaseorder', 'purchase.order'],
  ['Request for Quotation', 'purchase.report_purchasequotation', 'purchase.order'],
  ['Picking Operations', 'stock.report_picking', 'stock.picking'],
  ['Delivery Slip', 'stock.report_deliveryslip', 'stock.picking'],
  ['Production Order', 'mrp.report_mrporder', 'mrp.production'],
  ['Print Badge', 'hr.print_employee_badge', 'hr.employee'],
];

/** What can be printed of the installed apps' records. */
export function seedReports(seed: Seed): void {
  for (const [name, report_name, model] of REPORTS) {
    if (!seed.has(model)) continue;
    const [module = '', view = ''] = report_name.split('.');
    seed.add(
      'ir.actions.report',
      {
        name,
        report_name,
        report_file: report_name,
        model,
        binding_model_id: seed.ref(`base.model_${model.replaceAll('.', '_')}`),
      },
      `${module}.action_${view}`,
    );
  }
}
