import { type Environment, settingsOf, variableAt } from './environment.ts';
import type { Problem } from './load-error.ts';
import { type GatewayFile, type GatewayInput, gatewayFile } from './schema/gateway.ts';
import { isMapping } from './schema/shape.ts';
import { shapeProblems } from './schema/shape-problems.ts';

/** Settings of `gateway.yaml` given elsewhere: what is not named stays as it was. */
export type GatewayOverrides = Partial<GatewayInput>;

/**
 * `gateway.yaml` as written, under the environment, under the options of the command line; validated once
 * more as a whole. A problem names the variable or the option it comes from.
 */
export function applyOverrides(
  written: unknown,
  env: Environment,
  options: GatewayOverrides,
): { readonly settings: GatewayFile } | { readonly problems: readonly Problem[] } {
  const merged = merge(merge(written, settingsOf(env)), options);
  const parsed = gatewayFile.safeParse(merged);
  if (parsed.success) return { settings: parsed.data };
  return {
    problems: shapeProblems('gateway.yaml', gatewayFile, merged, parsed.error).map(
      ({ path, message, hint }) => {
        const variable = givenBy(options, path) ? undefined : variableAt(path);
        return {
          file: variable === undefined ? 'options' : 'environment',
          message: `${variable ?? path.join('.')}: ${message}`,
          ...(hint === undefined ? {} : { hint }),
        };
      },
    ),
  };
}

function givenBy(options: GatewayOverrides, path: readonly PropertyKey[]): boolean {
  let value: unknown = options;
  for (const step of path) {
    if (!isMapping(value)) return value !== undefined;
    value = value[String(step)];
  }
  return value !== undefined;
}

/** A URL given over a command (or the other way round) replaces the upstream instead of joining it. */
function merge(base: unknown, over: object): unknown {
  if (!isMapping(base)) return over;
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    if (value === undefined) continue;
    const below = result[key];
    const replaces =
      key === 'upstream' && isMapping(value) && ('url' in value || 'command' in value);
    result[key] = isMapping(value) && isMapping(below) && !replaces ? merge(below, value) : value;
  }
  return result;
}
