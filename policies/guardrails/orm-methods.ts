import type { GuardedNames } from './guardrail.ts';

/**
 * Methods every model (or every mail, activity, portal or rating model) inherits. Calling one through a
 * generic method tool would be reading or writing by another door, so they are only reached as the operation
 * they are. From the public methods Odoo 17, 18 and 19 answer to over RPC.
 */
export const ORM_METHODS: readonly GuardedNames[] = [
  {
    id: 'G40',
    reason: 'reads records: use a read tool, where field rules apply',
    names: `read search search_read search_count search_fetch fetch read_group name_search
      name_get@17 web_read web_search_read web_read_group web_name_search@19
      formatted_read_group@19 formatted_read_grouping_sets@19 read_progress_bar hierarchy_read
      search_panel_select_range search_panel_select_multi_range default_get onchange copy_data
      export_data get_field_translations browse exists mapped filtered filtered_domain grouped
      sorted activity_search message_get_followers rating_get_grades rating_get_stats
      get_display_names_for_spreadsheet@18,19`,
  },
  {
    id: 'G40',
    reason: 'writes records: use a create, update or delete tool, where field rules apply',
    names: `create write unlink copy copy_multi@17 update load import_data@none name_create
      web_save web_save_multi@19 web_resequence@19 copy_translations update_field_translations
      update_field_translations_sha@17 web_override_translations web_update_field_translations@18
      find_or_create_record@18,19 activity_unlink activity_reschedule
      action_reschedule_my_next_today@19 action_reschedule_my_next_tomorrow@19
      action_reschedule_my_next_nextweek@19 reset_template`,
  },
  {
    id: 'G40',
    reason: 'describes models, views or rights: use a fields tool, which hides what is hidden',
    names: `fields_get fields_view_get@none get_view get_views get_metadata get_external_id
      get_formview_action get_formview_id get_property_definition get_import_templates
      get_base_url get_empty_list_help view_header_get check_access@18,19 check_access_rights
      check_access_rule check_field_access_rights has_access@18,19 user_has_groups@17 is_transient
      ensure_one new tracking_fields mail_allowed_qweb_expressions@18,19
      mail_get_partner_fields@19`,
  },
  {
    id: 'G40',
    reason: 'recordset plumbing, never needed by a caller',
    names: `sudo with_user with_company with_context with_env with_prefetch concat union modified
      pool@17,18 clear_caches@17,18 flush_model flush_recordset invalidate_model
      invalidate_recordset`,
  },
  {
    id: 'G41',
    reason: 'sends, routes or moves messages, or subscribes people to them',
    names: `message_notify message_post_with_source message_mail_with_source message_process
      message_route message_new message_update message_parse message_change_thread
      message_subscribe message_unsubscribe notify_cancel_by_type activity_send_mail rating_apply
      rating_send_request mail_action_blacklist_remove phone_action_blacklist_remove`,
  },
  {
    id: 'G41',
    reason: 'makes a link that opens the record to whoever holds it',
    names: 'get_portal_url action_share',
  },
];
