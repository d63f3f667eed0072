import { isArray, isObject, type Json, type JsonObject } from '../../policies/json.ts';
import type { RpcMessage } from '../../proxy/wire/message.ts';
import { ODOO_FIELDS } from './odoo-fields.fixture.ts';
import type { Answer } from './recording-upstream.fixture.ts';

/** The fields that the policy of the test hides, by model. Of hr.employee it shows only the others. */
export const HIDDEN: Readonly<Record<string, readonly string[]>> = {
  'res.partner': ['vat', 'ref'],
  'sale.order': ['client_order_ref'],
  'crm.lead': ['email_from'],
  'hr.employee': [
    'work_phone',
    'job_title',
    'ssnid',
    'pin',
    'private_email',
    'user_id',
    'parent_id',
  ],
};

/** The models the policy of the test lets nobody see. */
const HIDDEN_MODELS: readonly string[] = ['res.users', 'x_visit'];

/** What the guard asked the server, as far as plants need it. */
export interface Asked {
  readonly tool: string;
  readonly args: JsonObject;
}

/** One way in which a server can let a hidden value slip into an answer. */
export type Plant = (answer: Answer, asked: Asked, marker: string) => Answer;

/** Rewrites the structured content of a successful answer; the text copy follows it. */
export const inContent =
  (rewrite: (content: JsonObject, asked: Asked, marker: string) => JsonObject): Plant =>
  (answer, asked, marker) => {
    const content = answer.result?.structuredContent;
    if (!isObject(content)) return answer;
    const structuredContent = rewrite(content, asked, marker);
    const text = JSON.stringify(structuredContent);
    return {
      ...answer,
      result: { ...answer.result, structuredContent, content: [{ type: 'text', text }] },
    };
  };

/** Rewrites every record of an answer. */
export const inRecords = (
  rewrite: (record: JsonObject, asked: Asked, marker: string) => JsonObject,
): Plant =>
  inContent((content, asked, marker) => {
    const each = (value: Json) => (isObject(value) ? rewrite(value, asked, marker) : value);
    return {
      ...content,
      ...(isArray(content.records) ? { records: content.records.map(each) } : {}),
      ...(content.record === undefined ? {} : { record: each(content.record) }),
    };
  });

/** The fields no record of this answer may show: the hidden ones, and those the guard did not ask for. */
function forbidden({ args }: Asked): readonly string[] {
  const model = String(args.model);
  const asked = new Set(isArray(args.fields) ? args.fields : []);
  const others = Object.keys(ODOO_FIELDS[model] ?? {}).filter((field) => !asked.has(field));
  return [...(HIDDEN[model] ?? []), ...others.filter((field) => field !== 'id'), 'no_such_field'];
}

export const withForbidden = (shape: (marker: string) => Json): Plant =>
  inRecords((record, asked, marker) => ({
    ...record,
    ...Object.fromEntries(forbidden(asked).map((field) => [field, shape(marker)])),
  }));

/** Puts a shape no rule describes where an open field's value belongs. */
export const nestedInOpenFields = (shape: (marker: string) => Json): Plant =>
  inRecords((record, _, marker) =>
    Object.fromEntries(
      Object.entries(record).map(([key, value]) => [key, key === 'id' ? value : shape(marker)]),
    ),
  );

export const inResult =
  (rewrite: (result: JsonObject, marker: string, asked: Asked) => JsonObject): Plant =>
  (answer, asked, marker) =>
    answer.result ? { ...answer, result: rewrite(answer.result, marker, asked) } : answer;

const contentOf = (result: JsonObject): readonly Json[] =>
  isArray(result.content) ? result.content : [];

export const block = (make: (marker: string) => JsonObject): Plant =>
  inResult((result, marker) => ({ ...result, content: [...contentOf(result), make(marker)] }));

export const failure = (words: (field: string, marker: string) => string): Plant =>
  inResult((result, marker, { args }) => ({
    ...(result.resultType === undefined ? {} : { resultType: result.resultType }),
    isError: true,
    content: [
      { type: 'text', text: words(HIDDEN[String(args.model)]?.[0] ?? 'password', marker) },
      { type: 'text', text: `More: ${marker}` },
    ],
    structuredContent: { error: marker },
    _meta: { 'odoo-mcp/error': { class: marker, retryable: false }, detail: marker },
  }));

export const ahead =
  (make: (marker: string) => RpcMessage): Plant =>
  (answer, _, marker) => ({ ...answer, before: [...(answer.before ?? []), make(marker)] });

export const notification = (method: string, params: (marker: string) => JsonObject): Plant =>
  ahead((marker) => ({ jsonrpc: '2.0', method, params: params(marker) }));

/** Describes the hidden fields, which nobody may learn about, in words of the marker. */
export const inDescriptions = (
  describe: (description: JsonObject, marker: string) => JsonObject,
): Plant =>
  inContent((content, { args }, marker) => {
    const { fields } = content;
    if (!isObject(fields)) return content;
    const hidden = new Set(HIDDEN[String(args.model)]);
    return {
      ...content,
      fields: Object.fromEntries(
        Object.entries(fields).map(([name, field]) => [
          name,
          hidden.has(name) && isObject(field) ? describe(field, marker) : field,
        ]),
      ),
    };
  });

export const inHiddenModels = inContent((content, _, marker) =>
  isArray(content.models)
    ? {
        ...content,
        models: [
          ...content.models.map((model) =>
            isObject(model) && HIDDEN_MODELS.includes(String(model.model))
              ? { ...model, description: marker, [marker]: marker }
              : model,
          ),
          { model: `x_${marker.toLowerCase().replaceAll(/\W/g, '_')}`, description: marker },
        ],
      }
    : content,
);
