import * as z from 'zod';
import { modelName, record, recordId } from './arguments.ts';
import { attachmentsOf } from './attachments.ts';
import { cutToPage, pageArguments, pageKeywords, pageOf, pageResult } from './pages.ts';
import { parseRecords, requireRecord } from './records.ts';
import { defineTool } from './tool.ts';

const LISTED_FIELDS = ['name', 'mimetype', 'file_size', 'create_date'];

export const listAttachments = defineTool({
  name: 'list_attachments',
  title: 'List the attachments of a record',
  description:
    'List the files attached to one record, newest first: id, name, mimetype, file_size in bytes and ' +
    'create_date. get_attachment fetches one.',
  hints: { readOnly: true },
  input: z.strictObject({ model: modelName, record_id: recordId, ...pageArguments }),
  output: z.looseObject({ attachments: z.array(record), ...pageResult }),
  async run({ model, record_id, ...page }, { caller, signal }) {
    const client = await caller.client(signal);
    await requireRecord(client, model, record_id, signal);
    const wanted = pageOf(page);
    const answer = await client.query(
      'ir.attachment',
      'search_read',
      [],
      {
        domain: attachmentsOf(model, record_id),
        fields: LISTED_FIELDS,
        order: 'id desc',
        ...pageKeywords(wanted),
      },
      signal,
    );
    const { items, beside } = cutToPage(parseRecords(answer), model, wanted);
    return { attachments: items, ...beside };
  },
});
