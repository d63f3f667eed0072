import type { PolicyFiles } from './contradictions.ts';
import {
  blockedMethod,
  blockedModel,
  ormMethod,
  readOnlyModel,
  secretField,
} from './guardrails.ts';
import type { Problem } from './load-error.ts';
import { isGlob, namePattern } from './name-pattern.ts';
import { type FieldName, type MethodName, type ModelName, parseModelName } from './names.ts';
import { pointlessAttachedGrants } from './pointless-attached-grants.ts';
import type { LoadedFile } from './policy-file.ts';
import { type GatewayFile, gatewayFile } from './schema/gateway.ts';
import { tierEntries } from './schema/model-access.ts';
import { STALE_FIELDS, STALE_METHODS, STALE_MODELS } from './stale-names.ts';
import { unheldGroups } from './unheld-groups.ts';
import { unknownTools } from './unknown-tools.ts';
import { unruledLines } from './unruled-lines.ts';
import type { Path } from './yaml-document.ts';

/** A rule that was written and changes nothing, before its place is looked up. */
export interface Finding {
  readonly path: Path;
  readonly onKey?: boolean;
  readonly message: string;
}

/**
 * Rules that have no effect, because a guardrail decides first or a name exists in no version of Odoo, and
 * settings that protect less than they seem to. The policy still loads: nothing here opens anything.
 */
export function pointlessRules(files: PolicyFiles, settings: GatewayFile): readonly Problem[] {
  return [
    ...placed(files.restrictions, restrictionFindings(files)),
    ...placed(files.access, accessFindings(files)),
    ...placed(files.rbac, fieldRuleFindings(files)),
    ...placed(
      files.rbac,
      unruledLines(files.rbac.data, files.access.data, files.restrictions.data),
    ),
    ...unheldGroups(files),
    ...unknownTools(files, settings),
    ...settingFindings(settings),
  ];
}

function placed(file: LoadedFile<unknown>, findings: readonly Finding[]): Problem[] {
  if (file.builtIn) return [];
  return findings.map(({ path, onKey, message }) => ({
    ...file.place(path, onKey === true ? 'key' : undefined),
    message,
  }));
}

/** One finding a list: repeating a guardrail is harmless, and example files do it by the dozen. */
function restrictionFindings({ restrictions }: PolicyFiles): Finding[] {
  const lists = ['always_blocked', 'admin_only', 'admin_write_only'] as const;
  return lists.flatMap((list): Finding[] => {
    const models = restrictions.data[list].map((written, index) => ({
      model: parseModelName(written),
      path: [list, index],
    }));
    const stale = models.flatMap(({ model, path }) =>
      model === undefined ? [] : staleModel(model, path),
    );
    const blocked = models.filter(
      ({ model }) =>
        model !== undefined && !STALE_MODELS.has(model) && blockedModel(model) !== undefined,
    );
    const first = blocked[0];
    if (list === 'always_blocked' || first === undefined) return stale;
    const names = blocked.map(({ model }) => model).join(', ');
    return [
      ...stale,
      {
        path: first.path,
        message: `guardrails block these of ${list} for everyone, administrators included: ${names}`,
      },
    ];
  });
}

function accessFindings({ access, restrictions }: PolicyFiles): Finding[] {
  const { data } = access;
  const blocked = namePattern<ModelName>(restrictions.data.always_blocked);
  const tiers = tierEntries(data).flatMap(({ model, tier, path }) => [
    ...grantFindings(
      model,
      `in ${tier}`,
      path,
      tier === 'read_only' ? ['read'] : ['read', 'write'],
    ),
    ...(blocked.matches(model)
      ? [{ path, message: `${model} in ${tier} has no effect: restrictions.yaml always_blocked` }]
      : []),
  ]);
  const methods = Object.entries(data.allowed_methods).flatMap(([model, names]) => [
    ...grantFindings(model, 'in allowed_methods', ['allowed_methods', model], ['read'], true),
    ...methodFindings(model, names, ['allowed_methods', model]),
  ]);
  const portal = data.portal_models.flatMap((model, index) =>
    grantFindings(model, 'in portal_models', ['portal_models', index], ['read']),
  );
  const groups = Object.entries(data.group_access).flatMap(([group, models]) =>
    Object.entries(models).flatMap(([model, grant]) => {
      const path = ['group_access', group, model];
      return [
        ...grantFindings(model, `for group "${group}"`, path, grant.operations, true),
        ...methodFindings(model, grant.methods, [...path, 'methods']),
      ];
    }),
  );
  const fields = Object.entries(data.sensitive_fields).flatMap(([model, names]) =>
    names.flatMap((field, index) => staleField(model, field, ['sensitive_fields', model, index])),
  );
  const traversable = Object.entries(data.traversable_fields).flatMap(([model, names]) =>
    names.flatMap((field, index) =>
      secretFinding(model, field, ['traversable_fields', model, index]),
    ),
  );
  return [
    ...tiers,
    ...methods,
    ...portal,
    ...groups,
    ...pointlessAttachedGrants(data),
    ...fields,
    ...traversable,
  ];
}

/** What a grant on a model is worth. Globs are left alone: part of what they match may be reachable. */
function grantFindings(
  written: string,
  where: string,
  path: Path,
  operations: readonly string[],
  onKey = false,
): Finding[] {
  const model = isGlob(written) ? undefined : parseModelName(written);
  if (model === undefined) return [];
  const stale = staleModel(model, path, onKey);
  const closed = blockedModel(model);
  if (closed !== undefined)
    return [
      ...stale,
      {
        path,
        onKey,
        message: `${model} ${where} has no effect: guardrail ${closed.id} blocks it for everyone (${closed.reason})`,
      },
    ];
  const readOnly = readOnlyModel(model);
  if (readOnly === undefined || !operations.some(changesRecords)) return stale;
  return [
    ...stale,
    {
      path,
      onKey,
      message: `${model} ${where} only grants reading: guardrail ${readOnly.id} refuses writes for everyone (${readOnly.reason})`,
    },
  ];
}

