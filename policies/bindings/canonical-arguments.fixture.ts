import fc from 'fast-check';
import type { Json, JsonObject } from '../json.ts';

/** JSON as the wire delivers it: own properties, whatever their names. */
export const anyJson: fc.Arbitrary<Json> = fc
  .jsonValue({ maxDepth: 3 })
  .map((value) => value as Json);

export const model = fc.constantFrom('res.partner', 'sale.order', 'x_custom');
export const ids = fc.integer({ min: 1, max: 2_147_483_647 });
export const values = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), anyJson, { maxKeys: 4 });
export const dryRun = { dry_run: fc.boolean() };
export const list = fc.array(anyJson, { maxLength: 4 });
const paging = { limit: fc.nat(), offset: fc.nat(), order: fc.string() };
export const fields = fc.array(fc.string(), { maxLength: 4 });
const lang = fc.constantFrom('en_US', 'de_DE');
const companies = fc.array(ids, { minLength: 1, maxLength: 2 });

const ofRecord = { model, record_id: ids };
const ownPaging = { limit: fc.nat(), offset: fc.nat() };

/** Arguments of each tool of the bundled server, in the form in which the guard writes them. */
export const canonical: { readonly [tool: string]: fc.Arbitrary<JsonObject> } = {
  whoami: fc.constant({}),
  get_messages: fc.record({ ...ofRecord, ...ownPaging }, { requiredKeys: ['model', 'record_id'] }),
  post_message: fc.record(
    { ...ofRecord, body: fc.string(), type: fc.string(), ...dryRun },
    { requiredKeys: ['model', 'record_id', 'body'] },
  ),
  list_attachments: fc.record(
    { ...ofRecord, ...ownPaging },
    { requiredKeys: ['model', 'record_id'] },
  ),
  get_attachment: fc.record({ ...ofRecord, attachment_id: ids }),
  get_report: fc.record({
    model,
    record_ids: fc.array(ids, { minLength: 1, maxLength: 4 }),
    report: fc.stringMatching(/^[a-z]{1,9}\.[a-z_]{1,9}$/),
  }),
  search_read: fc.record(
    { model, domain: list, fields, ...paging, lang, company_ids: companies },
    { requiredKeys: ['model'] },
  ),
  get_record: fc.record(
    { model, record_id: ids, fields },
    { requiredKeys: ['model', 'record_id'] },
  ),
  search_count: fc.record({ model, domain: list }, { requiredKeys: ['model'] }),
  read_group: fc.record(
    {
      ...{ model, domain: list, fields, groupby: fields },
      ...{ limit: fc.nat(), orderby: fc.string(), having: list, offset: fc.nat() },
    },
    { requiredKeys: ['model'] },
  ),
  name_search: fc.record(
    { model, name: fc.string(), domain: list, limit: fc.nat() },
    { requiredKeys: ['model'] },
  ),
  get_onchange: fc.record(
    {
      ...{ model, values, fields, lang, company_ids: companies },
      changed_field: fc.oneof(fc.stringMatching(/^[a-z]{1,8}$/), fc.constant([])),
    },
    { requiredKeys: ['model', 'values', 'changed_field'] },
  ),
  get_defaults: fc.record({ model, fields }, { requiredKeys: ['model'] }),
  create_record: fc.record({ model, values, ...dryRun }, { requiredKeys: ['model', 'values'] }),
  update_record: fc.record(
    { model, record_id: ids, values, ...dryRun },
    { requiredKeys: ['model', 'record_id', 'values'] },
  ),
  delete_record: fc.record(
    { model, record_id: ids, ...dryRun },
    { requiredKeys: ['model', 'record_id'] },
  ),
  execute_method: fc.record(
    {
      model,
      method: fc.stringMatching(/^[a-z_][a-z0-9_]{0,12}$/),
      record_ids: fc.array(ids, { minLength: 1, maxLength: 4 }),
      args: list,
      kwargs: values,
      ...dryRun,
    },
    { requiredKeys: ['model', 'method'] },
  ),
  get_model_fields: fc.record(
    { model, field_filter: fc.string(), include_readonly: fc.boolean(), attributes: fields },
    { requiredKeys: ['model'] },
  ),
  list_models: fc.record(
    { filter: fc.string(), compact: fc.boolean(), limit: fc.nat(), offset: fc.nat() },
    { requiredKeys: [] },
  ),
  login: fc.record(
    { method: fc.string(), credential: fc.string(), username: fc.string(), database: fc.string() },
    { requiredKeys: ['method', 'credential'] },
  ),
};
