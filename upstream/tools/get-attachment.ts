import * as z from 'zod';
import { OdooError } from '../odoo/errors.ts';
import { modelName, recordId } from './arguments.ts';
import { readAttachmentContent, readAttachmentHead } from './attachments.ts';
import { requireRecord } from './records.ts';
import { defineTool } from './tool.ts';

export const getAttachment = defineTool({
  name: 'get_attachment',
  title: 'Fetch an attachment',
  description:
    'Fetch one file attached to a record, as an embedded resource. list_attachments tells the ids and ' +
    'sizes; a file over the size limit of this server is refused before it is fetched.',
  hints: { readOnly: true },
  input: z.strictObject({
    model: modelName,
    record_id: recordId,
    attachment_id: recordId.describe('Database id of the attachment.'),
  }),
  output: z.looseObject({
    name: z.string(),
    mimetype: z.string(),
    size: z.int().describe('Bytes.'),
    model: z.string(),
  }),
  async run({ model, record_id, attachment_id }, { caller, embed, maxBlobBytes, signal }) {
    const client = await caller.client(signal);
    await requireRecord(client, model, record_id, signal);
    const head = await readAttachmentHead(client, model, record_id, attachment_id, signal);
    if (head.type === 'url')
      throw new OdooError(
        'validation',
        `Attachment ${attachment_id} is a link to another site, not a file in Odoo.`,
      );
    requireFitting(head.size, maxBlobBytes);
    const bytes = await readAttachmentContent(client, attachment_id, signal);
    requireFitting(bytes.length, maxBlobBytes);
    const { name, mimetype } = head;
    embed({ uri: `odoo://attachment/${attachment_id}`, mimeType: mimetype, bytes });
    return { name, mimetype, size: bytes.length, model };
  },
});

function requireFitting(size: number, maxBytes: number): void {
  if (size > maxBytes)
    throw new OdooError(
      'validation',
      `The attachment has ${size} bytes, and this server hands out at most ${maxBytes}. Open it in Odoo.`,
    );
}
