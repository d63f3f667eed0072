/** The releases of Odoo whose names are known here. */
export type Release = 17 | 18 | 19;

/** A name that Odoo gave up, and what took its place. */
export interface NameChange {
  /** The first release that does not know the name any more. */
  readonly since: Release;
  readonly old: string;
  /** The name that means the same now; absent where nothing does. */
  readonly now?: string;
  /** What to do instead, or how the new one differs: one clause. */
  readonly note?: string;
}

const to = (since: Release, old: string, now: string, note?: string): NameChange => ({
  since,
  old,
  now,
  ...(note === undefined ? {} : { note }),
});
const gone = (since: Release, old: string, note?: string): NameChange => ({
  since,
  old,
  ...(note === undefined ? {} : { note }),
});

const TAXES_OF_SALES = to(19, 'tax_id', 'tax_ids');
const UNIT = to(19, 'product_uom', 'product_uom_id');
const PACKAGING = [
  gone(19, 'product_packaging_id', 'packagings are units of measure: set product_uom_id'),
  gone(19, 'product_packaging_qty', 'packagings are units of measure: set product_uom_id'),
];
const UNIT_CATEGORY = gone(19, 'product_uom_category_id', 'units have no categories any more');
const TO_GROUPS = to(19, 'groups_id', 'group_ids');
const PRODUCT = [
  to(18, 'detailed_type', 'type', 'a storable product is type consu with is_storable true'),
  to(18, 'priority', 'is_favorite'),
  gone(19, 'uom_po_id', 'the unit of a vendor is on its price, in seller_ids'),
  gone(19, 'uom_category_id', 'units have no categories any more'),
  gone(19, 'sale_line_warn', 'a message in sale_line_warn_msg is enough'),
  gone(19, 'purchase_line_warn', 'a message in purchase_line_warn_msg is enough'),
];
const TIME_OFF_FOR_MANY = [
  gone(18, 'holiday_type', 'requests are for one employee each'),
  to(18, 'employee_ids', 'employee_id', 'requests are for one employee each'),
  gone(18, 'multi_employee', 'requests are for one employee each'),
  gone(18, 'parent_id', 'requests are for one employee each'),
  gone(18, 'active'),
];
const RATING = 'ratings are set on the stages, project.task.type';

