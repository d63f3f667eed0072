import { createHash } from 'node:crypto';
import { OdooError, typeError } from '../engine/errors.ts';
import {
  binary,
  boolean,
  char,
  integer,
  many2one,
  resId,
  selection,
  text,
} from '../engine/fields.ts';
import type { JsonObject } from '../engine/json.ts';
import type { ModelDefinition } from '../engine/model.ts';
import type { RecordReader } from '../engine/records.ts';
import { readableAttachments } from './document-access.ts';

const MIME_TYPES: { readonly [extension: string]: string } = {
  csv: 'text/csv',
  gif: 'image/gif',
  html: 'text/html',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  json: 'application/json',
  md: 'text/markdown',
  pdf: 'application/pdf',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  xml: 'application/xml',
  zip: 'application/zip',
};

/** Until 18 the document of an attachment is not for forms to change. */
const FIXED_IN_17 = { variants: { 17: { readonly: true } } } as const;

/** Files, open to who may read (or write) the record they hang on. */
export const ATTACHMENT: ModelDefinition = {
  name: 'ir.attachment',
  description: 'Attachment',
  order: 'id desc',
  fields: {
    name: char('Name', { required: true }),
    description: text('Description'),
    res_name: char('Resource Name', {
      compute: (it) => documentOf(it)?.displayName() ?? false,
    }),
    res_model: char('Resource Model', FIXED_IN_17),
    res_field: char('Resource Field', FIXED_IN_17),
    res_id: resId('Resource ID', FIXED_IN_17),
    company_id: many2one('Company', 'res.company', { default: ({ companyId }) => companyId }),
    type: selection(
      'Type',
      [
        ['url', 'URL'],
        ['binary', 'File'],
      ],
      { required: true, default: 'binary' },
    ),
    url: char('Url', { size: 1024 }),
    public: boolean('Is public document'),
    access_token: char('Access Token', { groups: 'base.group_user' }),
    raw: binary('File Content (raw)', {
      store: false,
      readonly: false,
      compute: (it) => rawOf(it.text('datas')),
    }),
    datas: binary('File Content (base64)', { store: false }),
    db_datas: binary('Database Data', { compute: () => false, store: true, readonly: false }),
    store_fname: char('Stored Filename', {
      store: true,
      readonly: false,
      compute: (it) => {
        const checksum = it.text('checksum');
        return checksum ? `${checksum.slice(0, 2)}/${checksum}` : false;
      },
    }),
    file_size: integer('File Size', {
      readonly: true,
      store: true,
      compute: (it) => bytesOf(it.text('datas')).length,
    }),
    checksum: char('Checksum/SHA1', {
      readonly: true,
      store: true,
      compute: (it) =>
        it.text('datas') &&
        createHash('sha1')
          .update(bytesOf(it.text('datas')))
          .digest('hex'),
    }),
    mimetype: char('Mime Type', { readonly: true }),
    index_content: text('Indexed Content', {
      readonly: true,
      store: true,
      compute: (it) =>
        it.text('mimetype').startsWith('text/')
          ? bytesOf(it.text('datas')).toString('utf8') || false
          : false,
    }),
    local_url: char('Attachment URL', {
      compute: (it) => `/web/image/${it.id}?unique=${it.text('checksum')}`,
    }),
    original_id: many2one('Original (unoptimized, unresized) attachment', 'ir.attachment'),
  },
  access: { 'base.group_user': 'rwcu' },
  variants: { 19: { access: { '': 'r', 'base.group_user': 'rwcu' } } },
  rules: [
    {
      name: 'Attachments follow their document when read',
      modes: ['read'],
      domain: (env) => ['|', ['public', '=', true], ['id', 'in', readableAttachments(env, 'read')]],
    },
    {
      name: 'Attachments follow their document when changed',
      modes: ['write', 'create', 'unlink'],
      domain: (env) => [['id', 'in', readableAttachments(env, 'write')]],
    },
  ],
  hidden: { unlessNamed: ['id', 'res_field'], domain: [['res_field', '=', false]] },
  beforeWrite: (env, ids, values) => {
    const content = contentOf(env.db.version, values);
    const name = typeof values.name === 'string' ? values.name : '';
    const guessed = ids.length === 0 ? mimeTypeOf(name) : undefined;
    const mimetype = values.mimetype || guessed;
    return { ...content, ...(mimetype ? { mimetype } : {}) };
  },
};

function documentOf(it: RecordReader): RecordReader | undefined {
  const model = it.text('res_model');
  return model ? it.all(model, ({ id }) => id === it.number('res_id'))[0] : undefined;
}

/** The bytes a base64 text stands for. */
export function bytesOf(base64: string): Buffer {
  return Buffer.from(base64, 'base64');
}

/** Odoo puts bytes into JSON as UTF-8 text and fails on others. */
function rawOf(base64: string): string | false {
  if (base64 === '') return false;
  const text = bytesOf(base64).toString('utf8');
  if (!text.includes('\uFFFD')) return text;
  throw new OdooError(
    'builtins.UnicodeDecodeError',
    "'utf-8' codec can't decode byte 0x89 in position 0: invalid start byte",
  );
}

/** `raw` takes bytes, which JSON has not; since 19 a text counts as its UTF-8 bytes. */
function contentOf(version: number, { raw, ...values }: JsonObject): JsonObject {
  if (raw === undefined) return values;
  if (raw === false || raw === null) return { ...values, datas: false };
  if (version < 19) throw typeError(`a bytes-like object is required, not '${typeNameOf(raw)}'`);
  return { ...values, datas: Buffer.from(String(raw)).toString('base64') };
}

function typeNameOf(value: unknown): string {
  return typeof value === 'string' ? 'str' : typeof value === 'number' ? 'int' : 'list';
}

function mimeTypeOf(name: string): string {
  const extension = name.split('.').pop()?.toLowerCase() ?? '';
  return MIME_TYPES[extension] ?? 'application/octet-stream';
}
