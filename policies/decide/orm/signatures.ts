import type { GatewaySettings } from '../../gateway-settings.ts';
import type { Operation } from '../../operation.ts';
import {
  allFigures,
  anyOf,
  fieldList,
  flatFields,
  namesList,
  type OrmArgument,
  oneOrMoreValues,
  optionalText,
  type Part,
  positiveNumber,
  specification,
  values,
  withCount,
} from './argument.ts';

export type OdooVersion = NonNullable<GatewaySettings['odoo']['version']>;

/** The operations ORM methods are. */
export type OrmKind = Extract<
  Operation['kind'],
  | 'search_read'
  | 'read'
  | 'search_count'
  | 'read_group'
  | 'name_search'
  | 'onchange'
  | 'fields_get'
  | 'create'
  | 'write'
  | 'unlink'
  | 'post_message'
>;
export type OrmOperation = Extract<Operation, { readonly kind: OrmKind }>;

/** An argument of a method: the keywords it goes by, and what it means for the operation. */
export interface OrmParameter extends OrmArgument {
  /** Keywords, with the releases that know them. Stock models that override a method rename some. */
  readonly names: ReadonlyMap<string, readonly OdooVersion[]>;
}

/** What one inherited method takes, and which operation it is. */
export interface OrmSignature {
  readonly method: string;
  readonly kind: OrmKind;
  /** What it is called on. `form`: a record nobody has saved, which is an empty list of ids. */
  readonly on: 'model' | 'records' | 'form';
  readonly versions: readonly OdooVersion[];
  /** In their places, which are the same in every release that has the method. */
  readonly parameters: readonly OrmParameter[];
  /**
   * How many of the first are sent by place. What goes by different keywords in different releases or models
   * (`write` takes `vals`, and on an order of Odoo 18 `values`) has no keyword that is always understood.
   */
  readonly byPlace: number;
  /** Whether the arguments can only be given by name. */
  readonly keywordOnly?: true;
  /** The fields of a read that has no argument for them. */
  readonly fields?: readonly string[];
  /** Arguments sent whatever the caller said. */
  readonly always?: Readonly<Record<string, boolean>>;
  /** The answer comes in another form from a number of figures. */
  readonly oneFigureAField?: true;
}

const EVERY: readonly OdooVersion[] = [17, 18, 19];
const BEFORE_19: readonly OdooVersion[] = [17, 18];

/** `also`: further keywords; those of some releases only are written `args@17,18`. */
function parameter(written: string, argument: OrmArgument): OrmParameter {
  const names = new Map<string, readonly OdooVersion[]>();
  for (const one of written.split(' ')) {
    const [name = '', known] = one.split('@');
    names.set(
      name,
      known === undefined ? EVERY : EVERY.filter((version) => known.includes(`${version}`)),
    );
  }
  return { names, ...argument };
}

const part = (name: string, of: Part = name as Part, more: Partial<OrmArgument> = {}) =>
  parameter(name, { part: of, ...more });
const DOMAIN = part('domain');
const ORDER = part('order', 'order', optionalText);
const PAGE = [part('offset'), part('limit')];
const FIELDS = part('fields');
const SPECIFICATION = parameter('specification', { part: 'fields', ...specification });

type Row = Omit<OrmSignature, 'byPlace'> & { readonly byPlace?: number };

