import type { Env } from '../engine/env.ts';
import { accessError, attributeError, OdooError } from '../engine/errors.ts';
import type { Json, JsonObject } from '../engine/json.ts';
import type { ModelMethod } from '../engine/model.ts';
import type { Model } from '../engine/registry.ts';
import type { OdooVersion } from '../engine/version.ts';
import { idsOf } from './arguments.ts';
import { GROUP_METHODS } from './group-methods.ts';
import { META_METHODS } from './meta-methods.ts';
import type { Call, MethodTable, OrmMethod } from './method.ts';
import { ownSignature } from './parameter-names.ts';
import { READ_METHODS } from './read-methods.ts';
import { bind } from './signature.ts';
import { WEB_METHODS } from './web-methods.ts';
import { WRITE_METHODS } from './write-methods.ts';

const ORM: MethodTable = {
  ...READ_METHODS,
  ...WRITE_METHODS,
  ...META_METHODS,
  ...GROUP_METHODS,
  ...WEB_METHODS,
};

/** How a public method can be called. */
export interface MethodDescription {
  /** Whether the ids come first; else it is one of the model. */
  readonly onRecords: boolean;
  /** Names in order, a `?` behind those with a default. */
  readonly params: readonly string[];
  /** Whether other keywords are taken, or refused only by what the method calls. */
  readonly anyKeyword: boolean;
}

/** Describes a public method; throws as {@link callMethod} does when there is none of that name. */
export function describeMethod(
  version: OdooVersion,
  model: Model,
  name: string,
): MethodDescription {
  const { onRecords, params, anyKeyword } = resolve(version, model, name);
  return { onRecords, params, anyKeyword };
}

/** What to run for a public method name, and how to bind its arguments. */
interface Resolved extends MethodDescription {
  readonly bind: (args: readonly Json[], kwargs: JsonObject) => JsonObject;
  readonly run: (call: Call) => Json;
}

/**
 * Runs a public method: the first positional argument is the ids, unless the method is one of
 * the model. Throws AccessError for private names, AttributeError for unknown ones, TypeError
 * for arguments that do not fit.
 */
export function callMethod(
  env: Env,
  model: Model,
  name: string,
  args: readonly Json[],
  kwargs: JsonObject,
): Json {
  const method = resolve(env.db.version, model, name);
  const [first, ...others] = args;
  if (method.onRecords && first === undefined) {
    throw new OdooError('builtins.IndexError', 'tuple index out of range');
  }
  const ids = method.onRecords ? idsOf(first) : [];
  const bound = method.bind(method.onRecords ? others : args, kwargs);
  return method.run({ env, model, ids, args: bound });
}

function resolve(version: OdooVersion, model: Model, name: string): Resolved {
  if (name.startsWith('_') || name === 'init') throw privateMethod(version, model, name);
  const own = model.methods && Object.hasOwn(model.methods, name) ? model.methods[name] : undefined;
  if (own && within(version, own)) return ofModel(version, model, name, own);
  const orm = Object.hasOwn(ORM, name) ? ORM[name] : undefined;
  if (!orm || !within(version, orm)) throw unknownMethod(version, model, name);
  if (orm.privateSince !== undefined && version >= orm.privateSince) {
    throw privateMethod(version, model, name);
  }
  return ofOrm(version, model, name, orm);
}

function within(
  version: OdooVersion,
  range: { readonly since?: OdooVersion; readonly until?: OdooVersion },
): boolean {
  return (range.since ?? version) <= version && version <= (range.until ?? version);
}

function ofOrm(version: OdooVersion, model: Model, name: string, method: OrmMethod): Resolved {
  const own = ownSignature(version, model.name, name);
  const params =
    own?.params ?? (version === 19 ? (method.params19 ?? method.params) : method.params);
  const rest = method.rest ? { rest: method.rest } : {};
  const label = `${own?.owner ? `${own.owner}.` : ownerOf(version, model, name)}${name}()`;
  return {
    onRecords: method.on === 'records' || own?.idsFirst === true,
    params,
    anyKeyword: method.rest !== undefined,
    bind: (args, kwargs) => bind({ label, params, ...rest }, args, kwargs),
    run: method.run,
  };
}

/** The class in front of a method's name; until 18 the wrapper around `create` hides it. */
function ownerOf(version: OdooVersion, model: Model, name: string): string {
  if (name === 'create' && version < 19) return '';
  // Nearly every business model overrides these two.
  return name === 'write' || name === 'create' ? `${classOf(model.name)}.` : 'BaseModel.';
}

function ofModel(version: OdooVersion, model: Model, name: string, method: ModelMethod): Resolved {
  const label = `${classOf(model.name)}.${name}()`;
  const rest = method.anyKeyword ? { rest: { accepts: 'any' as const } } : {};
  const params = method.params ?? [];
  return {
    onRecords: !isModelLevel(version, method),
    params,
    anyKeyword: method.anyKeyword === true,
    bind: (args, kwargs) => bind({ label, params, ...rest }, args, kwargs),
    run: (call) => method.run(call.env, call.ids, call.args),
  };
}

function isModelLevel(version: OdooVersion, { modelLevel }: ModelMethod): boolean {
  return typeof modelLevel === 'object' ? version <= modelLevel.until : modelLevel === true;
}

/** `sale.order` is the Python class `SaleOrder`. */
function classOf(model: string): string {
  return model
    .split('.')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
}

function privateMethod(version: OdooVersion, model: Model, name: string): Error {
  const shown = version === 17 ? name : `'${model.name}.${name}'`;
  return accessError(`Private methods (such as ${shown}) cannot be called remotely.`);
}

function unknownMethod(version: OdooVersion, model: Model, name: string): Error {
  return attributeError(
    version === 17
      ? `The method '${name}' does not exist on the model '${model.name}'`
      : `The method '${model.name}.${name}' does not exist`,
  );
}
