import type { FieldMetadata, ModelFields } from './fields.ts';

/** How many fields a read without `fields` returns at most. */
export const MAX_SMART_FIELDS = 25;

const INTERNAL = new Set([
  'id',
  'display_name',
  'create_uid',
  'create_date',
  'write_uid',
  'write_date',
  '__last_update',
  'has_message',
  'website_message_ids',
]);
const INTERNAL_PREFIXES = ['access_', 'activity_', 'message_', 'my_activity_'];
const NEVER = new Set(['binary', 'one2many', 'properties', 'properties_definition']);
const FIRST = ['name', 'state', 'stage_id'];
const WELL_KNOWN = new Set([
  'active',
  'amount_total',
  'amount_untaxed',
  'city',
  'code',
  'company_id',
  'country_id',
  'currency_id',
  'date',
  'date_deadline',
  'date_end',
  'date_from',
  'date_order',
  'date_start',
  'date_to',
  'default_code',
  'department_id',
  'email',
  'employee_id',
  'expected_revenue',
  'invoice_date',
  'is_company',
  'job_title',
  'key',
  'list_price',
  'login',
  'model',
  'move_type',
  'order_id',
  'parent_id',
  'partner_id',
  'payment_state',
  'phone',
  'price_subtotal',
  'price_unit',
  'priority',
  'product_id',
  'product_uom_qty',
  'project_id',
  'reference',
  'team_id',
  'type',
  'user_id',
  'user_ids',
  'value',
  'work_email',
]);
const LONG = new Set(['html', 'text', 'json', 'many2many', 'reference', 'many2one_reference']);

/**
 * The fields a read returns when the caller names none: at most {@link MAX_SMART_FIELDS}, most
 * telling first (name and state, then what every business document has, required fields, stored
 * short values, long ones). Internal, binary and one2many fields and unstored read-only ones are
 * never among them. Falls back to `display_name`.
 */
export function smartFields(fields: ModelFields): string[] {
  const ranked = [...fields]
    .filter(([name, field]) => isCandidate(name, field))
    .map(([name, field], position) => ({ name, rank: rank(name, field), position }))
    .sort((a, b) => a.rank - b.rank || a.position - b.position)
    .slice(0, MAX_SMART_FIELDS)
    .map(({ name }) => name);
  return ranked.length > 0 ? ranked : ['display_name'];
}

function isCandidate(name: string, field: FieldMetadata): boolean {
  if (INTERNAL.has(name) || NEVER.has(field.type)) return false;
  if (INTERNAL_PREFIXES.some((prefix) => name.startsWith(prefix))) return false;
  return !(field.store === false && field.readonly === true);
}

function rank(name: string, field: FieldMetadata): number {
  const first = FIRST.indexOf(name);
  if (first >= 0) return first;
  if (WELL_KNOWN.has(name)) return 10;
  if (LONG.has(field.type)) return 40;
  if (field.required === true) return 20;
  return field.store === false ? 35 : 30;
}
