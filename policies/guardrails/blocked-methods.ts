import type { GuardedNames } from './guardrail.ts';

/** Methods nobody calls, whatever `allowed_methods` says. Every other underscore name is private: G31. */
export const BLOCKED_METHODS: readonly GuardedNames[] = [
  {
    id: 'G30',
    reason: 'changes whose rights, company or context the call runs with',
    names: 'sudo with_user with_company with_context with_env with_prefetch',
  },
  {
    id: 'G30',
    reason: 'sets up or registers the model itself',
    names: `_auto_init _register_hook _setup_base@17,18 _setup_fields _setup_complete@17,18 init
      _table_query`,
  },
  {
    id: 'G30',
    reason: 'reads or writes below Odoo’s access checks',
    names: `_sql@19 _write _create _read@none _read_group_raw@none _search _read_progress_bar@17
      _search_panel_select_range@none _search_panel_select_multi_range@none
      _search_panel_domain_image`,
  },
  {
    id: 'G30',
    reason: 'creates, imports or exports records without the rules of create and read',
    names: 'name_create load import_data@none export_data',
  },
  {
    id: 'G30',
    reason: 'empties caches of the server',
    names: 'flush_recordset invalidate_recordset',
  },
];
