import { boolean, char, many2many, many2one, resId } from '../engine/fields.ts';
import type { ModelDefinition } from '../engine/model.ts';

/** Who follows which record. */
export const FOLLOWERS: ModelDefinition = {
  name: 'mail.followers',
  description: 'Document Followers',
  unlogged: ['create_uid', 'create_date', 'write_uid', 'write_date'],
  recName: 'partner_id',
  displayName: (follower) => follower.one('partner_id')?.displayName() ?? '',
  fields: {
    res_model: char('Related Document Model Name', { required: true }),
    res_id: resId('Related Document ID'),
    partner_id: many2one('Related Partner', 'res.partner', { required: true, ondelete: 'cascade' }),
    subtype_ids: many2many('Subtype', 'mail.message.subtype'),
    name: char('Name', { related: 'partner_id.name' }),
    email: char('Email', { related: 'partner_id.email' }),
    is_active: boolean('Is Active', { related: 'partner_id.active' }),
  },
  access: { 'base.group_user': 'r', 'base.group_system': 'rwcu' },
};
