import type { Binding } from './binding.ts';

/** The binding for a server, or why there is none. */
export type Choice =
  | { readonly binding: Binding }
  | { readonly binding?: undefined; readonly reason: string };

/**
 * Chooses the binding that fits a server by what it offers. A binding fits only when every tool of its
 * `match` exists; where it names a server, that must be the server's name as well. The name alone proves
 * nothing: several servers share one. A wanted binding must fit too. Nothing or several: no binding, with
 * the reason.
 */
export function chooseBinding(
  bindings: readonly Binding[],
  serverInfoName: string | undefined,
  toolNames: Iterable<string>,
  wantedId?: string,
): Choice {
  const tools = new Set(toolNames);
  if (wantedId !== undefined) {
    const wanted = bindings.find(({ id }) => id === wantedId);
    if (wanted === undefined)
      return {
        reason: `there is no binding '${wantedId}'; known: ${bindings.map(({ id }) => id).join(', ')}`,
      };
    const missing = wanted.match.tools.filter((tool) => !tools.has(tool));
    return missing.length === 0
      ? { binding: wanted }
      : { reason: `binding '${wantedId}' does not fit: the server lacks ${missing.join(', ')}` };
  }
  const fitting = bindings.filter(
    ({ match }) =>
      match.tools.every((tool) => tools.has(tool)) &&
      (match.serverName === undefined || match.serverName === serverInfoName),
  );
  const [only, ...others] = fitting;
  if (only === undefined) return { reason: 'no binding fits the tools this server offers' };
  if (others.length > 0)
    return {
      reason: `several bindings fit (${fitting.map(({ id }) => id).join(', ')}); name one in gateway.yaml:upstream.binding`,
    };
  return { binding: only };
}
