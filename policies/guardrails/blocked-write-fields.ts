import type { GuardedNames } from './guardrail.ts';

/** Field names nobody writes, on any model. Odoo 19 renamed `groups_id` to `group_ids` and added `role`. */
export const BLOCKED_WRITE_FIELDS: readonly GuardedNames[] = [
  {
    id: 'G50',
    reason: 'a credential, or what a credential is made of',
    names: `password password_crypt@none new_password new_passwd totp_secret api_key@none
      api_key_ids`,
  },
  {
    id: 'G50',
    reason: 'invites somebody to sign up, or decides how',
    names: 'signup_token@17 signup_type signup_expiration@17 signup_url@17',
  },
  {
    id: 'G50',
    reason: 'grants groups, and with them rights',
    names: `groups_id@17,18 group_ids all_group_ids@19 role@19 share implied_ids
      all_implied_ids@19 trans_implied_ids@17,18 all_user_ids@19`,
  },
  {
    id: 'G50',
    reason: 'archives or restores: records drop out of every search',
    names: 'active',
  },
  {
    id: 'G50',
    reason: 'links an account to an identity elsewhere',
    names: 'oauth_uid oauth_provider_id auth_passkey_key_ids@18,19 totp_trusted_device_ids',
  },
  {
    id: 'G50',
    reason: 'tells Odoo what to create from incoming mail, and where',
    names: `alias_defaults alias_model_id alias_contact alias_force_thread_id
      alias_parent_model_id alias_parent_thread_id`,
  },
  {
    id: 'G53',
    reason:
      'evaluated on the server, or run in the browser of whoever opens the page or the document',
    names: `python_applicable@17 python_compute@17 custom_code_head custom_code_footer robots_txt
      cdn_filters script_external report_header report_footer company_details
      external_report_layout_id`,
  },
  {
    id: 'G52',
    reason: 'kept by Odoo itself',
    names: `id display_name create_uid create_date write_uid write_date parent_path
      __last_update@none`,
  },
];

/**
 * The virtual fields of `res.users` in Odoo 17 and 18: writing `in_group_7` or `sel_groups_1_9` grants the
 * groups they are named after.
 */
export const VIRTUAL_GROUP_FIELD = /^(?:in_group_|sel_groups_)[0-9_]+$/;
