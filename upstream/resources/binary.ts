import { OdooError } from '../odoo/errors.ts';
import { noSuchRecord, parseRecords } from '../tools/records.ts';
import { ArgumentError } from '../tools/tool.ts';
import { mediaTypeOf } from './media-type.ts';
import type { ResourceDefinition } from './resource.ts';
import { fieldOf, idOf, modelOf } from './variables.ts';

export const binary: ResourceDefinition = {
  name: 'binary',
  title: 'A file or image of a record',
  description:
    'The bytes of one binary field of a record: what the links in the answers of get_record and ' +
    'search_read lead to.',
  uri: 'odoo://binary/{model}/{id}/{field}',
  completes: { model: 'model', id: 'record', field: 'field' },
  async read(variables, { caller, signal, maxBlobBytes }) {
    const model = modelOf(variables.model);
    const id = idOf(variables.id);
    const field = fieldOf(variables.field);
    const client = await caller.client(signal);
    const type = (await client.fields(model, signal)).get(field)?.type;
    if (type !== 'binary')
      throw new ArgumentError(
        `${field} of ${model} holds no file: read it with get_record or odoo://record.`,
      );
    const kwargs = { fields: [field] };
    const [found] = parseRecords(await client.query(model, 'read', [[id]], kwargs, signal));
    if (found === undefined) throw noSuchRecord(model, id);
    const content = found[field];
    if (typeof content !== 'string' || content === '')
      throw new OdooError('missing', `${field} of record ${id} of ${model} holds no file.`);
    const bytes = Buffer.from(content, 'base64');
    if (bytes.length > maxBlobBytes)
      throw new ArgumentError(
        `The file has ${bytes.length} bytes; at most ${maxBlobBytes} are read here.`,
      );
    return { kind: 'blob', mimeType: mediaTypeOf(bytes), bytes };
  },
};
