import { char, datetime, html, many2many, many2one, resId, selection } from '../engine/fields.ts';
import type { ModelDefinition } from '../engine/model.ts';
import { readableMessages } from './document-access.ts';
import { FOLLOWERS } from './followers.ts';

/** Chatter messages. */
export const MAIL_MODELS: readonly ModelDefinition[] = [
  FOLLOWERS,
  {
    name: 'mail.message',
    description: 'Message',
    order: 'id desc',
    recName: 'subject',
    fields: {
      subject: char('Subject'),
      date: datetime('Date', { default: ({ now }) => now }),
      body: html('Contents'),
      preview: char('Preview', {
        compute: (message) =>
          message
            .text('body')
            .replace(/<[^>]*>/g, '')
            .slice(0, 190),
      }),
      model: char('Related Document Model'),
      res_id: resId('Related Document ID'),
      record_name: char('Message Record Name', {
        compute: (message) =>
          message
            .all(message.text('model'), (it) => it.id === message.number('res_id'))[0]
            ?.displayName() ?? false,
      }),
      message_type: selection(
        'Type',
        [
          ['email', 'Incoming Email'],
          ['comment', 'Comment'],
          ['email_outgoing', 'Outgoing Email'],
          ['notification', 'System notification'],
          ['auto_comment', 'Automated Targeted Notification'],
          ['user_notification', 'User Specific Notification'],
        ],
        { required: true, default: 'comment' },
      ),
      subtype_id: many2one('Subtype', 'mail.message.subtype'),
      email_from: char('From'),
      author_id: many2one('Author', 'res.partner'),
      partner_ids: many2many('Recipients', 'res.partner'),
      attachment_ids: many2many('Attachments', 'ir.attachment'),
      parent_id: many2one('Parent Message', 'mail.message'),
      is_internal: { type: 'boolean', string: 'Employee Only' },
    },
    access: { 'base.group_user': 'rwcu', 'base.group_portal': 'rwcu' },
    rules: [
      {
        name: 'Messages follow their document',
        domain: (env) => [
          '|',
          ['author_id', '=', env.actor.partnerId],
          ['id', 'in', readableMessages(env)],
        ],
      },
      {
        name: 'Portal: no internal notes',
        groups: ['base.group_portal', 'base.group_public'],
        domain: () => [
          ['is_internal', '=', false],
          ['subtype_id.internal', '=', false],
        ],
      },
      { name: 'Employees: all', groups: ['base.group_user'], domain: () => [[1, '=', 1]] },
    ],
  },
  {
    name: 'mail.message.subtype',
    description: 'Message subtypes',
    order: 'sequence, id',
    fields: {
      name: char('Message Type', { required: true, translate: true }),
      internal: { type: 'boolean', string: 'Internal Only' },
      sequence: { type: 'integer', string: 'Sequence', default: 1, aggregator: false },
    },
    access: { '': 'r', 'base.group_system': 'rwcu' },
  },
];
