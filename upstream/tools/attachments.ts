import * as z from 'zod';
import type { OdooClient } from '../odoo/client.ts';
import { OdooError } from '../odoo/errors.ts';

/** The files people attached to a record; the contents of its binary fields are attachments too, and are not these. */
export function attachmentsOf(model: string, id: number): readonly unknown[] {
  return [
    ['res_model', '=', model],
    ['res_id', '=', id],
    ['res_field', '=', false],
  ];
}

/** What is known of an attachment before its content is fetched. */
export interface AttachmentHead {
  readonly name: string;
  readonly mimetype: string;
  readonly type: 'binary' | 'url';
  /** Bytes. */
  readonly size: number;
}

const head = z.tuple([
  z.looseObject({
    name: z.string(),
    mimetype: z.union([z.string(), z.literal(false)]),
    type: z.enum(['binary', 'url']),
    file_size: z.union([z.int(), z.literal(false)]),
  }),
]);
const content = z.tuple([z.looseObject({ datas: z.union([z.string(), z.literal(false)]) })]);
const MIME_TYPE = /^[\w.+-]{1,64}\/[\w.+-]{1,128}$/;

/** One attachment of one record; throws class `missing` when it is not among that record's. */
export async function readAttachmentHead(
  client: OdooClient,
  model: string,
  record: number,
  attachment: number,
  signal: AbortSignal,
): Promise<AttachmentHead> {
  const answer = await client.query(
    'ir.attachment',
    'search_read',
    [],
    {
      domain: [...attachmentsOf(model, record), ['id', '=', attachment]],
      fields: ['name', 'mimetype', 'type', 'file_size'],
      limit: 1,
    },
    signal,
  );
  const found = head.safeParse(answer);
  if (!found.success) {
    if (Array.isArray(answer) && answer.length === 0)
      throw new OdooError(
        'missing',
        `Record ${record} of ${model} has no attachment ${attachment}: list_attachments names those it has.`,
      );
    throw new OdooError('internal', 'Odoo described the attachment in an unknown form.');
  }
  const [{ name, mimetype, type, file_size }] = found.data;
  return {
    name,
    mimetype: mimetype !== false && MIME_TYPE.test(mimetype) ? mimetype : UNKNOWN_TYPE,
    type,
    size: file_size === false ? 0 : file_size,
  };
}

const UNKNOWN_TYPE = 'application/octet-stream';

/** The content of an attachment. */
export async function readAttachmentContent(
  client: OdooClient,
  attachment: number,
  signal: AbortSignal,
): Promise<Buffer> {
  const kwargs = { fields: ['datas'] };
  const answer = await client.query('ir.attachment', 'read', [[attachment]], kwargs, signal);
  const found = content.safeParse(answer);
  if (!found.success)
    throw new OdooError('internal', 'Odoo answered no content of the attachment.');
  const [{ datas }] = found.data;
  return datas === false ? Buffer.alloc(0) : Buffer.from(datas, 'base64');
}
