import { instructions, type PromptDefinition } from './prompt.ts';

export const purchaseToReceipt: PromptDefinition = {
  name: 'purchase_to_receipt',
  title: 'From purchase to receipt',
  description: 'A purchase from the request for quotation to the received goods.',
  arguments: {},
  text: () =>
    instructions('Take a purchase from the request for quotation to the receipt.', [
      'Ask for the vendor, the products, the quantities. Find the vendor with `name_search` on res.partner and the products with `name_search` on product.product.',
      'Create the request with `create_record` on purchase.order, first with dry_run: true. values: {"partner_id": ID, "order_line": [[0, 0, {"product_id": ID, "product_qty": 10}]]}. Prices come from the vendor\'s price list; name price_unit only if the user gives it.',
      'Show lines, taxes and total. When the user says yes, confirm with `execute_method`, method "button_confirm". The state becomes purchase, or "to approve" when a manager has to approve first: then stop and say so.',
      'Find the receipt with `search_read` on stock.picking: [["origin", "=", ORDER_NAME]]. No receipt means that the products are services or the Inventory app is not installed.',
      'Read its moves with `search_read` on stock.move: [["picking_id", "=", PICKING_ID]], fields product_id, product_uom_qty, quantity, picked.',
      'Ask what really arrived. Write it with `update_record` on each stock.move: quantity, and picked: true.',
      'Validate with `execute_method` on stock.picking, method "button_validate". If it answers with a dialog (less arrived than was ordered), stop: a person decides in Odoo about the backorder.',
      'Read the states of the receipt and the order back, and report what was received and what is open.',
    ]),
};
