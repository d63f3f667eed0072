import {
  boolean,
  char,
  date,
  datetime,
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
import { LEAD_METHODS } from './crm-actions.ts';

/** Leads and opportunities. */
export const CRM_MODELS: readonly ModelDefinition[] = [
  {
    name: 'crm.lead',
    description: 'Lead/Opportunity',
    description19: 'Lead',
    order: 'priority desc, id desc',
    recNamesSearch: ['name', 'email_from'],
    fields: {
      name: char('Opportunity', { required: true }),
      user_id: many2one('Salesperson', 'res.users', { default: ({ uid }) => uid }),
      team_id: many2one('Sales Team', 'crm.team'),
      company_id: many2one('Company', 'res.company'),
      company_currency: many2one('Currency', 'res.currency', {
        compute: (lead) => firstCurrency(lead),
      }),
      active: boolean('Active', { default: true }),
      type: selection(
        'Type',
        [
          ['lead', 'Lead'],
          ['opportunity', 'Opportunity'],
        ],
        { required: true, default: 'opportunity' },
      ),
      priority: selection(
        'Priority',
        [
          ['0', 'Low'],
          ['1', 'Medium'],
          ['2', 'High'],
          ['3', 'Very High'],
        ],
        { default: '0' },
      ),
      stage_id: many2one('Stage', 'crm.stage', { default: 1, ondelete: 'restrict' }),
      tag_ids: many2many('Tags', 'crm.tag'),
      expected_revenue: monetary('Expected Revenue', { currencyField: 'company_currency' }),
      prorated_revenue: monetary('Prorated Revenue', {
        currencyField: 'company_currency',
        store: true,
        readonly: true,
        compute: (lead) =>
          Math.round(lead.number('expected_revenue') * lead.number('probability')) / 100,
      }),
      probability: float('Probability', { default: 10, aggregator: 'avg' }),
      date_open: datetime('Assignment Date', { readonly: true }),
      date_closed: datetime('Closed Date', { readonly: true, copy: false }),
      date_deadline: date('Expected Closing'),
      partner_id: many2one('Customer', 'res.partner'),
      partner_name: char('Company Name'),
      contact_name: char('Contact Name'),
      function: char('Job Position'),
      email_from: char('Email'),
      phone: char('Phone'),
      mobile: char('Mobile', { until: 18 }),
      website: char('Website'),
      city: char('City'),
      country_id: many2one('Country', 'res.country'),
      description: html('Notes'),
      lost_reason_id: many2one('Lost Reason', 'crm.lost.reason', { ondelete: 'restrict' }),
      won_status: selection(
        'Is Won',
        [
          ['won', 'Won'],
          ['lost', 'Lost'],
          ['pending', 'Pending'],
        ],
        {
          since: 19,
          store: true,
          readonly: true,
          compute: wonStatus,
        },
      ),
      order_ids: one2many('Orders', 'sale.order', 'opportunity_id'),
      quotation_count: integer('Number of Quotations', {
        compute: (lead) =>
          lead.many('order_ids').filter((order) => ['draft', 'sent'].includes(order.text('state')))
            .length,
      }),
    },
    access: {
      'sales_team.group_sale_salesman': 'rwc',
      'sales_team.group_sale_manager': 'rwcu',
    },
    rules: [
      {
        name: 'CRM Lead Multi-Company',
        domain: (env) => [['company_id', 'in', [...env.actor.companyIds, false]]],
      },
      {
        name: 'Personal Leads',
        groups: ['sales_team.group_sale_salesman'],
        domain: (env) => ['|', ['user_id', '=', env.actor.id], ['user_id', '=', false]],
      },
      {
        name: 'All Leads',
        groups: ['sales_team.group_sale_salesman_all_leads'],
        domain: () => [[1, '=', 1]],
      },
    ],
    beforeWrite: (env, ids, values) => {
      const stage = values.stage_id;
      if (ids.length === 0 || typeof stage !== 'number') return values;
      const won = env.db.store.get('crm.stage', stage)?.is_won === true;
      return won ? { probability: 100, ...values } : values;
    },
    onchange: (lead, changed) => {
      const partner = lead.one('partner_id');
      if (!changed.includes('partner_id') || !partner) return {};
      const company = partner.flag('is_company') ? partner : partner.one('parent_id');
      return {
        name: `${partner.text('name')}'s opportunity`,
        partner_name: company?.text('name') || false,
        email_from: partner.text('email') || false,
        phone: partner.text('phone') || false,
        country_id: partner.number('country_id') || false,
      };
    },
    thread: { created: '', post: 'write' },
    methods: LEAD_METHODS,
  },
  {
    name: 'crm.stage',
    description: 'CRM Stages',
    order: 'sequence, name, id',
    fields: {
      name: char('Stage Name', { required: true, translate: true }),
      sequence: integer('Sequence', { default: 1, aggregator: false }),
      is_won: boolean('Is Won Stage?'),
      fold: boolean('Folded in Pipeline'),
      team_id: many2one('Sales Team', 'crm.team', { until: 18 }),
    },
    access: { 'base.group_user': 'r', 'sales_team.group_sale_manager': 'rwcu' },
  },
  {
    name: 'crm.lost.reason',
    description: 'Opp. Lost Reason',
    fields: {
      name: char('Description', { required: true, translate: true }),
      active: boolean('Active', { default: true }),
    },
    access: { 'sales_team.group_sale_salesman': 'r', 'sales_team.group_sale_manager': 'rwcu' },
  },
];

function firstCurrency(lead: RecordReader): number | false {
  const company = lead.one('company_id') ?? lead.all('res.company', () => true)[0];
  return company?.number('currency_id') ?? false;
}

function wonStatus(lead: RecordReader): string {
  if (lead.number('probability') === 100 && lead.one('stage_id')?.flag('is_won')) return 'won';
  return !lead.flag('active') && lead.number('probability') === 0 ? 'lost' : 'pending';
}
