import { boolean, char, integer, many2many, many2one } from '../engine/fields.ts';
import type { ModelDefinition } from '../engine/model.ts';

/** Rights on what sales teams share. */
const TEAM_ACCESS = {
  'base.group_user': 'r',
  'sales_team.group_sale_salesman': 'r',
  'sales_team.group_sale_manager': 'rwcu',
};

/** Teams and tags of all sales documents; there with or without the CRM and Sales apps. */
export const SALES_TEAM_MODELS: readonly ModelDefinition[] = [
  {
    name: 'crm.team',
    description: 'Sales Team',
    order: 'sequence ASC, create_date DESC, id DESC',
    fields: {
      name: char('Sales Team', { required: true, translate: true }),
      sequence: integer('Sequence', { default: 10, aggregator: false }),
      active: boolean('Active', { default: true }),
      company_id: many2one('Company', 'res.company'),
      user_id: many2one('Team Leader', 'res.users'),
      member_ids: many2many('Salespersons', 'res.users'),
      use_opportunities: boolean('Pipeline', { default: true }),
    },
    access: TEAM_ACCESS,
  },
  {
    name: 'crm.tag',
    description: 'CRM Tag',
    fields: {
      name: char('Tag Name', { required: true, translate: true }),
      color: integer('Color', { aggregator: false }),
    },
    access: { 'sales_team.group_sale_salesman': 'rwc', 'sales_team.group_sale_manager': 'rwcu' },
    unique: [{ fields: ['name'], message: 'Tag name already exists!' }],
  },
];
