import { boolean, char, float, integer, many2one, selection } from '../engine/fields.ts';
import type { ModelDefinition } from '../engine/model.ts';

/** Taxes. */
export const ACCOUNT_MODELS: readonly ModelDefinition[] = [
  {
    name: 'account.tax',
    description: 'Tax',
    order: 'sequence,id',
    fields: {
      name: char('Tax Name', { required: true, translate: true }),
      sequence: integer('Sequence', { default: 1, aggregator: false }),
      amount: float('Amount', { required: true, digits: [16, 4] }),
      amount_type: selection(
        'Tax Computation',
        [
          ['group', 'Group of Taxes'],
          ['fixed', 'Fixed'],
          ['percent', 'Percentage of Price'],
        ],
        { required: true, default: 'percent' },
      ),
      type_tax_use: selection(
        'Tax Type',
        [
          ['sale', 'Sales'],
          ['purchase', 'Purchases'],
          ['none', 'None'],
        ],
        { required: true, default: 'sale' },
      ),
      company_id: many2one('Company', 'res.company', { required: true, default: 1 }),
      active: boolean('Active', { default: true }),
    },
    access: {
      'base.group_user': 'r',
      'account.group_account_invoice': 'r',
      'base.group_system': 'rwcu',
    },
  },
];
