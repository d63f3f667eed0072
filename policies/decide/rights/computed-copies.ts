import { type FieldName, type ModelName, parseFieldName, parseModelName } from '../../names.ts';
import type { Subject } from '../../subject.ts';

/** What a computed field repeats: a field, or whatever the records of a model say. */
export interface Copied {
  readonly model: ModelName;
  readonly field?: FieldName;
}

/** What an invoice made ready to be sent says: the account it is to be paid to, and who owes tax under which number. */
const SENT_INVOICE = 'account.move:partner_bank_id res.partner:vat';

/**
 * Fields of stock models in which Odoo repeats another field's value without saying so in its metadata, as it does
 * of related fields: a text that quotes it, a picture of it, a value made of nothing else. From the compute and
 * search methods of 17, 18 and 19, and those alone that repeat what the built-in policy hides, or the address, mail
 * and phone of a contact or lead, which policies hide most.
 */
const COPIES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'account.journal': {
    json_activity_data: 'mail.activity',
    kanban_dashboard: 'account.move:amount_residual_signed account.move:amount_total_signed',
    kanban_dashboard_graph: 'account.move:amount_residual_signed account.move:amount_total_signed',
  },
  'account.move': {
    alerts: 'res.partner:credit_limit',
    invoice_pdf_report_file: 'account.move:partner_bank_id',
    l10n_eg_eta_json_doc_file: SENT_INVOICE,
    l10n_es_edi_facturae_xml_file: SENT_INVOICE,
    l10n_es_tbai_cancel_xml: SENT_INVOICE,
    l10n_es_tbai_post_xml: SENT_INVOICE,
    l10n_hu_edi_attachment: SENT_INVOICE,
    l10n_in_edi_attachment_file: SENT_INVOICE,
    l10n_in_edi_content: SENT_INVOICE,
    l10n_it_edi_attachment_file: SENT_INVOICE,
    l10n_jo_edi_computed_xml: SENT_INVOICE,
    l10n_jo_edi_xml_attachment_file: SENT_INVOICE,
    l10n_my_edi_file: SENT_INVOICE,
    l10n_rs_edi_attachment_file: SENT_INVOICE,
    l10n_tw_edi_file: SENT_INVOICE,
    l10n_vn_edi_sinvoice_file: SENT_INVOICE,
    l10n_vn_edi_sinvoice_pdf_file: SENT_INVOICE,
    l10n_vn_edi_sinvoice_xml_file: SENT_INVOICE,
    partner_credit_warning: 'res.partner:credit_limit',
    ubl_cii_xml_file: SENT_INVOICE,
  },
  'account.payment': {
    available_partner_bank_ids: 'account.payment:partner_bank_id',
    qr_code: 'account.payment:partner_bank_id',
  },
  'crm.lead': {
    email_domain_criterion: 'crm.lead:email_from',
    email_normalized: 'crm.lead:email_from',
    phone_mobile_search: 'crm.lead:phone crm.lead:mobile',
    phone_sanitized: 'crm.lead:phone crm.lead:mobile',
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
    contact_address: 'res.partner:street',
    contact_address_complete: 'res.partner:street',
    contact_address_inline: 'res.partner:street',
    duplicated_bank_account_partners_count: 'res.partner:bank_ids',
    email_formatted: 'res.partner:email',
    email_normalized: 'res.partner:email',
    peppol_endpoint: 'res.partner:vat',
    phone_mobile_search: 'res.partner:phone res.partner:mobile',
    phone_sanitized: 'res.partner:phone res.partner:mobile',
    same_vat_partner_id: 'res.partner:vat',
    use_partner_credit_limit: 'res.partner:credit_limit',
    vies_vat_to_check: 'res.partner:vat',
  },
  'sale.order': { partner_credit_warning: 'res.partner:credit_limit' },
};

/**
 * Fields that Odoo itself shows to an account where they are its own business, and to those who approve: why somebody
 * is away. Whoever signed in with the account is shown what Odoo shows it; to anybody else an account that is shown
 * everybody's repeats the reason that the policy hides.
 */
const TOLD_BY_ACCOUNT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'hr.leave': {
    holiday_status_id: 'hr.leave:private_name',
    name: 'hr.leave:private_name',
  },
};

const COPIED = compiled(COPIES);
const COPIED_BY_ACCOUNT = compiled(TOLD_BY_ACCOUNT);

/** What a field of a stock model repeats to this subject; nothing for most. */
export function copiedBy(
  { source }: Subject,
  model: ModelName,
  field: FieldName,
): readonly Copied[] {
  const byAccount = source === 'odoo' ? undefined : COPIED_BY_ACCOUNT.get(model)?.get(field);
  return COPIED.get(model)?.get(field) ?? byAccount ?? [];
}

function compiled(
  table: typeof COPIES,
): ReadonlyMap<string, ReadonlyMap<string, readonly Copied[]>> {
  return new Map(
    Object.entries(table).map(([model, fields]) => [
      model,
      new Map(Object.entries(fields).map(([field, written]) => [field, copied(written)])),
    ]),
  );
}

function copied(written: string): readonly Copied[] {
  return written.split(' ').flatMap((one) => {
    const [name = '', of] = one.split(':');
    const [model, field] = [parseModelName(name), parseFieldName(of)];
    if (model === undefined) return [];
    return field === undefined ? [{ model }] : [{ model, field }];
  });
}
