/**
 * Methods a policy may grant, and the only keyword arguments they may then be called with. The ones left out
 * reach further than the record: `author_id` and `email_from` forge the sender of a message, `partner_ids`
 * mails outsiders, `attachment_ids` shares any file, the extra keywords of an activity are values of
 * `mail.activity` and those of `action_set_lost` values of the lead, `force` and `check_state` skip an
 * approval. Positional arguments are not among them.
 */
export const METHOD_ARGUMENTS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['message_post', new Set(['body', 'message_type', 'subtype_xmlid'])],
  ['activity_schedule', new Set(['act_type_xmlid', 'date_deadline', 'summary', 'note'])],
  ['activity_feedback', new Set(['act_type_xmlids', 'feedback'])],
  ['action_archive', new Set<string>()],
  ['action_unarchive', new Set<string>()],
  ['toggle_active', new Set<string>()],
  ['action_set_won', new Set<string>()],
  ['action_set_lost', new Set(['lost_reason_id'])],
  ['action_approve', new Set<string>()],
  ['action_validate', new Set<string>()],
  ['action_create_invoice', new Set<string>()],
  ['button_approve', new Set<string>()],
]);

/**
 * Arguments of those methods that choose between behaviours, and the values that are harmless: another
 * `message_type` makes a message look as if it had come by mail, another subtype reaches other followers.
 */
export const ARGUMENT_CHOICES: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['message_post.message_type', new Set(['comment'])],
  ['message_post.subtype_xmlid', new Set(['mail.mt_comment', 'mail.mt_note'])],
]);