/** Fields that were renamed or removed up to Odoo 19, by model. */
export const CHANGED_FIELDS: Readonly<Record<string, readonly NameChange[]>> = {
  'account.account': [
    to(18, 'company_id', 'company_ids'),
    to(19, 'deprecated', 'active', 'it means the opposite'),
  ],
  'account.journal': [gone(19, 'account_control_ids')],
  'account.move': [
    to(18, 'payment_id', 'origin_payment_id'),
    to(18, 'to_check', 'checked', 'it means the opposite'),
    to(18, 'reversal_move_id', 'reversal_move_ids'),
    to(18, 'made_sequence_hole', 'made_sequence_gap'),
    to(18, 'send_and_print_values', 'sending_data'),
    to(18, 'preferred_payment_method_id', 'preferred_payment_method_line_id'),
    to(19, 'stock_move_id', 'stock_move_ids'),
  ],
  'account.move.line': [gone(18, 'blocked'), gone(19, 'tax_tag_invert'), UNIT_CATEGORY],
  'account.payment': [
    to(18, 'ref', 'memo'),
    gone(18, 'is_internal_transfer', 'make two payments'),
    gone(18, 'destination_journal_id', 'make two payments'),
  ],
  'crm.lead': [
    gone(18, 'kanban_state'),
    to(19, 'mobile', 'phone', 'there is one number'),
    gone(19, 'title'),
  ],
  'crm.stage': [to(19, 'team_id', 'team_ids')],
  'discuss.channel': [to(18, 'is_chat', 'channel_type')],
  'hr.attendance': [
    to(19, 'in_city', 'in_location'),
    to(19, 'in_country_name', 'in_location'),
    to(19, 'out_city', 'out_location'),
    to(19, 'out_country_name', 'out_location'),
  ],
  'hr.employee': [
    to(19, 'gender', 'sex'),
    to(19, 'bank_account_id', 'bank_account_ids'),
    to(19, 'contract_id', 'version_id', 'contracts are versions of the employee, hr.version'),
    to(19, 'contract_ids', 'version_ids', 'contracts are versions of the employee, hr.version'),
    to(19, 'first_contract_date', 'contract_date_start'),
    to(19, 'contracts_count', 'versions_count'),
    gone(19, 'notes'),
    gone(19, 'sinid'),
    gone(19, 'vehicle'),
    gone(19, 'remaining_leaves'),
    gone(19, 'leaves_count'),
  ],
  'hr.job': [to(18, 'no_of_hired_employee', 'no_of_employee')],
  'hr.leave': [
    ...TIME_OFF_FOR_MANY,
    to(18, 'number_of_days_display', 'number_of_days'),
    to(18, 'number_of_hours_display', 'number_of_hours'),
    gone(18, 'report_note'),
    to(19, 'can_reset', 'can_back_to_approve'),
    gone(19, 'manager_id', 'the manager is employee_id.leave_manager_id'),
    gone(19, 'overtime_id'),
  ],
  'hr.leave.allocation': [...TIME_OFF_FOR_MANY, to(18, 'private_name', 'name')],
  'hr.leave.type': [gone(19, 'show_on_dashboard', 'hide_on_dashboard means the opposite')],
  'ir.actions.act_window': [TO_GROUPS],
  'ir.actions.report': [TO_GROUPS],
  'ir.actions.server': [TO_GROUPS],
  'ir.cron': [gone(18, 'numbercall'), gone(18, 'doall'), TO_GROUPS],
  'ir.ui.menu': [TO_GROUPS],
  'ir.ui.view': [TO_GROUPS],
  'mail.message': [to(19, 'link_preview_ids', 'message_link_preview_ids')],
  'product.category': [
    to(
      19,
      'property_account_creditor_price_difference_categ',
      'property_price_difference_account_id',
    ),
  ],
  'product.pricelist': [gone(18, 'discount_policy', 'each rule says whether it shows a discount')],
  'product.product': [...PRODUCT, to(19, 'packaging_ids', 'product_uom_ids')],
  'product.template': [...PRODUCT, to(19, 'packaging_ids', 'uom_ids')],
  'project.project': [
    to(18, 'analytic_account_id', 'account_id'),
    gone(19, 'rating_active', RATING),
    gone(19, 'rating_status', RATING),
  ],
  'project.task': [
    to(17, 'user_id', 'user_ids'),
    to(17, 'kanban_state', 'state'),
    gone(18, 'analytic_account_id', 'the account is on the project, project_id.account_id'),
  ],
  'purchase.order': [
    to(19, 'notes', 'note'),
    to(19, 'group_id', 'reference_ids'),
    to(19, 'mail_reminder_confirmed', 'acknowledged'),
    gone(19, 'mail_reception_confirmed'),
  ],
  'purchase.order.line': [to(19, 'taxes_id', 'tax_ids'), UNIT, ...PACKAGING, UNIT_CATEGORY],
  'res.company': [
    to(18, 'period_lock_date', 'sale_lock_date', 'purchases have purchase_lock_date'),
    to(19, 'mobile', 'phone', 'there is one number'),
    gone(19, 'po_lead'),
  ],
  'res.groups': [
    to(19, 'users', 'user_ids'),
    to(19, 'category_id', 'privilege_id'),
    to(19, 'trans_implied_ids', 'all_implied_ids'),
  ],
  'res.partner': [
    gone(18, 'date'),
    gone(18, 'has_unreconciled_entries'),
    gone(18, 'team_id'),
    to(18, 'ubl_cii_format', 'invoice_edi_format'),
    to(18, 'property_payment_method_id', 'property_outbound_payment_method_line_id'),
    to(19, 'mobile', 'phone', 'there is one number'),
    gone(19, 'title'),
    gone(19, 'debit_limit'),
    to(19, 'journal_item_count', 'account_move_count'),
    gone(19, 'invoice_warn', 'a message in the note that warns is enough'),
    gone(19, 'sale_warn', 'a message in sale_warn_msg is enough'),
    gone(19, 'purchase_warn', 'a message in purchase_warn_msg is enough'),
  ],
  'res.users': [to(19, 'groups_id', 'group_ids', 'all_group_ids has the implied ones too')],
  'sale.order': [
    to(18, 'analytic_account_id', 'project_account_id'),
    gone(19, 'sale_order_option_ids', 'options are lines with is_optional'),
    to(19, 'procurement_group_id', 'stock_reference_ids'),
  ],
  'sale.order.line': [
    TAXES_OF_SALES,
    UNIT,
    ...PACKAGING,
    UNIT_CATEGORY,
    to(19, 'route_id', 'route_ids'),
    gone(19, 'sale_order_option_ids', 'options are lines with is_optional'),
  ],
  'stock.move': [
    to(17, 'quantity_done', 'quantity'),
    to(19, 'name', 'description_picking'),
    to(19, 'group_id', 'reference_ids'),
    to(19, 'product_packaging_id', 'packaging_uom_id'),
    UNIT_CATEGORY,
    gone(19, 'scrapped', 'look at location_dest_usage'),
  ],
  'stock.move.line': [
    to(17, 'qty_done', 'quantity'),
    to(17, 'reserved_uom_qty', 'quantity'),
    UNIT_CATEGORY,
  ],
  'stock.picking': [
    to(19, 'group_id', 'reference_ids'),
    to(19, 'date', 'scheduled_date'),
    to(19, 'move_ids_without_package', 'move_ids'),
    to(19, 'move_line_ids_without_package', 'move_line_ids'),
    to(19, 'has_packages', 'packages_count'),
  ],
  'uom.uom': [
    gone(19, 'category_id', 'units relate to each other by relative_uom_id'),
    gone(19, 'uom_type', 'units relate to each other by relative_uom_id'),
    to(19, 'ratio', 'relative_factor'),
  ],
};

