import type { Binding } from '../bindings/binding.ts';
import { type Deny, deny } from '../decision.ts';
import { isArray, isObject, type Json, type JsonObject } from '../json.ts';
import { relaxedOutputSchema } from './output-schema.ts';

/** Keys of a `tools/list` result beside the tools that mean something to a client. */
const KEPT: readonly string[] = ['nextCursor', 'resultType', 'ttlMs', 'cacheScope'];

/**
 * A `tools/list` result with the visible tools only, in the server's order, each with every key the server
 * gave it. A bound tool's `outputSchema` is relaxed to what filtered results keep to, or dropped where that
 * cannot be said. A page that becomes empty keeps its cursor. Where tasks do not pass, no tool says that its calls
 * can become some. Denied when it is no list of tools.
 */
export function filterToolList(
  result: JsonObject,
  isVisible: (name: string, tool: JsonObject) => boolean,
  binding: Binding | undefined,
  tasks: 'deny' | 'allow',
): { readonly list: JsonObject } | Deny {
  if (!isArray(result.tools))
    return deny(
      'result_unreadable',
      'fail-closed',
      'The server behind did not answer with a list of tools.',
    );
  const tools: Json[] = [];
  const seen = new Set<string>();
  for (const tool of result.tools) {
    if (!isObject(tool) || typeof tool.name !== 'string') continue;
    // A second definition of a name could describe another tool than the one that is called.
    if (seen.has(tool.name) || !isVisible(tool.name, tool)) continue;
    seen.add(tool.name);
    const told = tasks === 'allow' ? tool : withoutTasks(tool);
    tools.push(listed(told, tool.name, binding));
  }
  const filtered: Record<string, Json> = { tools };
  for (const key of KEPT) {
    const value = result[key];
    if (value !== undefined) filtered[key] = value;
  }
  return { list: filtered };
}

/** What 2025-11-25 says of a tool's calls becoming tasks (`execution.taskSupport`). */
function withoutTasks(tool: JsonObject): JsonObject {
  const { execution, ...rest } = tool;
  if (!isObject(execution) || execution.taskSupport === undefined) return tool;
  const { taskSupport: _none, ...others } = execution;
  return Object.keys(others).length === 0 ? rest : { ...rest, execution: others };
}

function listed(tool: JsonObject, name: string, binding: Binding | undefined): JsonObject {
  const bound = binding?.tools.get(name);
  if (bound === undefined || tool.outputSchema === undefined) return tool;
  const { outputSchema, ...rest } = tool;
  const relaxed = relaxedOutputSchema(outputSchema, bound.result);
  return relaxed === undefined ? rest : { ...rest, outputSchema: relaxed };
}
