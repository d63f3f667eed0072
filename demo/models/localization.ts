import { boolean, char, float, integer, many2one, one2many, selection } from '../engine/fields.ts';
import type { ModelDefinition } from '../engine/model.ts';

const EVERYONE = { '': 'r', 'base.group_system': 'rwcu' };

/** Companies, countries, currencies and languages. */
export const LOCALIZATION_MODELS: readonly ModelDefinition[] = [
  {
    name: 'res.company',
    description: 'Companies',
    order: 'sequence, name',
    parentName: 'parent_id',
    fields: {
      name: char('Company Name', {
        required: true,
        related: 'partner_id.name',
        readonly: false,
        store: true,
      }),
      sequence: integer('Sequence', { default: 10, aggregator: false }),
      parent_id: many2one('Parent Company', 'res.company'),
      child_ids: one2many('Branches', 'res.company', 'parent_id'),
      partner_id: many2one('Partner', 'res.partner', { required: true }),
      currency_id: many2one('Currency', 'res.currency', { required: true }),
      email: char('Email', { related: 'partner_id.email', readonly: false, store: true }),
      phone: char('Phone', { related: 'partner_id.phone', readonly: false, store: true }),
      website: char('Website Link', { related: 'partner_id.website', readonly: false }),
      vat: char('Tax ID', { related: 'partner_id.vat', readonly: false }),
      // Computed from the contact: Odoo searches none of the address.
      street: char('Street', {
        related: 'partner_id.street',
        readonly: false,
        searchable: false,
      }),
      city: char('City', { related: 'partner_id.city', readonly: false, searchable: false }),
      country_id: many2one('Country', 'res.country', {
        related: 'partner_id.country_id',
        readonly: false,
        searchable: false,
      }),
      active: boolean('Active', { default: true }),
    },
    access: { '': 'r', 'base.group_erp_manager': 'rwc', 'base.group_system': 'rwcu' },
    rules: [
      {
        name: 'company rule portal/employee',
        groups: ['base.group_user', 'base.group_portal'],
        domain: (env) => [['id', 'in', [...env.actor.companyIds]]],
      },
      {
        name: 'company rule erp manager',
        groups: ['base.group_erp_manager'],
        domain: () => [[1, '=', 1]],
      },
    ],
  },
  {
    name: 'res.country',
    description: 'Country',
    order: 'name',
    recNamesSearch: ['name', 'code'],
    fields: {
      name: char('Country Name', { required: true, translate: true }),
      code: char('Country Code', { required: true, size: 2 }),
      currency_id: many2one('Currency', 'res.currency'),
      phone_code: integer('Country Calling Code', { aggregator: false }),
      state_ids: one2many('States', 'res.country.state', 'country_id'),
    },
    access: EVERYONE,
    unique: [{ fields: ['code'], message: 'The code of the country must be unique!' }],
  },
  {
    name: 'res.country.state',
    description: 'Country state',
    order: 'code',
    recNamesSearch: ['name', 'code'],
    displayName: (state) =>
      `${state.text('name')} (${state.one('country_id')?.text('code') ?? ''})`,
    fields: {
      name: char('State Name', { required: true }),
      code: char('State Code', { required: true }),
      country_id: many2one('Country', 'res.country', { required: true }),
    },
    access: EVERYONE,
  },
  {
    name: 'res.currency',
    description: 'Currency',
    order: 'active desc, name',
    recNamesSearch: ['name', 'full_name'],
    fields: {
      name: char('Currency', { required: true, size: 3 }),
      full_name: char('Name'),
      symbol: char('Symbol', { required: true }),
      rate: float('Current Rate', { compute: () => 1 }),
      rounding: float('Rounding Factor', { default: 0.01, digits: [12, 6] }),
      decimal_places: integer('Decimal Places', { readonly: true, default: 2, aggregator: false }),
      position: selection(
        'Symbol Position',
        [
          ['after', 'After Amount'],
          ['before', 'Before Amount'],
        ],
        { default: 'after' },
      ),
      active: boolean('Active', { default: true }),
    },
    access: EVERYONE,
    unique: [{ fields: ['name'], message: 'The currency code must be unique!' }],
  },
  {
    name: 'res.lang',
    description: 'Languages',
    order: 'active desc,name',
    recNamesSearch: ['name', 'code', 'iso_code'],
    fields: {
      name: char('Name', { required: true }),
      code: char('Locale Code', { required: true }),
      iso_code: char('ISO code'),
      url_code: char('URL Code', { required: true }),
      date_format: char('Date Format', {
        required: true,
        default: '%m/%d/%Y',
        variants: {
          19: {
            type: 'selection',
            selection: [
              ['%m/%d/%Y', '01/31/2026'],
              ['%d/%m/%Y', '31/01/2026'],
            ],
          },
        },
      }),
      direction: selection(
        'Direction',
        [
          ['ltr', 'Left-to-Right'],
          ['rtl', 'Right-to-Left'],
        ],
        { required: true, default: 'ltr' },
      ),
      active: boolean('Active'),
    },
    access: { '': 'r', 'base.group_system': 'rwcu' },
  },
];
