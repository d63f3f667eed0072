import type { FieldSchema, ModelSchema, SchemaView } from '../../model-schema.ts';
import { ALL_SCHEMAS, field, model, schemaNamed } from '../demo-policy.fixture.ts';

/** The question whether contacts, archived ones too, belong to no user. */
export const ofContact = (ids: readonly number[]) => ({
  model: 'res.partner',
  ids,
  domain: ['&', ['active', 'in', [true, false]], ['user_ids', '=', false]],
});

/** A model of these fields. */
export function modelOf(name: string, fields: readonly FieldSchema[]): ModelSchema {
  return { model: model(name), fields: new Map(fields.map((one) => [one.name, one])) };
}

/** The schemas of the fixture, with these fields beside those of one model. */
export function withFields(name: string, more: readonly FieldSchema[]): SchemaView {
  const extended = modelOf(name, [...schemaNamed(name).fields.values(), ...more]);
  return { get: (one) => (one === name ? extended : ALL_SCHEMAS.get(one)) };
}

/** A one2many of that name: the records that point back by a many2one. */
export function listOf(name: string, comodel: string, back: string): FieldSchema {
  return {
    ...{ name: field(name), type: 'one2many', relation: model(comodel), store: true },
    ...{ relationField: field(back), searchable: true, readonly: false, required: false },
    byDefault: true,
  };
}
