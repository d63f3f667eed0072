import * as z from 'zod';
import { recordOfExternalId } from '../odoo/external-id.ts';
import { externalId, fieldNames, modelName, record, recordId } from './arguments.ts';
import { binaryFields, linkBinaries, sizesOnly } from './binary-fields.ts';
import { callContext, contextArguments } from './call-context.ts';
import { fieldsToRead, noSuchRecord, parseRecords } from './records.ts';
import { ArgumentError, defineTool } from './tool.ts';

export const getRecord = defineTool({
  name: 'get_record',
  title: 'Read one record',
  description:
    'Read one record of an Odoo model by its id, or by its external id. Name the fields you need; ' +
    'without fields a short list of telling ones is returned. Files and images come as their size ' +
    'and a link.',
  hints: { readOnly: true },
  input: z.strictObject({
    model: modelName,
    record_id: recordId.optional(),
    external_id: externalId.optional(),
    fields: fieldNames.optional(),
    ...contextArguments,
  }),
  output: z.looseObject({ record, model: z.string() }),
  async run(args, { caller, signal }) {
    const { model, record_id, external_id } = args;
    if ((record_id === undefined) === (external_id === undefined))
      throw new ArgumentError('Name the record by record_id or by external_id, one of the two.');
    const client = await caller.client(signal);
    const id = record_id ?? (await recordOfExternalId(client, model, external_id ?? '', signal));
    const fields = await fieldsToRead(client, model, args.fields, signal);
    const binaries = await binaryFields(client, model, fields, signal);
    const kwargs = { fields, ...callContext(args, sizesOnly(binaries)) };
    const [found] = parseRecords(await client.query(model, 'read', [[id]], kwargs, signal));
    if (found === undefined) throw noSuchRecord(model, id);
    return { record: linkBinaries(found, model, binaries), model };
  },
});
