export const ORDER = 'sale.order';
export const ORDER_LINE = 'sale.order.line';

/** What the order tools need. */
export const NEEDS_ORDERS = { modules: ['sale'], models: [ORDER, ORDER_LINE] };

/** States an order can be in where Odoo does not say. A locked order stays `sale` since 17. */
export const ORDER_STATES = ['draft', 'sent', 'sale', 'cancel'];

/** States from which an order can be confirmed. */
export const CONFIRMABLE = ['draft', 'sent'];
