/**
 * Keys that mean something elsewhere or will mean something later, and that this version does not enforce. A
 * rule that is read and not enforced is worse than none, so each is refused with what to do instead.
 */
const LATER_KEYS: ReadonlyMap<string, string> = new Map([
  [
    'model_access.yaml:plugin_overrides',
    'a plugin has no rules of its own here; grant the models it uses under stock_models, custom_models or group_access and remove this key',
  ],
  ['model_access.yaml:record_rules', 'move record_rules to rbac.yaml'],
  ['model_access.yaml:confirm', 'move confirm to rbac.yaml'],
  ['rbac.yaml:budgets', 'move budgets to limits in gateway.yaml'],
  ['gateway.yaml:budgets', 'move budgets to limits'],
  ['gateway.yaml:limits.store', 'limits are kept in memory; remove this key'],
  ['gateway.yaml:limits.per_model', 'use limits.per_tool, and remove this key'],
  ['gateway.yaml:limits.per_group', 'use limits.per_tool, and remove this key'],
  ['rbac.yaml:mode', 'move mode to gateway.yaml'],
  ['gateway.yaml:telemetry', 'remove this key; decisions are recorded under audit'],
  ['gateway.yaml:observability', 'remove this key; decisions are recorded under audit'],
  ['gateway.yaml:protocol.version', 'the protocol version is the client’s; remove this key'],
  ['gateway.yaml:http', 'move host, port and allowed_origins to server, and remove this key'],
  ['gateway.yaml:oauth', 'use identity.tokens, and remove this key'],
  ['gateway.yaml:identity.jwt', 'use identity.tokens, and remove this key'],
  ['gateway.yaml:identity.oidc', 'use identity.tokens, and remove this key'],
  ['gateway.yaml:identity.oauth', 'use identity.tokens, and remove this key'],
  ['gateway.yaml:auth.oauth', 'use identity.tokens, and remove this key'],
]);

/** What to do about a key this version does not support, or undefined when the key is plainly unknown. */
export function laterKey(file: string, path: readonly PropertyKey[]): string | undefined {
  return LATER_KEYS.get(`${file}:${path.join('.')}`);
}
