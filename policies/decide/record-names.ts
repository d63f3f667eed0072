import type { FieldName, ModelName } from '../names.ts';

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

const SEARCHED: ReadonlyMap<string, readonly FieldName[]> = new Map([
  ['res.partner', names('name complete_name email ref vat company_registry')],
  ['res.users', names('login name')],
  ['res.partner.bank', names('acc_number')],
  ['res.country', names('name code')],
  ['res.country.state', names('name code')],
  ['res.currency', names('name full_name')],
  ['res.partner.category', NAME],
  ['res.partner.industry', NAME],
  ['account.journal', names('name code')],
  ['account.move', names('name partner_id.name ref')],
  ['account.account', names('name code')],
  ['crm.stage', NAME],
  ['crm.tag', NAME],
  ['crm.team', NAME],
  ['crm.lost.reason', NAME],
  ['hr.department', names('name complete_name')],
  ['hr.job', NAME],
  ['product.category', names('name complete_name')],
  ['product.product', names('name default_code barcode')],
  ['product.template', names('name default_code barcode')],
  ['project.project', NAME],
  ['project.tags', NAME],
  ['project.task.type', NAME],
  ['sale.order', names('name partner_id.name')],
  ['stock.location', names('name complete_name barcode')],
  ['uom.uom', NAME],
  ['uom.category', NAME],
  ['utm.campaign', NAME],
  ['utm.medium', NAME],
  ['utm.source', NAME],
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
  return written.split(' ') as FieldName[];
}
