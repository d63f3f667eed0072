import { type FieldName, type ModelName, parseFieldName, parseModelName } from '../../names.ts';

/** What a computed field repeats: a field, or whatever the records of a model say. */
export interface Copied {
  readonly model: ModelName;
  readonly field?: FieldName;
}

/**
 * Fields of stock models in which Odoo repeats another field's value without saying so in its metadata, as it does
 * of related fields: a text that quotes it, a picture of it, a value made of nothing else. From the compute methods
 * of 17, 18 and 19, and those alone that repeat what the built-in policy hides.
 */
const COPIES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'account.journal': {
    json_activity_data: 'mail.activity',
    kanban_dashboard: 'account.move:amount_residual_signed account.move:amount_total_signed',
    kanban_dashboard_graph: 'account.move:amount_residual_signed account.move:amount_total_signed',
  },
  'account.move': { partner_credit_warning: 'res.partner:credit_limit' },
  'account.payment': {
    available_partner_bank_ids: 'account.payment:partner_bank_id',
    qr_code: 'account.payment:partner_bank_id',
  },
  'hr.employee': {
    current_leave_id: 'hr.leave:holiday_status_id',
    first_contract_date: 'hr.employee:contract_ids',
    has_multiple_bank_accounts: 'hr.employee:bank_account_ids',
    is_trusted_bank_account: 'hr.employee:bank_account_ids',
    license_plate: 'hr.employee:private_car_plate',
  },
  'hr.version': {
    date_end: 'hr.version:contract_date_end',
    date_start: 'hr.version:contract_date_start',
  },
  'project.sale.line.employee.map': { cost: 'hr.employee:hourly_cost' },
  'res.partner': {
    bank_account_count: 'res.partner:bank_ids',
    duplicated_bank_account_partners_count: 'res.partner:bank_ids',
    peppol_endpoint: 'res.partner:vat',
    same_vat_partner_id: 'res.partner:vat',
    use_partner_credit_limit: 'res.partner:credit_limit',
    vies_vat_to_check: 'res.partner:vat',
  },
  'sale.order': { partner_credit_warning: 'res.partner:credit_limit' },
};

const COPIED: ReadonlyMap<string, ReadonlyMap<string, readonly Copied[]>> = new Map(
  Object.entries(COPIES).map(([model, fields]) => [
    model,
    new Map(Object.entries(fields).map(([field, written]) => [field, copied(written)])),
  ]),
);

/** What a field of a stock model repeats; nothing for most. */
export function copiedBy(model: ModelName, field: FieldName): readonly Copied[] {
  return COPIED.get(model)?.get(field) ?? [];
}

function copied(written: string): readonly Copied[] {
  return written.split(' ').flatMap((one) => {
    const [name = '', of] = one.split(':');
    const [model, field] = [parseModelName(name), parseFieldName(of)];
    if (model === undefined) return [];
    return field === undefined ? [{ model }] : [{ model, field }];
  });
}
