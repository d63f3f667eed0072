import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { defineTool } from '../tools/tool.ts';
import { installPlugins } from './install-plugins.ts';
import type { Plugin, PluginContext, PluginServer } from './plugin.ts';

const lines: string[] = [];
const log = pino({ level: 'trace' }, { write: (line) => lines.push(line) });
const core = [
  defineTool({
    name: 'search_read',
    title: 'Core',
    description: 'Core.',
    hints: { readOnly: true },
    input: z.strictObject({}),
    output: z.looseObject({}),
    run: async () => ({}),
  }),
];

const tool = ({ defineTool }: PluginContext, name: string, input: z.ZodType = z.strictObject({})) =>
  defineTool({
    name,
    title: name,
    description: name,
    hints: { readOnly: true },
    input,
    output: z.looseObject({}),
    run: async () => ({}),
  });

const plugin = (
  name: string,
  register: Plugin['register'],
  more: Partial<Plugin> = {},
): Plugin => ({
  name,
  version: '1.0.0',
  sdk: 1,
  requires: { modules: [], models: [] },
  register,
  ...more,
});
const adding =
  (...names: string[]) =>
  (server: PluginServer, context: PluginContext) => {
    for (const name of names) server.addTool(tool(context, name));
  };
const install = (...plugins: Plugin[]) => installPlugins(plugins, { core, log });
const names = ({ tools }: { tools: readonly { name: string }[] }) => tools.map(({ name }) => name);

describe('installing plugins', () => {
  it('adds their tools after those that are there, in order', async () => {
    const set = await install(plugin('a', adding('a_one', 'a_two')), plugin('b', adding('b_one')));
    expect(names(set)).toEqual(['search_read', 'a_one', 'a_two', 'b_one']);
    expect(set.problems).toEqual([]);
  });

  it('waits for a plugin that registers in its own time', async () => {
    const slow = plugin('slow', async (server, context) => {
      await Promise.resolve();
      server.addTool(tool(context, 'slow_tool'));
    });
    expect(names(await install(slow))).toContain('slow_tool');
  });

  it.each<[string, Plugin, RegExp]>([
    [
      'throws',
      plugin('bad', () => {
        throw new Error('no database');
      }),
      /no database/,
    ],
    ['rejects', plugin('bad', () => Promise.reject(new Error('too late'))), /too late/],
    ['takes the name of a tool that is there', plugin('bad', adding('search_read')), /already/],
    [
      'takes the name of a tool of another',
      plugin('bad', adding('bad_tool', 'a_one')),
      /a_one already/,
    ],
    ['names two tools alike', plugin('bad', adding('twice', 'twice')), /twice already/],
    ['names a tool like a door of its own', plugin('bad', adding('resource:x')), /is not like/],
    ['has the name of another', plugin('a', adding('other')), /another plugin has this name/],
    [
      'adds what it has not defined',
      plugin('bad', (server, context) => server.addTool({ ...tool(context, 'copy') })),
      /what defineTool has made/,
    ],
    [
      'has a schema that cannot be shown',
      plugin('bad', (server, context) =>
        server.addTool(tool(context, 'odd', z.custom(() => true).transform(String))),
      ),
      /JSON Schema/,
    ],
    [
      'does not want to begin',
      plugin('bad', adding('bad_tool'), {
        hooks: {
          preRegister() {
            throw new Error('not today');
          },
        },
      }),
      /not today/,
    ],
    [
      'is not content with its tools',
      plugin('bad', adding('bad_tool'), {
        hooks: {
          postRegister(tools) {
            throw new Error(`have ${tools.join()}`);
          },
        },
      }),
      /have bad_tool/,
    ],
  ])('leaves a plugin out as a whole that %s', async (_case, bad, problem) => {
    const set = await install(plugin('a', adding('a_one')), bad, plugin('b', adding('b_one')));
    expect(names(set)).toEqual(['search_read', 'a_one', 'b_one']);
    expect(set.problems).toEqual([{ plugin: bad.name, problem: expect.stringMatching(problem) }]);
  });

  it('lets a plugin write to the log under its name', async () => {
    await install(plugin('chatty', (_server, context) => context.log.info('hello', { times: 2 })));
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
      plugin: 'chatty',
      msg: 'hello',
      times: 2,
    });
  });
});
