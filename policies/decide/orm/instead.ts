/** Which operation an inherited method does part of, and which tools therefore have rules for it. */
const OPERATION_OF: ReadonlyMap<string, string> = new Map(
  Object.entries({
    default_get: 'default_get',
    search_read: 'hierarchy_read',
    read_group: 'web_read_group formatted_read_grouping_sets read_progress_bar',
    name_search: 'web_name_search',
    read: 'fetch name_get mapped filtered grouped sorted copy_data export_data',
    create: 'copy copy_multi name_create load import_data find_or_create_record',
    write: 'update web_save web_save_multi web_resequence update_field_translations',
    fields_get: 'get_view get_views fields_view_get',
  }).flatMap(([kind, methods]) => methods.split(' ').map((method) => [method, kind] as const)),
);

/** What to do instead of calling an inherited method that is none of the operations as a whole. */
export function insteadOf(method: string): string | undefined {
  const kind = OPERATION_OF.get(method);
  return kind === undefined ? undefined : `Use the tool for ${kind}, where field rules apply.`;
}
