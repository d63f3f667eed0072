import {
  blockedMethod,
  blockedModel,
  ormMethod,
  readOnlyModel,
  secretField,
} from '../guardrails.ts';
import type { Problem } from '../load-error.ts';
import { isGlob, namePattern } from '../name-pattern.ts';
import { type FieldName, type MethodName, type ModelName, parseModelName } from '../names.ts';
import type { PolicyFiles } from '../policy-files.ts';
import { tierEntries } from '../schema/model-access.ts';
import type { Path } from '../yaml-document.ts';
import { attachedGrantsWithoutEffect } from './attached-grants-without-effect.ts';
import { type Finding, placed } from './finding.ts';
import { isStaleModel, staleField, staleMethod, staleModel } from './names-in-no-odoo-release.ts';

/**
 * Rules that change nothing: a guardrail or `always_blocked` decides first, or a name exists in no release of
 * Odoo.
 */
export function rulesWithoutEffect(files: PolicyFiles): readonly Problem[] {
  return [
    ...placed(files.restrictions, restrictionFindings(files)),
    ...placed(files.access, accessFindings(files)),
    ...placed(files.rbac, fieldRuleFindings(files)),
  ];
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
        model !== undefined && !isStaleModel(model) && blockedModel(model) !== undefined,
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
    ...attachedGrantsWithoutEffect(data),
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
    return staleMethod(model, method, at);
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