const ROWS: readonly Row[] = [
  {
    ...{ method: 'search', kind: 'search_read', on: 'model', versions: EVERY },
    parameters: [DOMAIN, ...PAGE, ORDER],
    fields: ['id'],
  },
  {
    ...{ method: 'search_read', kind: 'search_read', on: 'model', versions: EVERY },
    parameters: [DOMAIN, FIELDS, ...PAGE, ORDER, parameter('load', anyOf('_classic_read', ''))],
  },
  {
    ...{ method: 'search_fetch', kind: 'search_read', on: 'model', versions: BEFORE_19 },
    parameters: [DOMAIN, part('field_names', 'fields'), ...PAGE, ORDER],
  },
  {
    ...{ method: 'web_search_read', kind: 'search_read', on: 'model', versions: EVERY },
    parameters: [DOMAIN, SPECIFICATION, ...PAGE, ORDER, parameter('count_limit', positiveNumber)],
  },
  {
    ...{ method: 'search_count', kind: 'search_count', on: 'model', versions: EVERY },
    parameters: [DOMAIN, parameter('limit', positiveNumber)],
  },
  {
    ...{ method: 'read', kind: 'read', on: 'records', versions: EVERY },
    parameters: [FIELDS, parameter('load', anyOf('_classic_read', ''))],
  },
  {
    ...{ method: 'web_read', kind: 'read', on: 'records', versions: EVERY },
    parameters: [SPECIFICATION],
  },
  {
    ...{ method: 'read_group', kind: 'read_group', on: 'model', versions: EVERY },
    parameters: [
      DOMAIN,
      parameter('fields', { part: 'aggregates', ...allFigures }),
      parameter('groupby', { part: 'groupby', ...fieldList }),
      ...PAGE,
      part('orderby', 'order', optionalText),
      parameter('lazy', anyOf(true, false)),
    ],
    always: { lazy: false },
    oneFigureAField: true,
  },
  {
    ...{ method: 'formatted_read_group', kind: 'read_group', on: 'model', versions: [19] },
    parameters: [
      DOMAIN,
      part('groupby'),
      parameter('aggregates', { part: 'aggregates', ...withCount }),
      part('having'),
      ...PAGE,
      ORDER,
    ],
  },
  {
    ...{ method: 'name_search', kind: 'name_search', on: 'model', versions: EVERY, byPlace: 2 },
    parameters: [
      part('name', 'name', { empty: '' }),
      parameter('args@17,18 domain@19', { part: 'domain', empty: [] }),
      parameter('operator', anyOf('ilike', 'like', '=', '=ilike', '=like')),
      part('limit'),
    ],
  },
  {
    ...{ method: 'fields_get', kind: 'fields_get', on: 'model', versions: EVERY },
    parameters: [
      parameter('allfields', { ...namesList, required: true }),
      parameter('attributes', namesList),
    ],
  },
  {
    ...{ method: 'onchange', kind: 'onchange', on: 'form', versions: EVERY },
    parameters: [
      parameter('values', { part: 'values', ...values }),
      parameter('field_names', { part: 'changed', ...fieldList, required: true }),
      parameter('fields_spec', { part: 'fields', ...flatFields }),
    ],
  },
  {
    ...{ method: 'create', kind: 'create', on: 'model', versions: EVERY, byPlace: 1 },
    parameters: [parameter('vals_list values_list@17,18', { part: 'values', ...oneOrMoreValues })],
  },
  {
    ...{ method: 'write', kind: 'write', on: 'records', versions: EVERY, byPlace: 1 },
    parameters: [parameter('vals values@17,18', { part: 'values', ...values })],
  },
  {
    ...{ method: 'unlink', kind: 'unlink', on: 'records', versions: EVERY },
    parameters: [],
  },
  {
    ...{ method: 'message_post', kind: 'post_message', on: 'records', versions: EVERY },
    keywordOnly: true,
    parameters: [
      part('body', 'body', { required: true }),
      parameter('message_type', anyOf('comment')),
      parameter('subtype_xmlid', anyOf('mail.mt_comment', 'mail.mt_note')),
    ],
  },
];

/**
 * The inherited methods that are judged as the operation they are. `default_get` is not among them: some
 * models of Odoo 17 and 18 override it in a way that takes its first argument for ids.
 */
export const ORM_SIGNATURES: ReadonlyMap<string, OrmSignature> = new Map(
  ROWS.map((row) => [row.method, Object.freeze({ byPlace: 0, ...row })]),
);
