/** Priorities a ticket can have where Odoo does not say. */
export const PRIORITIES = ['0', '1', '2', '3'];
