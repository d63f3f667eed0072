import type { Json } from './json.ts';
import type { RecordReader } from './records.ts';
import type { OdooVersion } from './version.ts';

/** Odoo field types the demo stores. */
export type FieldType =
  | 'char'
  | 'text'
  | 'html'
  | 'integer'
  | 'float'
  | 'monetary'
  | 'boolean'
  | 'date'
  | 'datetime'
  | 'selection'
  | 'binary'
  | 'many2one'
  | 'many2one_reference'
  | 'one2many'
  | 'many2many';

/** A stored value. `false` is Odoo's empty value; relations hold ids. */
export type Value = boolean | number | string | readonly number[];

export type Selection = readonly (readonly [string, string])[];

/** What a field may say beyond type and label. Names follow Odoo's field attributes. */
export interface FieldOptions {
  readonly required?: boolean;
  readonly readonly?: boolean;
  readonly store?: boolean;
  readonly help?: string;
  /** Comma-separated XML ids of the groups that may read or write the field. */
  readonly groups?: string;
  /** Path of the field this one mirrors, e.g. `order_id.state`; read with full rights. */
  readonly related?: string;
  readonly compute?: (record: RecordReader) => Value;
  /** Computed, but a written value wins over the computation (Odoo: computed, stored, writable). */
  readonly editable?: boolean;
  /** False: cannot be used in a domain. Default: stored fields, related fields. */
  readonly searchable?: boolean;
  /** A value, or what gives one for the user who creates. */
  readonly default?: Value | ((user: DefaultSource) => Value);
  /** Written and never read back: reads as the empty text. */
  readonly secret?: boolean;
  readonly copy?: boolean;
  readonly since?: OdooVersion;
  readonly until?: OdooVersion;
  /** The field's name in Odoo 19, where it was renamed. */
  readonly as19?: string;
  /** What one series says otherwise; `groups: ''` opens a field that others keep closed. */
  readonly variants?: { readonly [version in OdooVersion]?: FieldVariant };
  /**
   * The closed field this one is looked up through when a search reads it. Odoo 19 refuses that to
   * people on the public view, although a plain `read` of it works.
   */
  readonly searchedThrough?: string;
  /** The app that adds the field to a model of another app. */
  readonly module?: string;
  readonly domain?: readonly Json[];
  readonly translate?: boolean;
  readonly digits?: readonly [number, number];
  readonly currencyField?: string;
  /** `false` for numbers that make no sense summed (colours, sequences). */
  readonly aggregator?: 'sum' | 'avg' | 'max' | 'min' | false;
  readonly size?: number;
  /** What happens to the row when the many2one target is deleted. */
  readonly ondelete?: 'cascade' | 'restrict' | 'set null';
}

/** Attributes a series gives a field in place of the definition's. */
export type FieldVariant = Partial<Omit<FieldDefinition, 'variants' | 'since' | 'until' | 'as19'>>;

/** Who creates a record and when: what defaults are computed from. */
export interface DefaultSource {
  readonly uid: number;
  readonly partnerId: number;
  readonly companyId: number;
  /** The user's employee; false when there is none. */
  readonly employeeId: number | false;
  readonly now: string;
  readonly today: string;
}

export interface FieldDefinition extends FieldOptions {
  readonly type: FieldType;
  readonly string: string;
  readonly relation?: string;
  /** one2many: the many2one of the comodel that points back. */
  readonly inverse?: string;
  /** many2many: the comodel's field that holds the other side of the same relation. */
  readonly mirror?: string;
  readonly selection?: Selection;
}

const simple =
  (type: FieldType) =>
  (string: string, options: FieldOptions = {}): FieldDefinition => ({ type, string, ...options });

export const char = simple('char');
export const text = simple('text');
export const html = simple('html');
export const integer = simple('integer');
export const float = simple('float');
export const boolean = simple('boolean');
export const date = simple('date');
export const datetime = simple('datetime');
export const binary = simple('binary');
export const resId = simple('many2one_reference');

/** An amount in the currency of `currency_id`, or of `options.currencyField`. */
export const monetary = (string: string, options: FieldOptions = {}): FieldDefinition => ({
  type: 'monetary',
  string,
  currencyField: 'currency_id',
  ...options,
});

export const selection = (
  string: string,
  values: Selection,
  options: FieldOptions = {},
): FieldDefinition => ({ type: 'selection', string, selection: values, ...options });

export const many2one = (
  string: string,
  relation: string,
  options: FieldOptions = {},
): FieldDefinition => ({ type: 'many2one', string, relation, ...options });

export const one2many = (
  string: string,
  relation: string,
  inverse: string,
  options: FieldOptions = {},
): FieldDefinition => ({ type: 'one2many', string, relation, inverse, copy: false, ...options });

export const many2many = (
  string: string,
  relation: string,
  options: FieldOptions & { readonly mirror?: string } = {},
): FieldDefinition => ({ type: 'many2many', string, relation, ...options });

/** True when the value is a list of ids. */
export function isIds(value: Value | undefined): value is readonly number[] {
  return Array.isArray(value);
}

/** True for one2many and many2many. */
export function isX2many(field: FieldDefinition): boolean {
  return field.type === 'one2many' || field.type === 'many2many';
}

/** True for any field with a comodel. */
export function isRelational(field: FieldDefinition): boolean {
  return field.type === 'many2one' || isX2many(field);
}

/** True for integer, float and monetary fields. */
export function isNumeric(field: FieldDefinition): boolean {
  return field.type === 'integer' || field.type === 'float' || field.type === 'monetary';
}

/** True for fields Odoo keeps in the table (or relation table) of the model. */
export function isStored(field: FieldDefinition): boolean {
  return field.store ?? (field.related === undefined && field.compute === undefined);
}

/** True when a domain may name the field. */
export function isSearchable(field: FieldDefinition): boolean {
  return field.searchable ?? (isStored(field) || field.related !== undefined);
}

/** True when `order` and `groupby` may name the field. */
export function isSortable(field: FieldDefinition): boolean {
  return (isStored(field) || field.related !== undefined) && field.type !== 'one2many';
}

/** What a field holds when nothing was written. */
export function emptyValue(field: FieldDefinition): Value {
  if (isX2many(field)) return [];
  if (isNumeric(field) || field.type === 'many2one_reference') return 0;
  return false;
}
