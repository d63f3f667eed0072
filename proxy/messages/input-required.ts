import { type Deny, deny } from '../../policies/decision.ts';
import { isObject, type Json, type JsonObject } from '../../policies/json.ts';
import { type AskedOfClient, askedOfClient } from './asked-of-client.ts';
import type { Filtered } from './call.ts';

/**
 * A result that asks the client for something first (2026-07-28, multi round-trip requests), with what the policy
 * lets a server ask of this client. `told`: the capabilities the server was told of. What the server wants back
 * passes as it is. Denied where nothing of what it asks for may be asked: the request cannot go on.
 */
export function filterInputRequired(result: JsonObject, told: JsonObject): Filtered | Deny {
  const { resultType, inputRequests = {}, requestState } = result;
  if (
    !isObject(inputRequests) ||
    (requestState !== undefined && typeof requestState !== 'string')
  ) {
    return unreadable();
  }
  const entries = Object.entries(inputRequests);
  if (entries.length === 0 && requestState === undefined) return unreadable();
  const asked: [string, JsonObject][] = [];
  const kept: string[] = [];
  let refusal: Deny | undefined;
  for (const [key, request] of entries) {
    const judged = judgeInput(request, told);
    if (!judged) return unreadable();
    if (judged.kind === 'asked') asked.push([key, inputRequest(judged, request)]);
    else {
      kept.push(key);
      refusal ??= refusalOf(request);
    }
  }
  if (refusal && asked.length === 0) return refusal;
  return {
    result: {
      ...(resultType === undefined ? {} : { resultType }),
      ...(asked.length === 0 ? {} : { inputRequests: Object.fromEntries(asked) }),
      ...(requestState === undefined ? {} : { requestState }),
    },
    notes: kept.length === 0 ? [] : [{ kind: 'keys_dropped', keys: kept }],
  };
}

/** Undefined where it is no request at all. */
function judgeInput(request: Json, told: JsonObject): ReturnType<typeof askedOfClient> | undefined {
  if (!isObject(request) || typeof request.method !== 'string') return undefined;
  const { method, params } = request;
  if (params !== undefined && !isObject(params)) return undefined;
  return askedOfClient({ method, ...(params ? { params } : {}) }, told, true, 'modern');
}

/** The request as the client gets it: with parameters where the server gave any, were they none. */
function inputRequest({ method, params }: AskedOfClient, request: Json): JsonObject {
  const given = isObject(request) && request.params !== undefined;
  return { method, ...(params || given ? { params: params ?? {} } : {}) };
}

/** What a server may ask for, by the key of the policy that opens it. */
const OPENED_BY: ReadonlyMap<Json | undefined, string> = new Map([
  ['sampling/createMessage', 'sampling'],
  ['elicitation/create', 'elicitation'],
  ['roots/list', 'roots'],
]);

/** Why a request does not pass, in no words of the server's. */
function refusalOf(request: Json): Deny {
  const kind = OPENED_BY.get(isObject(request) ? request.method : undefined);
  return deny(
    'message_not_supported',
    kind === undefined ? 'fail-closed' : `gateway.yaml:protocol.${kind}`,
    kind === undefined
      ? 'the server behind asked the client for something that no client is asked for.'
      : `the server behind asked for ${kind} in a way that the policy does not open, or that this client has not declared.`,
  );
}

function unreadable(): Deny {
  return deny(
    'result_unreadable',
    'fail-closed',
    'the server behind asked for something in a form that cannot be checked.',
  );
}
