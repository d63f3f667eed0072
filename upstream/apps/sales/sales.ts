import { packageVersion } from '../../package-version.ts';
import { PLUGIN_SDK, type Plugin } from '../../plugins/plugin.ts';
import { confirmOrder } from './confirm-order.ts';
import { getMyQuotations } from './get-my-quotations.ts';
import { getOrderDetails } from './get-order-details.ts';
import { getSalesSummary } from './get-sales-summary.ts';
import { NEEDS_ORDERS } from './orders.ts';

const TOOLS = [getMyQuotations, getOrderDetails, confirmOrder, getSalesSummary];

/** Quotations and sales orders of the caller. */
export const sales: Plugin = {
  name: 'sales',
  version: packageVersion(),
  sdk: PLUGIN_SDK,
  requires: NEEDS_ORDERS,
  register(server, context) {
    for (const tool of TOOLS) server.addTool(tool(context));
  },
};
