import { type Deny, deny } from '../../policies/decision.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../policies/json.ts';
import type { Era } from '../exchange.ts';
import { isContent, isPlain, isRoot } from './asked-of-client.ts';
import type { Refused } from './call.ts';
import { invalidParams } from './denial.ts';

/** What a request brings along that is made once more (2026-07-28, multi round-trip requests). */
export interface Repeated {
  readonly inputResponses?: JsonObject;
  /** What the server wanted back: opaque, and forwarded as it is. */
  readonly requestState?: string;
}

/** Parameters that only a repeated request has. */
export const REPEATED_PARAMS: ReadonlySet<string> = new Set(['inputResponses', 'requestState']);

/** Whether a request has any of them. Legacy requests have nothing there. */
export function isRepeated(params: JsonObject, era: Era): boolean {
  return era === 'modern' && Object.keys(params).some((key) => REPEATED_PARAMS.has(key));
}

/** The first parameter that is neither known to a method nor one of these. */
export function unknownParam(
  params: JsonObject,
  known: ReadonlySet<string>,
  era: Era,
): string | undefined {
  return Object.keys(params).find(
    (key) => !known.has(key) && !(era === 'modern' && REPEATED_PARAMS.has(key)),
  );
}

/** Reads them off a request. Refused where they are not what the protocol has there. */
export function parseRepeated(params: JsonObject, era: Era): Repeated | Refused {
  if (era !== 'modern') return {};
  const { inputResponses, requestState } = params;
  if (inputResponses !== undefined && !isObject(inputResponses)) {
    return invalidParams('inputResponses is an object.');
  }
  if (requestState !== undefined && typeof requestState !== 'string') {
    return invalidParams('requestState is a string.');
  }
  return {
    ...(inputResponses === undefined ? {} : { inputResponses }),
    ...(requestState === undefined ? {} : { requestState }),
  };
}

/**
 * The same as the server gets it: each answer in the parts that its kind has. Refused where one is no answer to
 * anything a server may ask for; denied where the server was not told that it could ask for it.
 */
export function forwardedRepeated(
  { inputResponses, requestState }: Repeated,
  told: JsonObject,
): { readonly params: JsonObject } | Refused | Deny {
  const forwarded: Record<string, Json> = {};
  for (const [key, response] of Object.entries(inputResponses ?? {})) {
    const name = JSON.stringify(key.slice(0, 64));
    const kind = kindOf(response);
    if (kind === undefined || !isObject(response)) {
      return invalidParams(`inputResponses: ${name} is no answer to anything a server asks for.`);
    }
    if (!isObject(told[kind])) return unasked(name, kind);
    forwarded[key] = partsOf(kind, response);
  }
  return {
    params: {
      ...(inputResponses === undefined ? {} : { inputResponses: forwarded }),
      ...(requestState === undefined ? {} : { requestState }),
    },
  };
}

/** Whether this has the form of an answer to anything a server may ask for. */
export function isInputResponse(response: Json): boolean {
  return kindOf(response) !== undefined;
}

/** The capability that an answer belongs to, by its form. */
type Kind = 'elicitation' | 'sampling' | 'roots';

const ACTIONS: ReadonlySet<Json | undefined> = new Set(['accept', 'decline', 'cancel']);

function kindOf(response: Json): Kind | undefined {
  if (!isObject(response)) return undefined;
  const { action, content, roots, role, model } = response;
  if (ACTIONS.has(action)) {
    const isForm =
      content === undefined || (isObject(content) && Object.values(content).every(isPlain));
    return isForm ? 'elicitation' : undefined;
  }
  if (isArray(roots)) return roots.every(isRoot) ? 'roots' : undefined;
  const isMessage =
    (role === 'user' || role === 'assistant') &&
    typeof model === 'string' &&
    content !== undefined &&
    isContent(content);
  return isMessage ? 'sampling' : undefined;
}

/** Only what a person agreed to is theirs to give. */
function partsOf(kind: Kind, response: JsonObject): JsonObject {
  switch (kind) {
    case 'elicitation':
      return picked(response, response.action === 'accept' ? ['action', 'content'] : ['action']);
    case 'sampling':
      return picked(response, ['role', 'content', 'model', 'stopReason']);
    case 'roots':
      return picked(response, ['roots']);
    default:
      return kind satisfies never;
  }
}

function picked(from: JsonObject, keys: readonly string[]): JsonObject {
  const found: Record<string, Json> = {};
  for (const key of keys) {
    const value = from[key];
    if (value !== undefined) found[key] = value;
  }
  return found;
}

function unasked(name: string, kind: Kind): Deny {
  return deny(
    'message_not_supported',
    `gateway.yaml:protocol.${kind}`,
    `inputResponses: ${name} answers what the server may not ask this client for (${kind}).`,
  );
}
