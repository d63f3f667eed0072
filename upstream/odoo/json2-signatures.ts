/** A public method as JSON-2 needs it: whether it works on records, and its parameters in order. */
export interface Json2Signature {
  readonly on: 'model' | 'records';
  readonly params: readonly string[];
}

const ofModel = (...params: readonly string[]): Json2Signature => ({ on: 'model', params });
const ofRecords = (...params: readonly string[]): Json2Signature => ({ on: 'records', params });

const SEARCH = ['offset', 'limit', 'order'];

/**
 * The methods every model has in Odoo 19, the first release with JSON-2, and those this server calls
 * itself. Parameters that can only be given by name are left out.
 */
export const JSON2_SIGNATURES: ReadonlyMap<string, Json2Signature> = new Map(
  Object.entries({
    action_archive: ofRecords(),
    action_unarchive: ofRecords(),
    activity_feedback: ofRecords('act_type_xmlids', 'user_id', 'feedback', 'attachment_ids'),
    activity_schedule: ofRecords('act_type_xmlid', 'date_deadline', 'summary', 'note'),
    check_access_rights: ofModel('operation', 'raise_exception'),
    check_object_reference: ofModel('module', 'xml_id', 'raise_on_access_error'),
    context_get: ofModel(),
    copy: ofRecords('default'),
    copy_data: ofRecords('default'),
    create: ofModel('vals_list'),
    default_get: ofModel('fields'),
    export_data: ofRecords('fields_to_export'),
    fields_get: ofModel('allfields', 'attributes'),
    formatted_read_group: ofModel('domain', 'groupby', 'aggregates', 'having', ...SEARCH),
    get_available_models: ofModel(),
    get_external_id: ofRecords(),
    get_formview_action: ofRecords('access_uid'),
    get_metadata: ofRecords(),
    get_view: ofModel('view_id', 'view_type'),
    get_views: ofModel('views', 'options'),
    has_access: ofRecords('operation'),
    has_group: ofRecords('group_ext_id'),
    load: ofModel('fields', 'data'),
    message_post: ofRecords(),
    message_subscribe: ofRecords('partner_ids', 'subtype_ids'),
    message_unsubscribe: ofRecords('partner_ids'),
    name_create: ofModel('name'),
    name_search: ofModel('name', 'domain', 'operator', 'limit'),
    onchange: ofRecords('values', 'field_names', 'fields_spec'),
    read: ofRecords('fields', 'load'),
    read_group: ofModel('domain', 'fields', 'groupby', 'offset', 'limit', 'orderby', 'lazy'),
    search: ofModel('domain', ...SEARCH),
    search_count: ofModel('domain', 'limit'),
    search_read: ofModel('domain', 'fields', ...SEARCH),
    unlink: ofRecords(),
    web_read: ofRecords('specification'),
    web_save: ofRecords('vals', 'specification', 'next_id'),
    web_search_read: ofModel('domain', 'specification', ...SEARCH, 'count_limit'),
    write: ofRecords('vals'),
  }),
);
