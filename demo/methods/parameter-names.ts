import type { OdooVersion } from '../engine/version.ts';

/** What a model's own definition of an ORM method changes for callers. */
export interface OwnSignature {
  /** The Python class that error texts name. */
  readonly owner?: string;
  /** The names of the parameters in place of the ORM's. */
  readonly params?: readonly string[];
  /** Lacks `@api.model`, so that the ids come first as for a method of records. */
  readonly idsFirst?: boolean;
}

type Signatures = { readonly [model: string]: { readonly [method: string]: OwnSignature } };

const VALUES: OwnSignature = { params: ['values'] };
const FIELDS = (owner: string): OwnSignature => ({ owner, params: ['fields'] });

/** Odoo 17 and 18: overrides kept parameter names of their own. 19 gave all of them the ORM's. */
const OLDER: Signatures = {
  'account.move': { default_get: FIELDS('UtmMixin') },
  'account.move.line': { default_get: { owner: 'AccountMoveLine', idsFirst: true } },
  'calendar.event': {
    write: { owner: 'Meeting', ...VALUES },
    default_get: FIELDS('CalendarEvent'),
    create: { params: ['vals'] },
  },
  'crm.lead': { write: { owner: 'Lead' }, default_get: FIELDS('UtmMixin') },
  'crm.stage': { write: { owner: 'BaseModel' }, default_get: FIELDS('Stage') },
  'crm.tag': { write: { owner: 'BaseModel' } },
  'crm.team': { write: { owner: 'Team' } },
  'hr.department': { write: { owner: 'Department' } },
  'hr.employee': { write: { owner: 'Employee' } },
  'hr.job': { write: { owner: 'Job' } },
  'hr.leave': { write: { owner: 'HRLeave' }, default_get: { owner: 'HolidaysRequest' } },
  'hr.leave.type': { write: { owner: 'BaseModel' } },
  'mail.followers': { write: { owner: 'Followers' } },
  'mail.message': {
    write: { owner: 'Message' },
    default_get: FIELDS('Message'),
    create: { params: ['values_list'] },
  },
  'project.task': { default_get: { owner: 'Task', params: ['default_fields'] } },
  'purchase.order.line': { write: VALUES },
  'res.country': { write: { owner: 'Country' } },
  'res.lang': { write: { owner: 'Lang' } },
  'res.partner': { default_get: FIELDS('Partner') },
  'res.users': { write: { owner: 'User' }, default_get: FIELDS('UsersView') },
  'sale.order': { write: VALUES, default_get: FIELDS('UtmMixin') },
  'sale.order.line': {
    write: VALUES,
    default_get: { owner: 'SaleOrderLine', params: ['fields'], idsFirst: true },
  },
  'stock.location': { write: { owner: 'Location', ...VALUES }, default_get: FIELDS('Location') },
  'stock.move': { default_get: { owner: 'StockMove' } },
  'stock.picking': { write: { owner: 'Picking' } },
  'stock.picking.type': { write: { owner: 'PickingType' } },
  'stock.warehouse': { write: { owner: 'Warehouse' } },
  'uom.uom': { write: { owner: 'UoM', ...VALUES } },
};

const ONLY_18: Signatures = {
  'product.template': { default_get: { owner: 'ProductTemplate', idsFirst: true } },
};

/** How a model's override of an ORM method is called, where it differs from the ORM's. */
export function ownSignature(
  version: OdooVersion,
  model: string,
  method: string,
): OwnSignature | undefined {
  if (version === 19) return undefined;
  return (version === 18 ? ONLY_18[model]?.[method] : undefined) ?? OLDER[model]?.[method];
}