/** Models that were renamed or removed. */
export const CHANGED_MODELS: readonly NameChange[] = [
  to(17, 'account.invoice', 'account.move'),
  to(17, 'account.invoice.line', 'account.move.line'),
  to(17, 'mail.channel', 'discuss.channel'),
  to(17, 'stock.production.lot', 'stock.lot'),
  to(18, 'ir.property', 'ir.default', 'values by company stand in the records themselves'),
  to(19, 'hr.contract', 'hr.version'),
  to(19, 'procurement.group', 'stock.reference'),
  to(19, 'product.packaging', 'uom.uom'),
  gone(19, 'res.partner.title'),
  gone(19, 'sale.order.option', 'options are lines of the order with is_optional'),
  gone(19, 'stock.valuation.layer', 'the value is on stock.move'),
  gone(19, 'uom.category', 'units relate to each other by relative_uom_id'),
];

/** Methods of every model. */
export const CHANGED_METHODS: readonly NameChange[] = [
  to(17, 'fields_view_get', 'get_views'),
  to(18, 'name_get', 'read', 'read display_name'),
  gone(18, 'user_has_groups', 'has_group of res.users asks for one group'),
  to(19, 'search_fetch', 'search_read'),
  to(19, 'toggle_active', 'action_archive', 'or action_unarchive'),
];

/** Methods of one model. */
export const CHANGED_METHODS_OF: Readonly<Record<string, readonly NameChange[]>> = {
  'crm.lead': [to(19, 'toggle_active', 'action_restore', 'to give up a lead, action_set_lost')],
  'hr.leave': [
    gone(
      18,
      'action_draft',
      'requests have no draft state any more; Odoo 18 has action_reset_confirm',
    ),
    gone(19, 'action_confirm', 'a new request waits for approval at once'),
    to(19, 'action_validate', 'action_approve', 'it does both approvals'),
    to(19, 'action_reset_confirm', 'action_back_to_approval'),
  ],
  'purchase.order': [to(19, 'button_done', 'button_lock')],
  'sale.order': [to(17, 'action_done', 'action_lock', 'the state stays sale')],
};
