import { McpServer } from '@modelcontextprotocol/server';
import { registerCompletions } from './completions/register.ts';
import { packageVersion } from './package-version.ts';
import type { PluginSet } from './plugins/install-plugins.ts';
import { registerPrompts } from './prompts/register.ts';
import { registerResources } from './resources/register.ts';
import { registerTool } from './tools/register.ts';
import type { ToolServices } from './tools/tool.ts';

const INFO = { name: 'odoo-mcp-upstream', version: packageVersion() };

const INSTRUCTIONS = [
  'Tools to work with an Odoo 17, 18 or 19 database with the rights of one Odoo user.',
  'Log in first unless the connection already carries an account.',
  'Find the model with list_models and its fields with get_model_fields before you search or write.',
  'Prefer search_read with named fields and a small limit; use search_count for totals.',
  'Try create_record, update_record and delete_record with dry_run: true when unsure.',
  'A failed call says why: change the arguments instead of repeating it.',
].join(' ');

/** What server instances share. */
export interface ServerServices extends Omit<ToolServices, 'toolsOff'> {
  /** The tools of this process. */
  readonly plugins: PluginSet;
}

/** A fresh MCP server instance that acts for one caller; both protocol eras are served from it. */
export function buildServer({ plugins, ...given }: ServerServices): McpServer {
  const services: ToolServices = { ...given, toolsOff: plugins.toolsOff };
  const server = new McpServer(INFO, {
    instructions: INSTRUCTIONS,
    capabilities: {
      tools: { listChanged: false },
      resources: { listChanged: false, subscribe: false },
      prompts: { listChanged: false },
    },
    requestState: { verify: refuseRequestState },
  });
  for (const tool of plugins.tools) registerTool(server, tool, services);
  registerResources(server, services);
  registerPrompts(server);
  registerCompletions(server, services.caller);
  return server;
}

/** This server hands out no state between rounds, so whatever a client brings back was never given. */
function refuseRequestState(): never {
  throw new Error('no request state was given');
}
