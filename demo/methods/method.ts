import type { Env } from '../engine/env.ts';
import type { Json, JsonObject } from '../engine/json.ts';
import type { Model } from '../engine/registry.ts';
import type { OdooVersion } from '../engine/version.ts';
import type { Signature } from './signature.ts';

/** One RPC call on a model, arguments bound by name. */
export interface Call {
  readonly env: Env;
  readonly model: Model;
  readonly ids: readonly number[];
  readonly args: JsonObject;
}

/** An ORM method every model has. */
export interface OrmMethod {
  /** `model`: called without ids (`@api.model`); `records`: the ids are the first argument. */
  readonly on: 'model' | 'records';
  readonly params: readonly string[];
  /** The parameter list of one series where it differs. */
  readonly params19?: readonly string[];
  readonly rest?: Signature['rest'];
  readonly since?: OdooVersion;
  readonly until?: OdooVersion;
  /** Private from this series on: refused over RPC, not unknown. */
  readonly privateSince?: OdooVersion;
  readonly run: (call: Call) => Json;
}

export type MethodTable = { readonly [name: string]: OrmMethod };
