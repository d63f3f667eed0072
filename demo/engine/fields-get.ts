import { checkReadAccess, hasFieldAccess } from './access.ts';
import type { Env } from './env.ts';
import { isNumeric, isRelational, isSearchable, isSortable, isStored, isX2many } from './fields.ts';
import type { Json, JsonObject } from './json.ts';
import { translationLanguage } from './language.ts';
import type { Field, Model } from './registry.ts';

/**
 * Descriptions of the fields open to the user, with the attributes of the series (18 renamed
 * `group_operator` and added `groupable`). Unknown names are left out, as in Odoo.
 */
export function describeFields(
  env: Env,
  model: Model,
  names: readonly string[],
  attributes: readonly string[],
): JsonObject {
  checkReadAccess(env, model);
  translationLanguage(env);
  const described: { [name: string]: Json } = {};
  for (const field of model.fields.values()) {
    if (names.length > 0 && !names.includes(field.name)) continue;
    if (!hasFieldAccess(env, field)) continue;
    const all = describe(env, field);
    described[field.name] = attributes.length
      ? Object.fromEntries(Object.entries(all).filter(([name]) => attributes.includes(name)))
      : all;
  }
  return described;
}

/** True when a client cannot write the field: said so, computed, or a plain mirror. */
export function isReadonly(field: Field): boolean {
  if (field.readonly !== undefined) return field.readonly;
  return field.related !== undefined || (field.compute !== undefined && !field.editable);
}

function describe(env: Env, field: Field): { [attribute: string]: Json } {
  const { version } = env.db;
  const aggregator = isNumeric(field) ? (field.aggregator ?? 'sum') : false;
  const hierarchy =
    version === 19 || env.db.registry.models.get(field.relation ?? '')?.parentName !== undefined;
  return {
    change_default: false,
    company_dependent: false,
    ...(field.currencyField ? { currency_field: field.currencyField } : {}),
    ...(version >= 18 && isRelational(field) ? { allow_hierachy_operators: hierarchy } : {}),
    default_export_compatible: field.name === 'name',
    depends: [],
    ...(field.digits ? { digits: [...field.digits] } : {}),
    ...(isRelational(field) ? { context: {}, domain: [...(field.domain ?? [])] } : {}),
    exportable: true,
    ...(version >= 18 ? { groupable: isSortable(field) } : {}),
    ...(field.groups ? { groups: field.groups } : {}),
    ...(aggregator && isSortable(field)
      ? { [version === 17 ? 'group_operator' : 'aggregator']: aggregator }
      : {}),
    ...(field.help ? { help: field.help } : {}),
    manual: false,
    name: field.name,
    readonly: isReadonly(field),
    ...(field.related ? { related: field.related } : {}),
    ...(field.relation ? { relation: field.relation } : {}),
    ...(field.inverse ? { relation_field: field.inverse } : {}),
    required: field.required ?? false,
    searchable: isSearchable(field),
    ...(field.selection ? { selection: field.selection.map((pair) => [...pair]) } : {}),
    ...(field.type === 'html' ? { sanitize: true, sanitize_tags: true } : {}),
    ...(field.size ? { size: field.size } : {}),
    sortable: isSortable(field) && !isX2many(field),
    store: isStored(field),
    string: field.string,
    ...(isText(field) ? { translate: field.translate ?? false } : {}),
    ...(field.type === 'char' ? { trim: true } : {}),
    type: field.type,
  };
}

function isText(field: Field): boolean {
  return field.type === 'char' || field.type === 'text' || field.type === 'html';
}
