import type { FieldName, ModelName } from './names.ts';

/** What `fields_get` says of one field, as far as decisions need it. */
export interface FieldSchema {
  readonly name: FieldName;
  readonly type: string;
  /** What people call it, in the language of the account. */
  readonly label?: string;
  /** The comodel of a relational field. */
  readonly relation?: ModelName;
  /** On a one2many: the many2one of the comodel that points back. */
  readonly relationField?: FieldName;
  /** The dotted path a related (or `_inherits`) field takes its value from. */
  readonly related?: string;
  readonly store: boolean;
  readonly searchable: boolean;
  readonly readonly: boolean;
  readonly required: boolean;
  /** Whether a read that names no fields should contain this one. */
  readonly byDefault: boolean;
}

/** Field metadata of one model. */
export interface ModelSchema {
  readonly model: ModelName;
  readonly fields: ReadonlyMap<FieldName, FieldSchema>;
}

/**
 * The field metadata at hand while one call is decided. `undefined`: not asked for yet, so the decision is
 * postponed until it is; `absent`: asked for and not to be had, which wherever it is needed means deny.
 */
export interface SchemaView {
  get(model: ModelName): ModelSchema | 'absent' | undefined;
}
