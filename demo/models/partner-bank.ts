import { boolean, char, integer, many2one } from '../engine/fields.ts';
import type { ModelDefinition } from '../engine/model.ts';

/** Bank accounts of contacts. */
export const PARTNER_BANK: ModelDefinition = {
  name: 'res.partner.bank',
  description: 'Bank Accounts',
  order: 'sequence, id',
  recName: 'acc_number',
  fields: {
    acc_number: char('Account Number', { required: true }),
    sanitized_acc_number: char('Sanitized Account Number', {
      readonly: true,
      store: true,
      compute: (bank) => bank.text('acc_number').replaceAll(' ', ''),
    }),
    acc_holder_name: char('Account Holder Name'),
    partner_id: many2one('Account Holder', 'res.partner', {
      required: true,
      ondelete: 'cascade',
    }),
    allow_out_payment: boolean('Send Money'),
    bank_name: char('Name'),
    sequence: integer('Sequence', { default: 10, aggregator: false }),
    currency_id: many2one('Currency', 'res.currency'),
    company_id: many2one('Company', 'res.company', { related: 'partner_id.company_id' }),
    active: boolean('Active', { default: true }),
  },
  access: {
    'base.group_user': 'r',
    'base.group_partner_manager': 'rwcu',
  },
  rules: [
    {
      name: 'Partner bank: employee accounts for HR officers',
      groups: ['base.group_user'],
      domain: () => [['partner_id.employee', '=', false]],
    },
    {
      name: 'Partner bank: all accounts',
      groups: ['hr.group_hr_user', 'base.group_system'],
      domain: () => [[1, '=', 1]],
    },
  ],
};
