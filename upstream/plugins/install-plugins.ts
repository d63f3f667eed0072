import type { Logger } from 'pino';
import * as z from 'zod';
import { OdooError } from '../odoo/errors.ts';
import { ArgumentError, type Tool, type ToolOff, type ToolsOff } from '../tools/tool.ts';
import { definePluginTool } from './define-plugin-tool.ts';
import { hookedTool, type NamedHooks } from './hooked-tool.ts';
import type { ClosedSession, Plugin, PluginContext, PluginLog, PluginTool } from './plugin.ts';
import { createModelPresence, type ModelPresence, missingText } from './presence.ts';
import { inTime, type PluginProblem } from './problem.ts';
import { watchSessions } from './session-watch.ts';

/** The tools of this process, those of its plugins among them. */
export interface PluginSet {
  /** Every tool with the hooks around it, in the order tools/list shows them. */
  readonly tools: readonly Tool[];
  readonly toolsOff: ToolsOff;
  /** The plugins that were left out. */
  readonly problems: readonly PluginProblem[];
  /** Tells the plugins that every session is over. */
  close(): Promise<void>;
}

export interface InstallOptions {
  /** The tools that are there without any plugin. */
  readonly core: readonly Tool[];
  readonly log: Logger;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

const TOOL_NAME = /^[a-z][a-z0-9_]{0,63}$/;

/**
 * Registers plugins one after the other. One that throws, takes too long or adds a tool whose name is
 * taken is reported and left out as a whole; the others go on. Throws nothing.
 */
export async function installPlugins(
  plugins: readonly Plugin[],
  { core, log, now = Date.now }: InstallOptions,
): Promise<PluginSet> {
  const presence = createModelPresence(now);
  const taken = new Set(core.map(({ name }) => name));
  const installed: { readonly plugin: Plugin; readonly tools: readonly PluginTool[] }[] = [];
  const problems: PluginProblem[] = [];
  for (const plugin of plugins) {
    try {
      if (installed.some((other) => other.plugin.name === plugin.name))
        throw new Error('another plugin has this name');
      const tools = await inTime(toolsOf(plugin, taken, presence, log));
      installed.push({ plugin, tools });
      for (const { name } of tools) taken.add(name);
    } catch (error) {
      problems.push({
        plugin: plugin.name,
        problem: error instanceof Error ? error.message : 'it threw',
      });
    }
  }

  const hooks = installed.flatMap(({ plugin }): NamedHooks[] =>
    plugin.hooks === undefined ? [] : [{ plugin: plugin.name, hooks: plugin.hooks }],
  );
  const sessions = watchSessions((session) => closed(session, hooks, log), now);
  const own = installed.flatMap(({ tools }) => tools);
  return {
    tools: [...core, ...own].map((tool) => hookedTool(tool, hooks, sessions.use)),
    toolsOff: (client, signal) => offIn(own, presence, client, signal),
    problems,
    close: sessions.close,
  };
}

/** The tools a plugin adds. Throws what the plugin throws, and for names that cannot be. */
async function toolsOf(
  plugin: Plugin,
  taken: ReadonlySet<string>,
  presence: ModelPresence,
  log: Logger,
): Promise<readonly PluginTool[]> {
  const made = new WeakSet<PluginTool>();
  const tools: PluginTool[] = [];
  const context: PluginContext = {
    defineTool(definition) {
      const tool = definePluginTool(definition, plugin.requires, presence);
      made.add(tool);
      return tool;
    },
    z,
    log: pluginLog(log.child({ plugin: plugin.name })),
    refuse(text) {
      throw new ArgumentError(text);
    },
  };
  await plugin.hooks?.preRegister?.(context);
  await plugin.register(
    {
      addTool(tool) {
        if (!made.has(tool)) throw new Error('addTool takes what defineTool has made');
        if (!TOOL_NAME.test(tool.name))
          throw new Error(`the tool name ${JSON.stringify(tool.name)} is not like my_tool`);
        if (taken.has(tool.name) || tools.some(({ name }) => name === tool.name))
          throw new Error(`there is a tool ${tool.name} already`);
        tools.push(tool);
      },
    },
    context,
  );
  await plugin.hooks?.postRegister?.(tools.map(({ name }) => name));
  // A schema that JSON Schema cannot say would break the list of all tools.
  for (const { input, output } of tools) {
    z.toJSONSchema(input, { io: 'input' });
    z.toJSONSchema(output, { io: 'output' });
  }
  return tools;
}

function pluginLog(log: Logger): PluginLog {
  return {
    debug: (message, facts = {}) => log.debug(facts, message),
    info: (message, facts = {}) => log.info(facts, message),
    warn: (message, facts = {}) => log.warn(facts, message),
    error: (message, facts = {}) => log.error(facts, message),
  };
}

async function closed(
  session: ClosedSession,
  hooks: readonly NamedHooks[],
  log: Logger,
): Promise<void> {
  for (const { plugin, hooks: own } of hooks) {
    try {
      await own.onSessionClose?.(session);
    } catch (error) {
      const reason = error instanceof Error ? error.name : typeof error;
      log.warn({ plugin, reason }, 'onSessionClose failed');
    }
  }
}

async function offIn(
  tools: readonly PluginTool[],
  presence: ModelPresence,
  client: Parameters<ToolsOff>[0],
  signal: AbortSignal,
): Promise<readonly ToolOff[]> {
  try {
    const off: ToolOff[] = [];
    // One after the other: most tools of a plugin need the same models, which are then known.
    for (const { name, requires } of tools) {
      const missing = await presence.missing(client, requires.models, signal);
      if (missing.length > 0)
        off.push({ tool: name, reason: missingText(name, requires, missing) });
    }
    return off;
  } catch (error) {
    if (error instanceof OdooError) return [];
    throw error;
  }
}
