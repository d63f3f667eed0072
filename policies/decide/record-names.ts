import { type FieldName, type ModelName, parseFieldName, parseModelName } from '../names.ts';
import { QUOTED_FIELDS, SHOWN_FIELDS, TELLING_MODELS } from './stock-labels.ts';

/**
 * Which fields a model's `display_name` is made of, and which a name search looks in (`_rec_names_search`,
 * or an override of it). Odoo tells neither over RPC, so they stand here, from the sources of 17, 18 and 19.
 * A name search looks in all the fields named, in every version's spelling: a field too many only narrows.
 */
const NAME = shown('name');

const SHOWN: ReadonlyMap<string, Shown> = new Map(
  Object.entries(SHOWN_FIELDS).map(([model, fields]) => [model, shown(fields)]),
);

const TELLING: ReadonlySet<string> = new Set(TELLING_MODELS);

interface Shown {
  readonly all: readonly FieldName[];
  /** The same, those together that stand for each other. */
  readonly parts: readonly (readonly FieldName[])[];
}

/** A field whose record's name another model's `display_name` quotes. */
export interface Quoted {
  readonly field: FieldName;
  readonly comodel: ModelName;
}

const QUOTED: ReadonlyMap<string, readonly Quoted[]> = new Map(
  Object.entries(QUOTED_FIELDS).map(([model, pairs]) => [model, quoted(pairs)]),
);

const JUST_NAME = paths('name');
const SEARCHED: ReadonlyMap<string, readonly string[]> = new Map([
  ['res.partner', paths('name complete_name email ref vat company_registry')],
  ['res.users', paths('login name')],
  ['res.partner.bank', paths('acc_number')],
  ['res.country', paths('name code')],
  ['res.country.state', paths('name code country_id.name country_id.code')],
  ['res.bank', paths('name bic')],
  ['res.currency', paths('name full_name')],
  ['res.partner.category', JUST_NAME],
  ['res.partner.industry', JUST_NAME],
  ['account.journal', paths('name code')],
  ['account.move', paths('name partner_id.name ref')],
  ['account.account', paths('name code description')],
  ['crm.lead', JUST_NAME],
  ['crm.stage', JUST_NAME],
  ['crm.tag', JUST_NAME],
  ['crm.team', JUST_NAME],
  ['crm.lost.reason', JUST_NAME],
  ['hr.department', paths('name complete_name')],
  ['hr.job', JUST_NAME],
  ['hr.leave.type', JUST_NAME],
  ['hr.work.location', JUST_NAME],
  ['product.category', paths('name complete_name')],
  ['product.product', paths('name default_code barcode')],
  ['product.tag', JUST_NAME],
  [
    'product.template',
    paths(
      'name default_code barcode product_variant_ids.name product_variant_ids.default_code product_variant_ids.barcode',
    ),
  ],
  ['project.project', JUST_NAME],
  ['project.tags', JUST_NAME],
  ['project.task', JUST_NAME],
  ['project.task.type', JUST_NAME],
  ['sale.order', paths('name partner_id.name')],
  ['sale.order.line', paths('name order_id.name')],
  ['purchase.order', paths('name partner_ref')],
  ['stock.picking', paths('name warehouse_id.name')],
  ['stock.location', paths('name complete_name barcode')],
  ['uom.uom', JUST_NAME],
  ['uom.category', JUST_NAME],
  ['utm.campaign', paths('name title')],
  ['utm.medium', JUST_NAME],
  ['utm.source', JUST_NAME],
]);

/** The fields a record's label shows. */
export function shownNames(model: ModelName): readonly FieldName[] {
  return (SHOWN.get(model) ?? NAME).all;
}

/**
 * Whether labels of a model are among fields that were listed: where its name is, and of a label that says more
 * than a name where all it shows is.
 */
export function isLabelListed(model: ModelName, isListed: (field: FieldName) => boolean): boolean {
  const { parts } = SHOWN.get(model) ?? NAME;
  const needed = TELLING.has(model) ? parts : parts.slice(0, 1);
  return needed.length > 0 && needed.every((part) => part.some(isListed));
}

/** Whether labels of this model are for those alone who may read the fields they show. */
export function tellsMoreThanNames(model: ModelName): boolean {
  return TELLING.has(model);
}

/** The records whose names a record's label quotes. */
export function quotedNames(model: ModelName): readonly Quoted[] {
  return QUOTED.get(model) ?? [];
}

/** The paths a name search on the model looks in; undefined: not known, so nobody can say what it reveals. */
export function searchedNames(model: ModelName): readonly string[] | undefined {
  return SEARCHED.get(model);
}

function quoted(written: readonly string[]): readonly Quoted[] {
  return written.flatMap((pair) => {
    const [name = '', model = ''] = pair.split(' ');
    const [field, comodel] = [parseFieldName(name), parseModelName(model)];
    return field === undefined || comodel === undefined ? [] : [{ field, comodel }];
  });
}

function shown(written: string): Shown {
  const parts = written
    .split(/\s+/)
    .map((part) => part.split('|').flatMap((name) => parseFieldName(name) ?? []));
  return { all: parts.flat(), parts };
}

function paths(written: string): readonly string[] {
  return written.split(' ');
}
