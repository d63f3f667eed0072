import { BUNDLED_BINDING, loadBundledBindings } from '../bindings/bundled.ts';
import { didYouMean } from '../did-you-mean.ts';
import type { Problem } from '../load-error.ts';
import type { PolicyFiles } from '../policy-files.ts';
import type { GatewayFile } from '../schema/gateway.ts';

/**
 * Rules about tools that the server that ships with the guard does not have. They change nothing. Silent where there
 * is another server, or where plugins add tools.
 */
export function toolsTheServerLacks(
  { rbac, gateway }: PolicyFiles,
  { upstream }: GatewayFile,
): readonly Problem[] {
  const another = upstream.key === undefined && (upstream.url ?? upstream.command) !== undefined;
  if (another || upstream.plugins.length > 0) return [];
  const mentions = [
    { file: rbac, key: ['tool_group_requirements'], tools: rbac.data.tool_group_requirements },
    { file: gateway, key: ['limits', 'per_tool'], tools: gateway.data.limits.per_tool },
  ].flatMap(({ file, key, tools }) =>
    file.builtIn ? [] : Object.keys(tools).map((tool) => ({ file, path: [...key, tool], tool })),
  );
  if (mentions.length === 0) return [];
  const bundled = loadBundledBindings().find(({ id }) => id === BUNDLED_BINDING);
  const known = [...(bundled?.tools.keys() ?? [])];
  return mentions
    .filter(({ tool }) => !known.includes(tool))
    .map(({ file, path, tool }) => ({
      ...file.place(path, 'key'),
      message: `the server that ships with the guard has no tool ${JSON.stringify(tool)}`,
      hint:
        didYouMean(tool, known) ?? '"odoo-mcp-guard tools" lists those it has; remove this rule',
    }));
}
