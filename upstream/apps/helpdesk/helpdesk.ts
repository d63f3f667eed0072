import { packageVersion } from '../../package-version.ts';
import { PLUGIN_SDK, type Plugin } from '../../plugins/plugin.ts';
import { createTicket } from './create-ticket.ts';
import { getMyTickets } from './get-my-tickets.ts';
import { updateTicketStage } from './update-ticket-stage.ts';

const TOOLS = [getMyTickets, createTicket, updateTicketStage];

/**
 * Tickets of the caller, in the model given: `helpdesk.ticket` is that of Odoo Enterprise and of the OCA's
 * module. For another model behind a guard, the binding has to name that model too.
 */
export function helpdesk(model: string): Plugin {
  return {
    name: 'helpdesk',
    version: packageVersion(),
    sdk: PLUGIN_SDK,
    requires: { modules: ['helpdesk'], models: [model] },
    register(server, context) {
      for (const tool of TOOLS) server.addTool(tool(context, model));
    },
  };
}
