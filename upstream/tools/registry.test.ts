import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { CLIENT_KINDS, connectClient } from '../mcp-clients.fixture.ts';
import { startUpstream } from '../running-upstream.fixture.ts';
import { TOOLS } from './registry.ts';

const NAMES = [
  'login',
  'whoami',
  'list_models',
  'get_model_fields',
  'search_read',
  'get_record',
  'search_count',
  'read_group',
  'name_search',
  'get_defaults',
  'get_onchange',
  'get_create_requirements',
  'get_record_actions',
  'create_record',
  'update_record',
  'bulk_create',
  'bulk_update',
  'delete_record',
  'get_messages',
  'post_message',
  'list_attachments',
  'get_attachment',
  'get_report',
  'execute_method',
];

/** Those of the apps that ship with the server. */
const DOMAIN_NAMES = [
  'check_in',
  'check_out',
  'get_my_attendance',
  'get_my_leaves',
  'request_leave',
  'get_my_profile',
  'get_my_quotations',
  'get_order_details',
  'confirm_order',
  'get_sales_summary',
  'get_my_tasks',
  'get_project_summary',
  'update_task_stage',
  'get_my_tickets',
  'create_ticket',
  'update_ticket_stage',
];

describe('the tools', () => {
  it.each(CLIENT_KINDS)('are listed to the %s in one order, fully described', async (kind) => {
    const upstream = await startUpstream(new URL('http://127.0.0.1:1'), 'demo');
    const client = await connectClient(kind, { url: upstream.url, headers: upstream.headers() });
    try {
      const tools = await client.tools();
      expect(tools.map((tool) => tool.name)).toEqual([...NAMES, ...DOMAIN_NAMES]);
      expect(await client.tools()).toEqual(tools);
      for (const tool of tools) {
        expect(tool.title).toBeTruthy();
        expect(tool.description?.length).toBeGreaterThan(40);
        expect(tool.inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
        expect(tool.outputSchema).toMatchObject({ type: 'object' });
        expect(tool.annotations).toMatchObject({ openWorldHint: false });
      }
    } finally {
      await client.close();
      await upstream.close();
    }
  });

  it('say which of them only read, and which can destroy', () => {
    const named = (test: (tool: (typeof TOOLS)[number]) => boolean | undefined) =>
      TOOLS.filter(test).map((tool) => tool.name);
    expect(named((tool) => tool.hints.readOnly)).toEqual([
      'whoami',
      'list_models',
      'get_model_fields',
      'search_read',
      'get_record',
      'search_count',
      'read_group',
      'name_search',
      'get_defaults',
      'get_onchange',
      'get_create_requirements',
      'get_record_actions',
      'get_messages',
      'list_attachments',
      'get_attachment',
      'get_report',
    ]);
    expect(named((tool) => tool.hints.destructive)).toEqual(['delete_record', 'execute_method']);
  });

  it.each(TOOLS.map((tool) => [tool.name, tool] as const))(
    '%s has plain schemas: no references, no unions',
    (_name, tool) => {
      const text = JSON.stringify([
        z.toJSONSchema(tool.input, { io: 'input' }),
        z.toJSONSchema(tool.output, { io: 'output' }),
      ]);
      expect(text).not.toMatch(/"(\$ref|\$defs|anyOf|oneOf|allOf)"/);
    },
  );
});
