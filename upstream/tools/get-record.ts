import * as z from 'zod';
import { fieldNames, modelName, record, recordId } from './arguments.ts';
import { fieldsToRead, noSuchRecord, parseRecords } from './records.ts';
import { defineTool } from './tool.ts';

export const getRecord = defineTool({
  name: 'get_record',
  title: 'Read one record',
  description:
    'Read one record of an Odoo model by its id. Name the fields you need; without fields a short ' +
    'list of telling ones is returned.',
  hints: { readOnly: true },
  input: z.strictObject({ model: modelName, record_id: recordId, fields: fieldNames.optional() }),
  output: z.looseObject({ record, model: z.string() }),
  async run(args, { caller, signal }) {
    const client = await caller.client(signal);
    const fields = await fieldsToRead(client, args.model, args.fields, signal);
    const answer = await client.query(args.model, 'read', [[args.record_id]], { fields }, signal);
    const [found] = parseRecords(answer);
    if (found === undefined) throw noSuchRecord(args.model, args.record_id);
    return { record: found, model: args.model };
  },
});
