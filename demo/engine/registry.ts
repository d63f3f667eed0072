import { valueError } from './errors.ts';
import { char, datetime, type FieldDefinition, integer, many2one } from './fields.ts';
import type { ModelDefinition } from './model.ts';
import type { OdooVersion } from './version.ts';

/** A field of one series, under the name it has there. */
export interface Field extends FieldDefinition {
  readonly name: string;
  /** Set on fields that come from the delegated model. */
  readonly inherited?: boolean;
}

/** A model as one series of Odoo has it. */
export interface Model extends Omit<ModelDefinition, 'fields'> {
  readonly fields: ReadonlyMap<string, Field>;
  readonly recNameField: string;
}

export interface Registry {
  readonly version: OdooVersion;
  readonly models: ReadonlyMap<string, Model>;
  /** The model; throws a plain error, since RPC answers for unknown models before. */
  readonly model: (name: string) => Model;
  /** A field's name in this series, from its name in Odoo 17 and 18. */
  readonly nameOf: (model: string, field: string) => string;
}

const AUTOMATIC: { readonly [name: string]: FieldDefinition } = {
  id: integer('ID', { readonly: true, aggregator: false }),
  display_name: char('Display Name', {
    readonly: true,
    store: false,
    searchable: true,
    compute: (record) => record.displayName(),
  }),
  create_uid: many2one('Created by', 'res.users', { readonly: true, copy: false }),
  create_date: datetime('Created on', { readonly: true, copy: false }),
  write_uid: many2one('Last Updated by', 'res.users', { readonly: true, copy: false }),
  write_date: datetime('Last Updated on', { readonly: true, copy: false }),
};

/** What a registry is made of: all known models, and the apps that are left out. */
export interface RegistryOptions {
  readonly version: OdooVersion;
  readonly definitions: readonly ModelDefinition[];
  /** Names of the models whose app is not installed. */
  readonly absent?: ReadonlySet<string>;
  readonly absentModules?: ReadonlySet<string>;
}

/**
 * Resolves definitions to what `version` has: renamed, added and removed fields, delegation. Fields
 * of an app that is not installed, or that lead to one of its models, are left out with it.
 */
export function createRegistry({
  version,
  definitions,
  absent = new Set(),
  absentModules = new Set(),
}: RegistryOptions): Registry {
  const present = definitions
    .filter((it) => (it.since ?? version) <= version && version <= (it.until ?? version))
    .filter((it) => !absent.has(it.name))
    .map((it): ModelDefinition => ({ ...it, ...it.variants?.[version] }));
  const byName = new Map(present.map((definition) => [definition.name, definition]));
  const leads = (definition: ModelDefinition, path: string): boolean => {
    const [first = '', ...rest] = path.split('.');
    const field = definition.fields[first] ?? AUTOMATIC[first] ?? delegatedField(definition, first);
    if (!field || !isHere(definition, field)) return false;
    if (rest.length === 0) return true;
    const next = byName.get(field.relation ?? '');
    return next !== undefined && leads(next, rest.join('.'));
  };
  const delegatedField = (definition: ModelDefinition, name: string) =>
    byName.get(definition.inherits?.model ?? '')?.fields[name];
  const isHere = (definition: ModelDefinition, field: FieldDefinition): boolean => {
    if ((field.since ?? version) > version || (field.until ?? version) < version) return false;
    if (field.module !== undefined && absentModules.has(field.module)) return false;
    if (field.relation !== undefined && absent.has(field.relation)) return false;
    return field.related === undefined || absent.size === 0 || leads(definition, field.related);
  };
  const nameOf = (model: string, field: string): string =>
    (version === 19 ? byName.get(model)?.fields[field]?.as19 : undefined) ?? field;
  const models = new Map<string, Model>();

  const resolvePath = (model: string, path: string): string => {
    let at: string | undefined = model;
    return path
      .split('.')
      .map((hop) => {
        if (at === undefined) return hop;
        const name = nameOf(at, hop);
        at = byName.get(at)?.fields[hop]?.relation;
        return name;
      })
      .join('.');
  };

  const own = (definition: ModelDefinition): Map<string, Field> => {
    const fields = new Map<string, Field>();
    for (const [key, given] of Object.entries({ ...AUTOMATIC, ...definition.fields })) {
      const field = { ...given, ...given.variants?.[version] };
      if (!isHere(definition, field) || definition.unlogged?.includes(key)) continue;
      if (field.relation !== undefined && !byName.has(field.relation)) {
        throw new Error(`${definition.name}.${key} points at unknown model ${field.relation}`);
      }
      const name = nameOf(definition.name, key);
      const { relation, inverse, mirror, related } = field;
      fields.set(name, {
        ...field,
        name,
        ...(relation && inverse ? { inverse: nameOf(relation, inverse) } : {}),
        ...(relation && mirror ? { mirror: nameOf(relation, mirror) } : {}),
        ...(related ? { related: resolvePath(definition.name, related) } : {}),
      });
    }
    return fields;
  };

  const build = (definition: ModelDefinition): Model => {
    const known = models.get(definition.name);
    if (known) return known;
    const fields = own(definition);
    const delegated = definition.inherits && byName.get(definition.inherits.model);
    if (definition.inherits && delegated) {
      const via = definition.inherits.field;
      for (const [name, field] of build(delegated).fields) {
        if (fields.has(name)) continue;
        const { compute: _compute, default: _default, ...rest } = field;
        const readonly = field.readonly ?? (field.compute !== undefined && !field.editable);
        fields.set(name, {
          ...rest,
          readonly,
          store: false,
          related: `${via}.${name}`,
          inherited: true,
        });
      }
    }
    const model: Model = {
      ...definition,
      description: (version === 19 && definition.description19) || definition.description,
      fields,
      recNameField: definition.recName ?? (fields.has('name') ? 'name' : 'id'),
    };
    models.set(definition.name, model);
    return model;
  };
  for (const definition of present) build(definition);

  return {
    version,
    models,
    nameOf,
    model: (name) => {
      const model = models.get(name);
      if (!model) throw new Error(`The demo has no model ${name}`);
      return model;
    },
  };
}

/** The field, or the ValueError Odoo raises for a name the model does not have. */
export function fieldOf(registry: Registry, model: Model, name: string): Field {
  const field = model.fields.get(name);
  if (!field) throw invalidField(registry.version, model.name, name);
  return field;
}

export function invalidField(version: OdooVersion, model: string, name: string): Error {
  const on = version === 19 ? `'${model}'` : `model '${model}'`;
  return valueError(`Invalid field '${name}' on ${on}`);
}
