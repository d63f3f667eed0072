import { checkModelAccess } from '../engine/access.ts';
import { type Env, modelOf, nowText, sudo } from '../engine/env.ts';
import { type FieldDefinition, one2many } from '../engine/fields.ts';
import type { Json, JsonObject } from '../engine/json.ts';
import type { ModelMethod } from '../engine/model.ts';
import { checkRules } from '../engine/rules.ts';
import { checkExist, createRecord } from '../engine/write.ts';

/** Fields of every model with a message thread (`mail.thread`). */
export const CHATTER_FIELDS: { readonly [name: string]: FieldDefinition } = {
  message_ids: {
    ...one2many('Messages', 'mail.message', 'res_id', { store: true, searchable: true }),
    compute: (record) =>
      record
        .all('mail.message', (message) => {
          return message.text('model') === record.model && message.number('res_id') === record.id;
        })
        .map((message) => message.id),
  },
};

/** Posts a comment or note on record `id` and returns the message's id. */
export function postMessage(env: Env, modelName: string, id: number, values: JsonObject): number {
  const subtype = values.subtype_xmlid === 'mail.mt_comment' ? 'mail.mt_comment' : 'mail.mt_note';
  const subtypes = env.db.store.ids('mail.message.subtype');
  return createRecord(sudo(env), modelOf(env, 'mail.message'), {
    model: modelName,
    res_id: id,
    body: toHtml(values.body),
    subject: values.subject ?? false,
    message_type: values.message_type ?? 'notification',
    subtype_id: subtypes[subtype === 'mail.mt_comment' ? 0 : 1] ?? false,
    author_id: values.author_id ?? env.actor.partnerId,
    email_from: values.email_from ?? false,
    date: nowText(env),
  });
}

/** Methods of `mail.thread` for one model. */
export function chatterMethods(modelName: string): { readonly [name: string]: ModelMethod } {
  const checked = (env: Env, ids: readonly number[]) => {
    const model = modelOf(env, modelName);
    checkModelAccess(env, model, 'read');
    checkExist(env, model, ids);
    checkRules(env, model, ids, 'read');
  };
  return {
    message_post: {
      anyKeyword: true,
      run: (env, ids, args) => {
        checked(env, ids);
        const posted = ids.map((id) => postMessage(env, modelName, id, args));
        return env.db.version === 19 ? posted : (posted[0] ?? false);
      },
    },
    message_subscribe: {
      params: ['partner_ids?', 'subtype_ids?'],
      run: (env, ids) => {
        checked(env, ids);
        return true;
      },
    },
    message_unsubscribe: {
      params: ['partner_ids?'],
      run: (env, ids) => {
        checked(env, ids);
        return true;
      },
    },
  };
}

/** A plain body is escaped and wrapped in a paragraph, as `message_post` does. */
function toHtml(body: Json | undefined): string {
  const text = typeof body === 'string' ? body : '';
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return escaped === '' ? '' : `<p>${escaped}</p>`;
}
