import { ACCOUNT_MOVE } from './account-move.ts';
import { CRM_LEAD } from './crm-lead.ts';
import { HELPDESK_TICKET } from './helpdesk-ticket.ts';
import { HR_LEAVE } from './hr-leave.ts';
import { MRP_PRODUCTION } from './mrp-production.ts';
import { PROJECT_TASK } from './project-task.ts';
import { PURCHASE_ORDER } from './purchase-order.ts';
import { SALE_ORDER } from './sale-order.ts';
import { STOCK_PICKING } from './stock-picking.ts';
import type { Workflow } from './workflow.ts';

/** The workflows this server knows, by model. */
export const WORKFLOWS: ReadonlyMap<string, Workflow> = new Map(
  [
    SALE_ORDER,
    PURCHASE_ORDER,
    HR_LEAVE,
    CRM_LEAD,
    HELPDESK_TICKET,
    ACCOUNT_MOVE,
    STOCK_PICKING,
    PROJECT_TASK,
    MRP_PRODUCTION,
  ].map((workflow) => [workflow.model, workflow]),
);
