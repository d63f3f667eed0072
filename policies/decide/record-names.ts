import { type FieldName, type ModelName, parseFieldName } from '../names.ts';

/**
 * Which fields a model's `display_name` is made of, and which a name search looks in (`_rec_names_search`,
 * or an override of it). Odoo tells neither over RPC, so they stand here, from the sources of 17, 18 and 19.
 * A name search looks in all the fields named, in every version's spelling: a field too many only narrows.
 */
const NAME = names('name');

const SHOWN: ReadonlyMap<string, readonly FieldName[]> = new Map([
  ['res.partner', names('name complete_name')],
  ['res.partner.bank', names('acc_number')],
  ['hr.department', names('name complete_name')],
  ['product.category', names('name complete_name')],
  ['stock.location', names('name complete_name')],
  ['product.product', names('name default_code')],
  ['product.template', names('name default_code')],
  ['account.account', names('name code')],
]);

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
  ['account.account', paths('name code')],
  ['crm.lead', JUST_NAME],
  ['crm.stage', JUST_NAME],
  ['crm.tag', JUST_NAME],
  ['crm.team', JUST_NAME],
  ['crm.lost.reason', JUST_NAME],
  ['hr.department', paths('name complete_name')],
  ['hr.job', JUST_NAME],
  ['product.category', paths('name complete_name')],
  ['product.product', paths('name default_code barcode')],
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
  return SHOWN.get(model) ?? NAME;
}

/** The paths a name search on the model looks in; undefined: not known, so nobody can say what it reveals. */
export function searchedNames(model: ModelName): readonly string[] | undefined {
  return SEARCHED.get(model);
}

function names(written: string): readonly FieldName[] {
  return written.split(' ').flatMap((name) => parseFieldName(name) ?? []);
}

function paths(written: string): readonly string[] {
  return written.split(' ');
}
