/**
 * Inherited methods a policy may grant, and the only keyword arguments they may then be called with. The ones
 * left out reach further than the record: `author_id` and `email_from` forge the sender of a message,
 * `partner_ids` mails outsiders, `attachment_ids` shares any file, the extra keywords of an activity are
 * values of `mail.activity`. Positional arguments are not among them.
 */
export const METHOD_ARGUMENTS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['message_post', new Set(['body', 'message_type', 'subtype_xmlid'])],
  ['activity_schedule', new Set(['act_type_xmlid', 'date_deadline', 'summary', 'note'])],
  ['activity_feedback', new Set(['act_type_xmlids', 'feedback'])],
  ['action_archive', new Set<string>()],
  ['action_unarchive', new Set<string>()],
  ['toggle_active', new Set<string>()],
]);
