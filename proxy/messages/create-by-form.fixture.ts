import type { JsonObject } from '../../policies/json.ts';
import {
  type Act,
  json,
  likeOdoo,
  type MemoryUpstream,
  memoryUpstream,
  toolCallOf,
  toolError,
  toolResult,
} from '../memory-upstream.fixture.ts';
import { isRequest } from '../wire/message.ts';

const FIELDS: JsonObject = {
  id: { type: 'integer', store: true },
  name: { type: 'char', store: true, string: 'Name' },
  vat: { type: 'char', store: true, string: 'Tax id' },
  type: { type: 'selection', store: true, string: 'Address type' },
  since: { type: 'datetime', store: true, string: 'Since' },
  parent_id: { type: 'many2one', relation: 'res.partner', store: true, string: 'Company' },
  lead_id: { type: 'many2one', relation: 'mail.message', store: true, string: 'Lead' },
  image: { type: 'binary', store: true, string: 'Image' },
};
/** A policy in which a tax id is not for everybody to write. */
export const FILES = {
  model_access: `
stock_models: {full_crud: [res.partner]}
sensitive_fields: {res.partner: [vat]}
`,
};
/** A field that a create lacks, as the server lists it. */
export const missing = (name: string, more: JsonObject = {}) => ({
  name,
  type: 'char',
  string: name,
  ...more,
});

/** Fails a create without a name, or whatever else it is told to miss, like the bundled upstream. */
export function upstreamMissing(
  listed: readonly JsonObject[] = [missing('name')],
  has: (values: JsonObject) => boolean = (values) => values.name !== undefined,
): MemoryUpstream {
  const act: Act = (request, context) => {
    if (request.method !== 'tools/call') return likeOdoo(request, context);
    const { name, args } = toolCallOf(request);
    if (name === 'get_model_fields') return json(request, toolResult({ fields: FIELDS }));
    if (name !== 'create_record') return likeOdoo(request, context);
    if (has(Object(args.values)))
      return json(request, toolResult({ id: 42, model: 'res.partner' }));
    const failed = toolError('validation', 'Name is missing.');
    const meta = { ...Object(failed._meta), 'odoo-mcp/missing': listed };
    return json(request, { ...failed, _meta: meta });
  };
  return memoryUpstream(act);
}

/** Asks for a name by form, as the bundled upstream does in the modern era. */
export function upstreamAsking(inputRequests: JsonObject, requestState?: string): MemoryUpstream {
  const act: Act = (request, context) => {
    if (request.method !== 'tools/call') return likeOdoo(request, context);
    const { name, args } = toolCallOf(request);
    if (name === 'get_model_fields') return json(request, toolResult({ fields: FIELDS }));
    if (name !== 'create_record' || Object(args.values).name !== undefined)
      return likeOdoo(request, context);
    const state = requestState === undefined ? {} : { requestState };
    return json(request, { resultType: 'input_required', inputRequests, ...state });
  };
  return memoryUpstream(act);
}

/** The question of a server for values, with words that the guard must not repeat. */
export function form(properties: JsonObject, required: readonly string[], more: JsonObject = {}) {
  const requestedSchema = { type: 'object', properties, required };
  const params = { message: 'Click http://evil.example', requestedSchema, ...more };
  return { method: 'elicitation/create', params };
}

/** What the upstream was asked to create. */
export const created = (upstream: MemoryUpstream) =>
  upstream.received.flatMap(({ message }) =>
    isRequest(message) && message.params?.name === 'create_record' ? [message.params] : [],
  );
export const NEW = { model: 'res.partner', values: { type: 'contact' } };
export const FORMS = { elicitation: {} };
