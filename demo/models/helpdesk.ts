import {
  boolean,
  char,
  datetime,
  html,
  integer,
  many2many,
  many2one,
  one2many,
  selection,
} from '../engine/fields.ts';
import type { ModelDefinition } from '../engine/model.ts';

const USER = 'helpdesk.group_helpdesk_user';
const MANAGER = 'helpdesk.group_helpdesk_manager';

/** The Enterprise app for support requests: tickets that go through the stages of their team. */
export const HELPDESK_MODELS: readonly ModelDefinition[] = [
  {
    name: 'helpdesk.ticket',
    description: 'Helpdesk Ticket',
    order: 'priority desc, id desc',
    recNamesSearch: ['name', 'ticket_ref'],
    displayName: (ticket) => `${ticket.text('name')} (#${ticket.text('ticket_ref')})`,
    fields: {
      name: char('Subject', { required: true }),
      ticket_ref: char('Ticket IDs Sequence', {
        readonly: true,
        store: true,
        compute: (ticket) => String(ticket.id).padStart(5, '0'),
      }),
      description: html('Description'),
      active: boolean('Active', { default: true }),
      team_id: many2one('Helpdesk Team', 'helpdesk.team', { default: 1 }),
      stage_id: many2one('Stage', 'helpdesk.stage', { default: 1, ondelete: 'restrict' }),
      user_id: many2one('Assigned to', 'res.users'),
      priority: selection(
        'Priority',
        [
          ['0', 'Low priority'],
          ['1', 'Medium priority'],
          ['2', 'High priority'],
          ['3', 'Urgent'],
        ],
        { default: '0' },
      ),
      kanban_state: selection(
        'Kanban State',
        [
          ['normal', 'Grey'],
          ['done', 'Green'],
          ['blocked', 'Red'],
        ],
        { required: true, default: 'normal', copy: false },
      ),
      ticket_type_id: many2one('Type', 'helpdesk.ticket.type'),
      tag_ids: many2many('Tags', 'helpdesk.tag'),
      company_id: many2one('Company', 'res.company', {
        related: 'team_id.company_id',
        store: true,
      }),
      partner_id: many2one('Customer', 'res.partner'),
      partner_name: char('Customer Name', {
        store: true,
        editable: true,
        compute: (ticket) => ticket.one('partner_id')?.text('name') || false,
      }),
      partner_email: char('Customer Email', {
        store: true,
        editable: true,
        compute: (ticket) => ticket.one('partner_id')?.text('email') || false,
      }),
      partner_phone: char('Customer Phone', {
        store: true,
        editable: true,
        compute: (ticket) => ticket.one('partner_id')?.text('phone') || false,
      }),
      assign_date: datetime('First assignment date'),
      close_date: datetime('Close date', { copy: false }),
      color: integer('Color Index', { aggregator: false }),
    },
    access: { 'base.group_portal': 'r', [USER]: 'rwcu', [MANAGER]: 'rwcu' },
    rules: [
      {
        name: 'Ticket: multi-company',
        domain: (env) => [['company_id', 'in', [...env.actor.companyIds, false]]],
      },
      {
        name: 'Helpdesk user: tickets of open teams, own and followed ones',
        groups: [USER],
        domain: (env) => [
          '|',
          '|',
          '|',
          ['team_id', '=', false],
          ['team_id.privacy_visibility', '!=', 'invited_internal'],
          ['user_id', '=', env.actor.id],
          ['message_partner_ids', 'in', [env.actor.partnerId]],
        ],
      },
      { name: 'Helpdesk manager: all', groups: [MANAGER], domain: () => [[1, '=', 1]] },
      {
        name: 'Tickets: portal users: own',
        groups: ['base.group_portal'],
        domain: (env) => [['partner_id', 'child_of', env.actor.partnerId]],
      },
    ],
    thread: { created: 'Ticket created', post: 'read' },
  },
  {
    name: 'helpdesk.team',
    description: 'Helpdesk Team',
    order: 'sequence,name',
    fields: {
      name: char('Helpdesk Team', { required: true, translate: true }),
      description: html('About Team', { translate: true }),
      active: boolean('Active', { default: true }),
      sequence: integer('Sequence', { default: 10, aggregator: false }),
      company_id: many2one('Company', 'res.company', {
        required: true,
        default: ({ companyId }) => companyId,
      }),
      member_ids: many2many('Team Members', 'res.users'),
      stage_ids: many2many('Stages', 'helpdesk.stage', { mirror: 'team_ids' }),
      ticket_ids: one2many('Tickets', 'helpdesk.ticket', 'team_id'),
      privacy_visibility: selection(
        'Users to whom this helpdesk team will be visible',
        [
          ['invited_internal', 'Invited internal users (private)'],
          ['internal', 'All internal users (company)'],
          ['portal', 'Invited portal users and all internal users (public)'],
        ],
        { required: true, default: 'portal' },
      ),
      color: integer('Color Index', { aggregator: false }),
    },
    access: { 'base.group_portal': 'r', 'base.group_user': 'r', [USER]: 'r', [MANAGER]: 'rwcu' },
    rules: [
      {
        name: 'Team: multi-company',
        domain: (env) => [['company_id', 'in', [...env.actor.companyIds]]],
      },
    ],
    thread: { created: 'Helpdesk Team created', post: 'write' },
  },
  {
    name: 'helpdesk.stage',
    description: 'Helpdesk Stage',
    order: 'sequence, id',
    fields: {
      name: char('Stage Name', { required: true, translate: true }),
      description: { type: 'text', string: 'Description', translate: true },
      active: boolean('Active', { default: true }),
      sequence: integer('Sequence', { default: 10, aggregator: false }),
      fold: boolean('Folded in Kanban'),
      team_ids: many2many('Helpdesk Teams', 'helpdesk.team'),
    },
    access: { 'base.group_portal': 'r', 'base.group_user': 'r', [USER]: 'r', [MANAGER]: 'rwcu' },
  },
  {
    name: 'helpdesk.tag',
    description: 'Helpdesk Tags',
    order: 'name',
    fields: {
      name: char('Name', { required: true, translate: true }),
      color: integer('Color', { aggregator: false }),
    },
    access: { [USER]: 'rwcu', [MANAGER]: 'rwcu' },
  },
  {
    name: 'helpdesk.ticket.type',
    description: 'Helpdesk Ticket Type',
    order: 'sequence, name',
    fields: {
      name: char('Type', { required: true, translate: true }),
      sequence: integer('Sequence', { default: 10, aggregator: false }),
    },
    access: { [USER]: 'r', [MANAGER]: 'rwcu' },
  },
];
