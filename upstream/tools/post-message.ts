import * as z from 'zod';
import { OdooError } from '../odoo/errors.ts';
import { dryRun, modelName, recordId } from './arguments.ts';
import { requireChatter } from './chatter.ts';
import { defineTool } from './tool.ts';

const SUBTYPES = { note: 'mail.mt_note', comment: 'mail.mt_comment' } as const;

/** 17 and 18 answer the id of the message, 19 a list of it. */
const posted = z.union([z.int().positive(), z.tuple([z.int().positive()]).transform(([id]) => id)]);

export const postMessage = defineTool({
  name: 'post_message',
  title: 'Post a message on a record',
  description:
    'Add a message to the chatter of one record. type "note" is internal and is sent to nobody; ' +
    '"comment" goes to those who follow the record, customers among them, perhaps by e-mail. The text ' +
    'is posted as it is written: HTML in it is shown, not obeyed.',
  hints: { readOnly: false },
  input: z.strictObject({
    model: modelName,
    record_id: recordId,
    body: z
      .string()
      .max(20_000)
      .refine((text) => text.trim() !== '', 'write a message')
      .describe('The message, as plain text.'),
    type: z.enum(['note', 'comment']).default('note').describe('Who is to see it.'),
    dry_run: dryRun,
  }),
  output: z.looseObject({
    id: z.int().optional().describe('Id of the new message.'),
    model: z.string(),
    record_id: z.int(),
    dry_run: z.boolean().optional(),
    action: z.string().optional(),
  }),
  async run({ model, record_id, body, type, dry_run }, { caller, signal }) {
    const client = await caller.client(signal);
    await requireChatter(client, model, record_id, signal);
    if (dry_run) return { dry_run: true, action: 'post_message', model, record_id };
    // Odoo escapes a body that is plain text, and takes no markup over the wire unless it is told to.
    const answer = await client.call(
      model,
      'message_post',
      [[record_id]],
      { body, message_type: 'comment', subtype_xmlid: SUBTYPES[type] },
      signal,
    );
    const id = posted.safeParse(answer);
    if (!id.success) throw new OdooError('internal', 'Odoo answered no message id.', 'unknown');
    return { id: id.data, model, record_id };
  },
});
