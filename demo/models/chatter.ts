import type { Env } from '../engine/env.ts';
import { modelOf, nowText, sudo } from '../engine/env.ts';
import { valueError } from '../engine/errors.ts';
import { boolean, type FieldDefinition, integer, many2many, one2many } from '../engine/fields.ts';
import type { Json, JsonObject } from '../engine/json.ts';
import type { ModelDefinition, ModelMethod, Thread } from '../engine/model.ts';
import { pythonRepr } from '../engine/python-repr.ts';
import type { RecordReader } from '../engine/records.ts';
import { checkExist, createRecord, unlinkRecords } from '../engine/write.ts';
import { checkPosting } from './post-access.ts';

const INTERNAL = { groups: 'base.group_user' };

/** Fields of every model with a message thread (`mail.thread`). */
const THREAD_FIELDS: { readonly [name: string]: FieldDefinition } = {
  message_ids: {
    ...one2many('Messages', 'mail.message', 'res_id', { store: true, searchable: true }),
    readonly: false,
    compute: (record) => attached(record, 'mail.message', 'model'),
  },
  message_follower_ids: {
    ...one2many('Followers', 'mail.followers', 'res_id', {
      store: true,
      searchable: true,
      ...INTERNAL,
    }),
    readonly: false,
    compute: (record) => attached(record, 'mail.followers', 'res_model'),
  },
  message_partner_ids: many2many('Followers (Partners)', 'res.partner', {
    store: false,
    readonly: false,
    searchable: true,
    ...INTERNAL,
    compute: (record) => followers(record),
  }),
  message_is_follower: boolean('Is Follower', {
    compute: (record) => followers(record).includes(record.actor.partnerId),
  }),
  message_attachment_count: integer('Attachment Count', {
    ...INTERNAL,
    compute: (record) => attached(record, 'ir.attachment', 'res_model').length,
  }),
  message_needaction: boolean('Action Needed', { compute: () => false }),
  has_message: boolean('Has Message', {
    compute: (record) => attached(record, 'mail.message', 'model').length > 0,
  }),
};

/** The model with what `mail.thread` adds: messages, followers, and methods to post and follow. */
export function withThread(definition: ModelDefinition, thread: Thread): ModelDefinition {
  const { name, afterCreate } = definition;
  return {
    ...definition,
    fields: { ...definition.fields, ...threadFields(thread) },
    methods: { ...threadMethods(name, thread), ...definition.methods },
    afterCreate: (env, id) => {
      follow(env, name, id, [env.actor.partnerId]);
      storeMessage(env, name, id, { body: thread.created });
      afterCreate?.(env, id);
    },
  };
}

function threadFields({ groups }: Thread): { readonly [name: string]: FieldDefinition } {
  if (groups === undefined) return THREAD_FIELDS;
  return Object.fromEntries(
    Object.entries(THREAD_FIELDS).map(([name, field]) => [
      name,
      { ...field, groups, variants: { 17: { groups: field.groups ?? '' } } },
    ]),
  );
}

/** Posts a comment or note on record `id` and returns the message's id. */
function storeMessage(env: Env, model: string, id: number, values: JsonObject): number {
  const subtype = values.subtype_xmlid === 'mail.mt_comment' ? 0 : 1;
  const subtypes = env.db.store.ids('mail.message.subtype');
  return createRecord(sudo(env), modelOf(env, 'mail.message'), {
    model,
    res_id: id,
    body: values.body_is_html === true ? (values.body ?? '') : toHtml(values.body),
    subject: values.subject ?? false,
    message_type: values.message_type ?? 'notification',
    subtype_id: values.subtype_id ?? subtypes[subtype] ?? false,
    author_id: values.author_id ?? env.actor.partnerId,
    email_from: values.email_from ?? `"${env.actor.name}" <${env.actor.email}>`,
    parent_id: values.parent_id ?? false,
    partner_ids: values.partner_ids ?? [],
    attachment_ids: values.attachment_ids ?? [],
    date: nowText(env),
  });
}

