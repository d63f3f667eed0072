import { describedFields } from '../discovery/described-fields.ts';
import type { FieldMetadata } from '../odoo/fields.ts';
import { smartFields } from '../odoo/smart-fields.ts';
import { JSON_TYPE, json, type ResourceDefinition } from './resource.ts';
import { modelOf } from './variables.ts';

export const schema: ResourceDefinition = {
  name: 'schema',
  title: 'Schema of a model',
  description:
    'Every field of an Odoo model with label, help, choices and relation, and which fields matter most.',
  uri: 'odoo://schema/{model}',
  mimeType: JSON_TYPE,
  completes: { model: 'model' },
  async read({ model: name }, { caller, signal }) {
    const model = modelOf(name);
    const fields = await describedFields(await caller.client(signal), model, signal);
    const important = smartFields(fields).filter((field) => fields.has(field));
    const isImportant = new Set(important);
    return json({
      model,
      total_fields: fields.size,
      important_fields: important,
      fields: Object.fromEntries(
        [...fields].map(([field, metadata]) => [
          field,
          { ...describe(field, metadata), important: isImportant.has(field) },
        ]),
      ),
    });
  },
};

function describe(field: string, metadata: FieldMetadata) {
  const { type, string, required, relation, selection, help } = metadata;
  return {
    type,
    label: string ?? field,
    required: required ?? false,
    ...(relation === undefined ? {} : { relation }),
    ...(selection === undefined ? {} : { options: selection }),
    ...(help === undefined ? {} : { help }),
  };
}
