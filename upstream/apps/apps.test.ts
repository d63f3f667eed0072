import { pino } from 'pino';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { installPlugins, type PluginSet } from '../plugins/install-plugins.ts';
import { bundledApps } from './apps.ts';

let set: PluginSet;
beforeAll(async () => {
  const apps = bundledApps({ helpdeskModel: 'helpdesk.ticket' });
  set = await installPlugins(apps, { core: [], log: pino({ level: 'silent' }) });
});

const named = (test: (tool: PluginSet['tools'][number]) => boolean | undefined) =>
  set.tools.filter(test).map(({ name }) => name);

describe('the domain tools', () => {
  it('are sixteen, in four apps', () => {
    expect(set.problems).toEqual([]);
    expect(named(() => true)).toEqual([
      ...['check_in', 'check_out', 'get_my_attendance', 'get_my_leaves'],
      ...['request_leave', 'get_my_profile'],
      ...['get_my_quotations', 'get_order_details', 'confirm_order', 'get_sales_summary'],
      ...['get_my_tasks', 'get_project_summary', 'update_task_stage'],
      ...['get_my_tickets', 'create_ticket', 'update_ticket_stage'],
    ]);
  });

  it('say what they do: those that write can be tried out, and none destroys', () => {
    const writing = [
      ...['check_in', 'check_out', 'request_leave', 'confirm_order'],
      ...['update_task_stage', 'create_ticket', 'update_ticket_stage'],
    ];
    expect(named(({ hints }) => !hints.readOnly)).toEqual(writing);
    expect(named(({ hints }) => hints.destructive)).toEqual([]);
    expect(named(({ hints }) => hints.idempotent)).toEqual([
      ...['check_out', 'confirm_order', 'update_task_stage', 'update_ticket_stage'],
    ]);
    expect(named(({ input }) => 'dry_run' in properties(input))).toEqual(writing);
  });

  it('have plain schemas, and a description of every argument', () => {
    for (const { name, input, output, title } of set.tools) {
      expect(title).toMatch(/^[A-Z]/);
      for (const schema of [
        z.toJSONSchema(input, { io: 'input' }),
        z.toJSONSchema(output, { io: 'output' }),
      ])
        expect(JSON.stringify(schema), name).not.toMatch(/"(\$ref|\$defs|anyOf|oneOf|allOf)"/);
      for (const [argument, schema] of Object.entries(properties(input)))
        expect(schema, `${name}.${argument}`).toMatchObject({ description: expect.any(String) });
    }
  });
});

function properties(schema: z.ZodType): Record<string, unknown> {
  const shape = z.object({ properties: z.record(z.string(), z.unknown()).optional() });
  return shape.parse(z.toJSONSchema(schema, { io: 'input' })).properties ?? {};
}
