import {
  boolean,
  char,
  float,
  html,
  integer,
  many2many,
  many2one,
  monetary,
  one2many,
  selection,
} from '../engine/fields.ts';
import type { ModelDefinition } from '../engine/model.ts';
import type { RecordReader } from '../engine/records.ts';
import { PARTNER_BANK } from './partner-bank.ts';

const ACCOUNTANTS = 'account.group_account_invoice,account.group_account_readonly';

/** Contacts, their tags and bank accounts. */
export const PARTNER_MODELS: readonly ModelDefinition[] = [
  {
    name: 'res.partner',
    description: 'Contact',
    order: 'complete_name ASC, id DESC',
    recNamesSearch: ['complete_name', 'email', 'ref', 'vat', 'company_registry'],
    parentName: 'parent_id',
    displayName: completeName,
    fields: {
      name: char('Name'),
      complete_name: char('Complete Name', {
        readonly: true,
        store: true,
        compute: completeName,
      }),
      title: many2one('Title', 'res.partner.title', { until: 18 }),
      parent_id: many2one('Related Company', 'res.partner'),
      parent_name: char('Parent name', { related: 'parent_id.name' }),
      child_ids: one2many('Contact', 'res.partner', 'parent_id', {
        domain: [['active', '=', true]],
      }),
      ref: char('Reference'),
      lang: selection('Language', [['en_US', 'English (US)']], { default: 'en_US' }),
      tz: selection('Timezone', [
        ['UTC', 'UTC'],
        ['Europe/Brussels', 'Europe/Brussels'],
        ['America/New_York', 'America/New_York'],
      ]),
      property_product_pricelist: many2one('Pricelist', 'product.pricelist', {
        store: false,
        readonly: false,
        searchable: false,
        compute: (partner) => partner.all('product.pricelist', () => true)[0]?.id ?? false,
      }),
      property_payment_term_id: many2one('Customer Payment Terms', 'account.payment.term'),
      user_id: many2one('Salesperson', 'res.users'),
      vat: char('Tax ID'),
      company_registry: char('Company ID'),
      bank_ids: one2many('Banks', 'res.partner.bank', 'partner_id'),
      website: char('Website Link'),
      comment: html('Notes'),
      category_id: many2many('Tags', 'res.partner.category'),
      active: boolean('Active', { default: true }),
      employee: boolean('Employee'),
      function: char('Job Position'),
      type: selection(
        'Address Type',
        [
          ['contact', 'Contact'],
          ['invoice', 'Invoice Address'],
          ['delivery', 'Delivery Address'],
          ['other', 'Other Address'],
        ],
        { default: 'contact' },
      ),
      street: char('Street'),
      street2: char('Street2'),
      zip: char('Zip'),
      city: char('City'),
      state_id: many2one('State', 'res.country.state'),
      country_id: many2one('Country', 'res.country'),
      country_code: char('Country Code', { related: 'country_id.code' }),
      contact_address: char('Complete Address', {
        compute: (partner) =>
          ['name', 'street', 'street2', 'city', 'zip']
            .map((field) => partner.text(field))
            .concat(partner.one('country_id')?.text('name') ?? '')
            .filter((line) => line !== '')
            .join('\n'),
      }),
      email: char('Email'),
      email_normalized: char('Normalized Email', {
        readonly: true,
        store: true,
        compute: (partner) => partner.text('email').toLowerCase() || false,
      }),
      email_formatted: char('Formatted Email', {
        compute: (partner) =>
          partner.text('email') ? `"${partner.text('name')}" <${partner.text('email')}>` : false,
      }),
      phone: char('Phone'),
      mobile: char('Mobile', { until: 18 }),
      is_company: boolean('Is a Company', { default: false }),
      company_type: selection(
        'Company Type',
        [
          ['person', 'Individual'],
          ['company', 'Company'],
        ],
        {
          readonly: false,
          compute: (partner) => (partner.flag('is_company') ? 'company' : 'person'),
        },
      ),
      company_name: char('Company Name'),
      company_id: many2one('Company', 'res.company'),
      color: integer('Color Index', { aggregator: false }),
      user_ids: one2many('Users', 'res.users', 'partner_id'),
      partner_share: boolean('Share Partner', {
        readonly: true,
        store: true,
        compute: (partner) => partner.many('user_ids').every((user) => user.flag('share')),
      }),
      commercial_partner_id: many2one('Commercial Entity', 'res.partner', {
        readonly: true,
        store: true,
        compute: (partner) => commercialEntity(partner).id,
      }),
      commercial_company_name: char('Company Name Entity', {
        readonly: true,
        store: true,
        compute: (partner) => {
          const entity = commercialEntity(partner);
          return entity.flag('is_company') ? entity.text('name') : partner.text('company_name');
        },
      }),
      employee_ids: one2many('Employees', 'hr.employee', 'work_contact_id', {
        groups: 'hr.group_hr_user',
      }),
      sale_order_ids: one2many('Sales Order', 'sale.order', 'partner_id'),
      sale_order_count: integer('Sale Order Count', {
        groups: 'sales_team.group_sale_salesman',
        compute: (partner) => partner.many('sale_order_ids').length,
      }),
      opportunity_ids: one2many('Opportunities', 'crm.lead', 'partner_id'),
      opportunity_count: integer('Opportunity Count', {
        groups: 'sales_team.group_sale_salesman',
        compute: (partner) => partner.many('opportunity_ids').length,
      }),
      task_ids: one2many('Tasks', 'project.task', 'partner_id'),
      customer_rank: integer('Customer Rank', { aggregator: false }),
      supplier_rank: integer('Vendor Rank', { aggregator: false }),
      currency_id: many2one('Currency', 'res.currency', {
        compute: (partner) =>
          partner.all('res.currency', (it) => it.text('name') === 'USD')[0]?.id ?? false,
      }),
      credit: monetary('Total Receivable', {
        groups: ACCOUNTANTS,
        searchable: true,
        compute: (partner) =>
          partner
            .many('sale_order_ids')
            .filter((order) => order.text('invoice_status') === 'to invoice')
            .reduce((sum, order) => sum + order.number('amount_total'), 0),
      }),
      credit_limit: float('Credit Limit', { groups: ACCOUNTANTS }),
      signup_token: char('Signup Token', {
        groups: 'base.group_erp_manager',
        until: 17,
        copy: false,
      }),
    },
    access: {
      'base.group_user': 'r',
      'base.group_portal': 'r',
      'base.group_partner_manager': 'rwcu',
      'sales_team.group_sale_salesman': 'rwc',
      'sales_team.group_sale_manager': 'rwc',
    },
    rules: [
      {
        name: 'res.partner company',
        domain: (env) => [['company_id', 'in', [...env.actor.companyIds, false]]],
      },
      {
        name: 'res_partner: portal/public: read access on my commercial partner',
        groups: ['base.group_portal', 'base.group_public'],
        domain: (env) => [['id', 'child_of', env.actor.partnerId]],
      },
    ],
    check: (partner) =>
      partner.text('type') === 'contact' && partner.text('name') === ''
        ? 'The operation cannot be completed: Contacts require a name'
        : undefined,
    beforeWrite: (_env, _ids, values) =>
      'company_type' in values
        ? { ...values, is_company: values.company_type === 'company' }
        : values,
    onchange: (partner, changed) => {
      const state = partner.one('state_id');
      if (changed.includes('state_id') && state) return { country_id: state.number('country_id') };
      const parent = partner.one('parent_id');
      if (!changed.includes('parent_id') || !parent) return {};
      return {
        street: parent.text('street') || false,
        city: parent.text('city') || false,
        zip: parent.text('zip') || false,
        country_id: parent.number('country_id') || false,
        state_id: parent.number('state_id') || false,
      };
    },
    thread: { created: 'Contact created', post: 'write' },
  },
  {
    name: 'res.partner.title',
    description: 'Partner Title',
    until: 18,
    order: 'name',
    fields: {
      name: char('Title', { required: true, translate: true }),
      shortcut: char('Abbreviation', { translate: true }),
    },
    access: { 'base.group_user': 'r', 'base.group_partner_manager': 'rwcu' },
  },
  {
    name: 'res.partner.category',
    description: 'Partner Tags',
    order: 'name, id',
    parentName: 'parent_id',
    fields: {
      name: char('Name', { required: true, translate: true }),
      color: integer('Color', { aggregator: false }),
      parent_id: many2one('Category', 'res.partner.category', { ondelete: 'cascade' }),
      active: boolean('Active', { default: true }),
      partner_ids: many2many('Partners', 'res.partner', { mirror: 'category_id', copy: false }),
    },
    access: {
      'base.group_user': 'r',
      'base.group_partner_manager': 'rwcu',
      'sales_team.group_sale_salesman': 'rwc',
    },
  },
  PARTNER_BANK,
];

/** A contact is labelled after its company: `Company, Contact`. */
function completeName(partner: RecordReader): string {
  const company = partner.one('parent_id')?.text('name') || partner.text('company_name');
  const name = partner.text('name') || addressType(partner);
  return company && !partner.flag('is_company') ? `${company}, ${name}` : name;
}

function addressType(partner: RecordReader): string {
  switch (partner.text('type')) {
    case 'invoice':
      return 'Invoice Address';
    case 'delivery':
      return 'Delivery Address';
    case 'other':
      return 'Other Address';
    default:
      return '';
  }
}

function commercialEntity(partner: RecordReader): RecordReader {
  const parent = partner.one('parent_id');
  return partner.flag('is_company') || !parent ? partner : commercialEntity(parent);
}
