import type { JsonObject } from '../../policies/json.ts';
import { guarded, MODERN_META, sha256 } from '../guarded.fixture.ts';
import { type Act, json, memoryUpstream } from '../memory-upstream.fixture.ts';

export const CAPABILITIES = 'io.modelcontextprotocol/clientCapabilities';
export const LOG_LEVEL = 'io.modelcontextprotocol/logLevel';
/** A policy in which a server may ask the client for all there is. */
export const EVERYTHING = '{sampling: allow, elicitation: allow, roots: allow, logging: allow}';
export const STATE = ' {"a":1.0}\u2028\u0000é ';
/** What a client can do that can do everything. */
export const client = {
  sampling: { tools: {}, x: 1 },
  elicitation: { form: {}, url: {} },
  roots: {},
};

/** A policy with these doors to the client, in front of a server that no binding describes. */
export function files(
  protocol: string,
  unbound = 'tools: allow, resources: allow, prompts: allow',
) {
  return {
    gateway: `
odoo: {database: demo}
upstream: {url: "http://127.0.0.1:9/mcp", unbound: {${unbound}}}
protocol: ${protocol}
identity: {tokens: [{name: worker, sha256: ${sha256('worker')}, groups: [base.group_user]}]}
`,
  };
}

export const form = {
  method: 'elicitation/create',
  params: {
    mode: 'form',
    message: 'Who?',
    requestedSchema: { type: 'object', properties: { name: { type: 'string' } } },
  },
};
export const page = {
  method: 'elicitation/create',
  params: { mode: 'url', message: 'Look', url: 'https://example.com/' },
};
export const model = {
  method: 'sampling/createMessage',
  params: { messages: [{ role: 'user', content: { type: 'text', text: 'hi' } }], maxTokens: 5 },
};
export const folders = { method: 'roots/list', params: {} };
export const all = { form, page, model, folders };

/** A result by which a server asks the client. */
export const asking = (inputRequests: JsonObject, more: JsonObject = {}): JsonObject => ({
  resultType: 'input_required',
  inputRequests,
  requestState: STATE,
  ...more,
});

/** What a request through the guard brings that this server answers, and what reached the server of it. */
export function asked(
  answer: JsonObject | Act,
  {
    protocol = EVERYTHING,
    capabilities = client,
    method = 'tools/call',
    params = { name: 'any', arguments: { a: 1 } },
    meta = {},
  }: {
    readonly protocol?: string;
    readonly capabilities?: JsonObject;
    readonly method?: string;
    readonly params?: JsonObject;
    readonly meta?: JsonObject;
  } = {},
) {
  const act: Act = typeof answer === 'function' ? answer : (request) => json(request, answer);
  const upstream = memoryUpstream(act);
  const guard = guarded(upstream, files(protocol));
  const _meta = { ...MODERN_META, [CAPABILITIES]: capabilities, ...meta };
  const reply = guard.ask(method, { ...params, _meta }, { era: 'modern', bearer: 'worker' });
  return {
    reply,
    guard,
    async sent() {
      await reply;
      const message = upstream.received[0]?.message;
      return message && 'params' in message ? message.params : undefined;
    },
  };
}
