import { type Deny, deny } from '../../policies/decision.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../policies/json.ts';
import { showsForms } from '../elicitation.ts';
import type { Era } from '../exchange.ts';
import {
  RPC_ERROR,
  type RpcError,
  type RpcRequest,
  type RpcResponse,
  rpcError,
} from '../wire/message.ts';

/** A request of the server as the client gets it, without its id. */
export interface AskedOfClient {
  readonly kind: 'asked';
  readonly method: ServerMethod;
  readonly params: JsonObject | undefined;
}

/** Why it does not get there, and what the server is told instead. */
export interface RefusedToServer {
  readonly kind: 'refused';
  readonly error: RpcError['error'];
  readonly deny: Deny;
}

/** What a server may ask of a client (2025-11-25). */
export type ServerMethod = 'ping' | 'roots/list' | 'sampling/createMessage' | 'elicitation/create';

/** Parameters of `sampling/createMessage` (2025-11-25, sampling) besides those that need a capability. */
const SAMPLING_PARAMS = [
  'messages',
  'modelPreferences',
  'systemPrompt',
  'temperature',
  'maxTokens',
  'stopSequences',
  'metadata',
] as const;

/**
 * Judges a request of the server by what it was told of the client, and writes it anew. `inWords`: whether the
 * server may say something here that no data rule has seen. What it may not ask does not exist, as for a client
 * without the capability. `era`: a 2026-07-28 server asks inside its results.
 */
export function askedOfClient(
  { method, params = {} }: Pick<RpcRequest, 'method' | 'params'>,
  told: JsonObject,
  inWords: boolean,
  era: Era = 'legacy',
): AskedOfClient | RefusedToServer {
  switch (method) {
    case 'ping':
      return era === 'modern' ? closed(method) : { kind: 'asked', method, params: undefined };
    case 'roots/list':
      return isObject(told.roots) ? { kind: 'asked', method, params: undefined } : closed(method);
    case 'sampling/createMessage': {
      if (!isObject(told.sampling)) return closed(method);
      if (!inWords) return unjudged(method);
      const asked = samplingParams(params, told.sampling);
      return asked ? { kind: 'asked', method, params: asked } : malformed(method);
    }
    case 'elicitation/create': {
      if (!isObject(told.elicitation)) return closed(method);
      if (!inWords) return unjudged(method);
      return params.mode === 'url'
        ? askedAtAddress(params, told.elicitation, era)
        : askedByForm(params, told.elicitation);
    }
    default:
      return closed(method);
  }
}

