import type { JsonObject } from '../../json.ts';
import type { FieldName, ModelName, RecordId } from '../../names.ts';

/** The record that values are written to: some that exist, or one that is being made. */
export interface WrittenRecord {
  readonly model: ModelName;
  /** Undefined: a new one. */
  readonly ids: readonly RecordId[] | undefined;
  /** For a record written through an x2many field of another. */
  readonly within?: Within;
}

export interface Within {
  /** The field of the record that points back, where it is known and is one to one. */
  readonly inverse: FieldName | undefined;
  readonly parent: Parent;
}

/** The record whose x2many field it is, with what it is given in the same call. */
export interface Parent extends WrittenRecord {
  readonly values: JsonObject;
}
