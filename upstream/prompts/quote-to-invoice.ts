import { instructions, type PromptDefinition } from './prompt.ts';

export const quoteToInvoice: PromptDefinition = {
  name: 'quote_to_invoice',
  title: 'From quotation to invoice',
  description: 'A sale from the quotation over the order to the posted invoice.',
  arguments: {},
  text: () =>
    instructions('Take a sale from quotation to invoice with the user.', [
      'Ask for the customer, the products and the quantities. Find the customer with `name_search` on res.partner and each product with `name_search` on product.product; let the user choose when several fit.',
      'Create the quotation with `create_record` on sale.order, first with dry_run: true. values: {"partner_id": ID, "order_line": [[0, 0, {"product_id": ID, "product_uom_qty": 2}]]}. Leave prices, taxes and units to Odoo unless the user names them.',
      'Show it with `get_order_details` (or `get_record`): lines, taxes, total, currency. Change it with `update_record` while its state is draft or sent.',
      'When the user says yes, confirm it with `confirm_order`, or `execute_method` with method "action_confirm". Read the state: it must be sale.',
      'Deliver what is stocked first where the products are invoiced by delivered quantity: the field invoice_status of the order says "to invoice" when it is time.',
      'The invoice itself is made in Odoo with the button Create Invoice on the order: that is a dialog, not a method for tools. Ask the user to do it.',
      'Find the draft with `search_read` on account.move: [["invoice_origin", "=", ORDER_NAME], ["move_type", "=", "out_invoice"]].',
      'Show its amounts. When the user says yes, post it with `execute_method`, method "action_post". Read state and payment_state back and report them.',
    ]),
};