function samplingParams(params: JsonObject, told: JsonObject): JsonObject | undefined {
  const { messages, maxTokens } = params;
  if (!isArray(messages) || !messages.every(isMessage) || typeof maxTokens !== 'number') {
    return undefined;
  }
  const keys = [
    ...SAMPLING_PARAMS,
    ...(isObject(told.tools) ? ['tools', 'toolChoice'] : []),
    ...(isObject(told.context) ? ['includeContext'] : []),
  ];
  const asked = keys.flatMap((key) => {
    const value = params[key];
    return value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(asked);
}

function isMessage(message: Json): boolean {
  return (
    isObject(message) &&
    (message.role === 'user' || message.role === 'assistant') &&
    isContent(message.content)
  );
}

/** One block, or several (2025-11-25). */
export function isContent(content: Json | undefined): boolean {
  return isObject(content) || (isArray(content) && content.every(isObject));
}

function askedByForm(params: JsonObject, told: JsonObject): AskedOfClient | RefusedToServer {
  const { message, requestedSchema, mode } = params;
  if (!showsForms(told)) return closed(ELICITATION);
  const isForm =
    typeof message === 'string' &&
    isObject(requestedSchema) &&
    requestedSchema.type === 'object' &&
    isObject(requestedSchema.properties) &&
    Object.values(requestedSchema.properties).every(isObject);
  if (!isForm || (mode !== undefined && mode !== 'form')) return malformed(ELICITATION);
  const asked = { ...(mode === undefined ? {} : { mode }), message, requestedSchema };
  return { kind: 'asked', method: ELICITATION, params: asked };
}

/** An address the person is sent to: of the web, and nothing that runs in the client (2025-11-25, URL mode). */
function askedAtAddress(
  params: JsonObject,
  told: JsonObject,
  era: Era,
): AskedOfClient | RefusedToServer {
  if (!isObject(told.url)) return closed(ELICITATION);
  const asked = era === 'modern' ? addressed(params) : urlElicitation(params);
  return asked ? { kind: 'asked', method: ELICITATION, params: asked } : malformed(ELICITATION);
}

const ELICITATION = 'elicitation/create';
const LONGEST_URL = 2_048;

/** The parts of a URL elicitation, where it is one. */
export function urlElicitation(said: Json): JsonObject | undefined {
  if (!isObject(said) || typeof said.elicitationId !== 'string') return undefined;
  const asked = addressed(said);
  return asked && { ...asked, elicitationId: said.elicitationId };
}

/** The same in 2026-07-28, which has no name for it. */
function addressed({ mode, message, url }: JsonObject): JsonObject | undefined {
  if (mode !== 'url' || typeof message !== 'string' || typeof url !== 'string') return undefined;
  if (url.length > LONGEST_URL || !URL.canParse(url)) return undefined;
  return /^https?:$/.test(new URL(url).protocol) ? { mode, message, url } : undefined;
}

/** A method that is not open to the server: by the policy, or because the client cannot do it. */
function closed(method: string): RefusedToServer {
  const name = method.slice(0, 64);
  return {
    kind: 'refused',
    error: { code: RPC_ERROR.methodNotFound, message: 'Method not found' },
    deny: deny(
      'message_not_supported',
      'gateway.yaml:protocol',
      `the server may not ask this client for ${name}.`,
    ),
  };
}

/** A question beside something a binding describes. */
function unjudged(method: string): RefusedToServer {
  return {
    ...closed(method),
    deny: deny(
      'message_not_supported',
      'fail-closed',
      `${method} beside what a binding describes could carry data that no rule has judged.`,
    ),
  };
}

function malformed(method: string): RefusedToServer {
  return {
    kind: 'refused',
    error: { code: RPC_ERROR.invalidParams, message: `not what ${method} takes` },
    deny: deny('arguments_invalid', 'protocol', `the parameters are not what ${method} takes.`),
  };
}

/**
 * What the client said to a request of the server, as the server gets it: the parts that answer it and nothing
 * else. Undefined where it is no answer to that request. `id`: the server's own.
 */
export function answerToServer(
  { method, params = {} }: AskedOfClient,
  said: RpcResponse,
  id: RpcRequest['id'],
): RpcResponse | undefined {
  if ('error' in said) {
    const { code, message, data } = said.error;
    return rpcError(id, code, message, data);
  }
  const result = resultFor(method, params, said.result);
  return result && { jsonrpc: '2.0', id, result };
}

function resultFor(
  method: ServerMethod,
  params: JsonObject,
  result: JsonObject,
): JsonObject | undefined {
  switch (method) {
    case 'ping':
      return {};
    case 'roots/list':
      return isArray(result.roots) && result.roots.every(isRoot)
        ? { roots: result.roots }
        : undefined;
    case 'sampling/createMessage': {
      const { role, content, model, stopReason } = result;
      if (role !== 'user' && role !== 'assistant') return undefined;
      if (typeof model !== 'string' || content === undefined || !isContent(content)) {
        return undefined;
      }
      return { role, content, model, ...(stopReason === undefined ? {} : { stopReason }) };
    }
    case 'elicitation/create':
      return elicited(params, result);
    default:
      return method satisfies never;
  }
}

/** Whether a value can be one of the roots that a client lists. */
export function isRoot(root: Json): boolean {
  return isObject(root) && typeof root.uri === 'string';
}

/** Nothing counts as an answer that was not asked for; a page that was visited brings no content. */
function elicited(params: JsonObject, { action, content }: JsonObject): JsonObject | undefined {
  if (action === 'decline' || action === 'cancel') return { action };
  if (action !== 'accept') return undefined;
  const { requestedSchema } = params;
  if (!isObject(requestedSchema) || content === undefined) return { action };
  const { properties } = requestedSchema;
  if (!isObject(content) || !isObject(properties)) return undefined;
  const given = Object.entries(content).filter(([name]) => Object.hasOwn(properties, name));
  if (!given.every(([, value]) => isPlain(value))) return undefined;
  return { action, content: Object.fromEntries(given) };
}

/** A form holds plain values, and lists of texts where several may be chosen (2025-11-25). */
export function isPlain(value: Json): boolean {
  if (isArray(value)) return value.every((each) => typeof each === 'string');
  return value !== null && typeof value !== 'object';
}
