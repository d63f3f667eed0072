import * as z from 'zod';
import { getRecord } from '../tools/get-record.ts';
import { JSON_TYPE, json, type ResourceDefinition } from './resource.ts';
import { fieldsOf, idOf, modelOf } from './variables.ts';

const answer = z.record(z.string(), z.unknown());

export const record: ResourceDefinition = {
  name: 'record',
  title: 'One record',
  description:
    'One record of an Odoo model, as get_record reads it. Name fields with commas between them; ' +
    'without fields the telling ones are read.',
  uri: 'odoo://record/{model}/{id}{?fields}',
  mimeType: JSON_TYPE,
  completes: { model: 'model', id: 'record', fields: 'field' },
  async read({ model, id, fields }, context) {
    const named = fieldsOf(fields);
    const args = {
      model: modelOf(model),
      record_id: idOf(id),
      ...(named === undefined ? {} : { fields: named }),
    };
    return json(answer.parse(await getRecord.call(args, context)));
  },
};
