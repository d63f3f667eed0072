import * as z from 'zod';
import { OdooError } from '../odoo/errors.ts';
import { ArgumentError, type Tool } from '../tools/tool.ts';
import type { ClosedSession, HookedCall, PluginHooks } from './plugin.ts';

/** The hooks of one plugin. */
export interface NamedHooks {
  readonly plugin: string;
  readonly hooks: PluginHooks;
}

const record = z.record(z.string(), z.unknown());
/** Carries a credential among its arguments. */
const SECRET_TOOLS: ReadonlySet<string> = new Set(['login']);

/**
 * The tool with the hooks of every plugin around it, in the order of the plugins. A `preCall` that throws
 * refuses the call. A `postCall` that throws fails it, although Odoo has carried it out by then.
 */
export function hookedTool(
  tool: Tool,
  hooks: readonly NamedHooks[],
  onUse: (session: ClosedSession) => void,
): Tool {
  if (hooks.length === 0 || SECRET_TOOLS.has(tool.name)) return tool;
  return {
    ...tool,
    async call(args, context) {
      const client = await context.caller.client(context.signal);
      onUse({ database: client.database, uid: client.uid });
      const call = (): HookedCall => ({
        tool: tool.name,
        args: structuredClone(record.safeParse(args).data ?? {}),
        client,
        signal: context.signal,
      });
      for (const { plugin, hooks: own } of hooks)
        await refusing(plugin, () => own.preCall?.(call()));
      let result = await tool.call(args, context);
      for (const { plugin, hooks: own } of hooks)
        result =
          (await replacing(plugin, () => own.postCall?.(call(), record.parse(result)))) ?? result;
      return result;
    },
  };
}

async function refusing(plugin: string, hook: () => void | Promise<void>): Promise<void> {
  try {
    await hook();
  } catch (error) {
    if (error instanceof ArgumentError || error instanceof OdooError) throw error;
    throw new ArgumentError(`The plugin ${plugin} refused this call.`);
  }
}

async function replacing<T>(plugin: string, hook: () => T): Promise<Awaited<T>> {
  try {
    return await hook();
  } catch {
    throw new OdooError('internal', `The plugin ${plugin} failed over the result.`, 'unknown');
  }
}
