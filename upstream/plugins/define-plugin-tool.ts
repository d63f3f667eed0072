import type * as z from 'zod';
import { ArgumentError, defineTool } from '../tools/tool.ts';
import type { PluginTool, PluginToolDefinition, Requirements } from './plugin.ts';
import { type ModelPresence, missingText } from './presence.ts';

/**
 * Makes a tool that first sees whether the caller's Odoo has the apps it needs, and says which is missing
 * where it has not. `requires` holds where the definition says nothing.
 */
export function definePluginTool<Input extends z.ZodType, Output extends z.ZodType>(
  definition: PluginToolDefinition<Input, Output>,
  requires: Requirements,
  presence: ModelPresence,
): PluginTool {
  const needed = definition.requires ?? requires;
  const tool = defineTool<Input, Output>({
    name: definition.name,
    title: definition.title,
    description: definition.description,
    hints: definition.hints,
    input: definition.input,
    output: definition.output,
    async run(args, { caller, signal, progress, embed, maxBlobBytes }) {
      const client = await caller.client(signal);
      const missing = await presence.missing(client, needed.models, signal);
      if (missing.length > 0)
        throw new ArgumentError(missingText(definition.name, needed, missing));
      return definition.run(args, { client, signal, progress, embed, maxBlobBytes });
    },
  });
  return { ...tool, requires: needed };
}