/** Keywords `message_post` knows; others are refused. */
const POST_KEYWORDS = new Set([
  'body',
  'subject',
  'message_type',
  'email_from',
  'author_id',
  'parent_id',
  'subtype_xmlid',
  'subtype_id',
  'partner_ids',
  'attachments',
  'attachment_ids',
  'body_is_html',
]);

function threadMethods(model: string, thread: Thread): { readonly [name: string]: ModelMethod } {
  const followed =
    (run: (env: Env, id: number, partners: readonly number[]) => void) =>
    (env: Env, ids: readonly number[], args: JsonObject): Json => {
      checkExist(env, modelOf(env, model), ids);
      const partners = Array.isArray(args.partner_ids) ? args.partner_ids : [];
      for (const id of ids) {
        checkPosting(env, model, id, partners.length > 0 ? 'write' : 'read');
        run(
          env,
          id,
          partners.filter((it) => typeof it === 'number'),
        );
      }
      return true;
    };
  return {
    message_post: {
      anyKeyword: true,
      run: (env, ids, args) => {
        const [id] = ids;
        if (id === undefined || ids.length !== 1) {
          throw valueError(`Expected singleton: ${model}(${ids.join(', ')})`);
        }
        const unknown = Object.keys(args).filter((name) => !POST_KEYWORDS.has(name));
        if (unknown.length > 0) {
          const names = unknown.sort().join(', ');
          throw valueError(`Those values are not supported when posting or notifying: ${names}`);
        }
        checkExist(env, modelOf(env, model), ids);
        checkPosting(env, model, id, thread.post);
        const posted = storeMessage(env, model, id, args);
        if (args.message_type === 'comment') follow(env, model, id, [env.actor.partnerId]);
        return env.db.version === 19 ? [posted] : posted;
      },
    },
    message_subscribe: {
      params: ['partner_ids?', 'subtype_ids?'],
      run: followed((env, id, partners) => follow(env, model, id, partners)),
    },
    message_unsubscribe: {
      params: ['partner_ids?'],
      run: followed((env, id, partners) => {
        const gone = env.db.store.ids('mail.followers').filter((it) => {
          const row = env.db.store.get('mail.followers', it);
          const meant = typeof row?.partner_id === 'number' && partners.includes(row.partner_id);
          return meant && row?.res_model === model && row.res_id === id;
        });
        unlinkRecords(sudo(env), modelOf(env, 'mail.followers'), gone);
      }),
    },
  };
}

/** Makes partners follow a record; those who do already are left as they are. */
function follow(env: Env, model: string, id: number, partners: readonly number[]): void {
  const held = env.db.store
    .ids('mail.followers')
    .map((it) => env.db.store.get('mail.followers', it));
  for (const partner of partners) {
    const known = held.some(
      (row) => row?.res_model === model && row.res_id === id && row.partner_id === partner,
    );
    if (known || env.actor.id === 1) continue;
    const values = {
      res_model: model,
      res_id: id,
      partner_id: partner,
      subtype_ids: [[6, 0, [1]]],
    };
    createRecord(sudo(env), modelOf(env, 'mail.followers'), values);
  }
}

function followers(record: RecordReader): number[] {
  return record
    .all('mail.followers', (it) => isOn(it, 'res_model', record))
    .map((it) => it.number('partner_id'));
}

function attached(record: RecordReader, carrier: string, modelColumn: string): number[] {
  return record.all(carrier, (it) => isOn(it, modelColumn, record)).map(({ id }) => id);
}

function isOn(carried: RecordReader, modelColumn: string, record: RecordReader): boolean {
  return carried.number('res_id') === record.id && carried.text(modelColumn) === record.model;
}

/** A plain body is escaped and wrapped in a paragraph, as `message_post` does. */
function toHtml(body: Json | undefined): string {
  if (body === undefined || body === false || body === null) return '';
  const text = typeof body === 'string' ? body : pythonRepr(body);
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return escaped === '' ? '' : `<p>${escaped}</p>`;
}
