import { describedFields } from '../discovery/described-fields.ts';
import { JSON_TYPE, json, type ResourceDefinition } from './resource.ts';
import { modelOf } from './variables.ts';

export const modelDetail: ResourceDefinition = {
  name: 'model',
  title: 'One model',
  description:
    'One Odoo model: what it is called, whether it is custom, and its fields without files and images.',
  uri: 'odoo://models/{name}',
  mimeType: JSON_TYPE,
  completes: { name: 'model' },
  async read({ name }, { caller, signal }) {
    const model = modelOf(name);
    const client = await caller.client(signal);
    const [fields, list] = await Promise.all([
      describedFields(client, model, signal),
      client.models(signal),
    ]);
    const entry = list.models.find((candidate) => candidate.model === model);
    const shown = [...fields]
      .filter(([, { type }]) => type !== 'binary')
      .map(([field, { type, string, required, readonly, relation }]) => [
        field,
        {
          type,
          ...(string === undefined ? {} : { string }),
          required: required ?? false,
          readonly: readonly ?? false,
          ...(relation === undefined ? {} : { relation }),
        },
      ]);
    return json({
      model,
      ...(entry === undefined
        ? {}
        : { description: entry.description, is_custom: entry.is_custom }),
      field_count: shown.length,
      fields: Object.fromEntries(shown),
    });
  },
};