function changesRecords(operation: string): boolean {
  return ['create', 'write', 'unlink', 'post_message'].includes(operation);
}

function methodFindings(model: string, methods: readonly MethodName[], path: Path): Finding[] {
  return methods.flatMap((method, index): Finding[] => {
    const at = [...path, index];
    const guardrail = blockedMethod(method) ?? ormMethod(method);
    if (guardrail !== undefined)
      return [
        {
          path: at,
          message: `${model}.${method} has no effect: guardrail ${guardrail.id} (${guardrail.reason})`,
        },
      ];
    const name = `${model}.${method}`;
    return STALE_METHODS.has(name)
      ? [{ path: at, message: inNoVersion(name, STALE_METHODS.get(name)) }]
      : [];
  });
}

function fieldRuleFindings({ rbac }: PolicyFiles): Finding[] {
  const sections = ['sensitive_fields', 'field_group_overrides'] as const;
  return sections.flatMap((section) =>
    Object.entries(rbac.data[section]).flatMap(([model, rules]): Finding[] => {
      const path = [section, model];
      const blocked = grantFindings(model, `in ${section}`, path, ['read'], true);
      const listed: unknown = Reflect.get(rules, 'fields');
      const fields: [string, Path][] = Array.isArray(listed)
        ? listed.map((field, index) => [String(field), [...path, 'fields', index]])
        : Object.keys(rules).map((field) => [field, [...path, field]]);
      return [...blocked, ...fields.flatMap(([field, at]) => staleField(model, field, at))];
    }),
  );
}

function settingFindings({ server, upstream, protocol, odoo, identity }: GatewayFile): Problem[] {
  const found: Problem[] = [];
  const warn = (message: string) => found.push({ file: 'gateway settings', message });
  for (const [family, rule] of Object.entries(upstream.unbound))
    if (rule === 'allow')
      warn(
        `upstream.unbound.${family} "allow": ${family} no binding describes pass without any rule`,
      );
  const { tools, resources, prompts } = upstream.unbound;
  const allBound = ![tools, resources, prompts].includes('allow');
  for (const key of ['sampling', 'elicitation', 'logging'] as const)
    if (protocol[key] !== 'deny')
      warn(
        allBound
          ? `protocol.${key} "${protocol[key]}" has no effect: nothing unbound may pass (upstream.unbound)`
          : `protocol.${key} "${protocol[key]}": what the server says there passes without any rule`,
      );
  const { login, tokens, anonymous } = identity;
  if (server.transport !== 'stdio' && login === 'deny' && tokens.length === 0 && !anonymous)
    warn('identity lets nobody in: "login" is deny, and there is no token; name one under tokens');
  const another = (upstream.url ?? upstream.command) !== undefined && upstream.key === undefined;
  if (upstream.binding !== undefined && !another)
    warn('upstream.binding has no effect: the server that ships with the guard has its own');
  for (const [name, url] of [
    ['odoo.url', odoo.url],
    ['upstream.url', upstream.url],
  ] as const)
    if (url !== undefined && crossesNetworkInClear(url))
      warn(`${name} is http:// to another machine: credentials travel readable, use https://`);
  if (upstream.key !== undefined)
    for (const [key, variable] of TOLD_AT_START)
      if (JSON.stringify(odoo[key]) !== JSON.stringify(UNTOLD[key]))
        warn(
          `odoo.${key} is told to a server the guard starts, and upstream.key says it does not: set ${variable} where that server runs`,
        );
  return found;
}

/** What the server that ships with the guard can only be told when it starts, and its variables. */
const TOLD_AT_START = [
  ['version', 'ODOO_VERSION'],
  ['protocol', 'ODOO_PROTOCOL'],
  ['pool_size', 'ODOO_POOL_SIZE'],
  ['circuit_breaker', 'ODOO_BREAKER_FAILURES and ODOO_BREAKER_RECOVERY_MS'],
  ['retry', 'ODOO_MAX_RETRIES and ODOO_RETRY_BACKOFF_MS'],
] as const;

const UNTOLD = gatewayFile.parse({}).odoo;

function crossesNetworkInClear(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return (
    protocol === 'http:' && !/^(?:localhost|.*\.localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname)
  );
}

function secretFinding(model: string, field: FieldName, path: Path): Finding[] {
  const name = parseModelName(model);
  const guardrail = name === undefined ? undefined : secretField(name, field);
  return guardrail === undefined
    ? []
    : [
        {
          path,
          message: `${model}.${field} has no effect: guardrail ${guardrail.id} (${guardrail.reason})`,
        },
      ];
}

function staleModel(model: string, path: Path, onKey = false): Finding[] {
  return STALE_MODELS.has(model)
    ? [{ path, onKey, message: inNoVersion(model, STALE_MODELS.get(model)) }]
    : [];
}

function staleField(model: string, field: string, path: Path): Finding[] {
  const name = `${model}.${field}`;
  return STALE_FIELDS.has(name)
    ? [{ path, message: inNoVersion(name, STALE_FIELDS.get(name)) }]
    : [];
}

function inNoVersion(name: string, meant: string | undefined): string {
  const instead = meant === undefined ? 'remove it' : `perhaps ${meant} is meant`;
  return `${name} exists in none of Odoo 17, 18 and 19: ${instead}`;
}
