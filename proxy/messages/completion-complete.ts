import type { CompletionKind } from '../../policies/bindings/completions.ts';
import { filterCompletion } from '../../policies/filter/completion.ts';
import { isObject, type Json, type JsonObject } from '../../policies/json.ts';
import { type ModelName, parseModelName } from '../../policies/names.ts';
import {
  type Answered,
  type Call,
  denied,
  type MessageHandler,
  type Prepared,
  type Refused,
  relayNothing,
} from './call.ts';
import type { HandlerContext } from './context.ts';
import { invalidParams } from './denial.ts';
import { forwardedMeta, withMeta } from './envelope.ts';
import { decideOffer } from './offered-values.ts';
import { unknownPrompt } from './prompts-get.ts';
import { askedResource, unknownResource } from './resource-access.ts';
import { refuseUnlessSignedIn } from './signed-in.ts';
import { promptTwins } from './twin-names.ts';
import { passUnbound } from './unbound-result.ts';

/**
 * `completion/complete`: what is offered for an argument of a bound prompt or resource template is what the
 * caller could name there. An argument no binding describes is not completed.
 */
export function completionComplete(context: HandlerContext): MessageHandler {
  const isTwin = promptTwins(context);
  return {
    needsSubject: true,
    cost: () => ({ write: false, units: 1 }),
    async prepare(call) {
      const asked = parseCompletion(call.request.params);
      if ('kind' in asked) return asked;
      const standing = standingOf(asked.ref, context, isTwin);
      if (standing === 'unknown') return unknownRef(asked.ref, call);
      const unsigned = refuseUnlessSignedIn(call, context);
      if (unsigned) return denied(unsigned);
      return standing === 'bound'
        ? prepareBound(call, asked, context)
        : prepareUnbound(call, asked, context);
    },
  };
}

type Ref =
  | { readonly type: 'ref/prompt'; readonly name: string }
  | { readonly type: 'ref/resource'; readonly uri: string };

interface CompletionRequest {
  readonly ref: Ref;
  readonly argument: { readonly name: string; readonly value: string };
  /** Arguments that are known already. */
  readonly beside: Readonly<Record<string, string>>;
}

const LONGEST_VALUE = 256;

function parseCompletion(params: JsonObject = {}): CompletionRequest | Refused {
  const { argument, context } = params;
  const ref = parseRef(params.ref);
  if (!ref) return invalidParams('ref names a prompt (ref/prompt) or a resource (ref/resource).');
  if (!isObject(argument) || typeof argument.name !== 'string') {
    return invalidParams('argument has the name of an argument and the value to complete.');
  }
  const { name, value } = argument;
  if (typeof value !== 'string' || value.length > LONGEST_VALUE) {
    return invalidParams(`the value to complete is a text of at most ${LONGEST_VALUE} characters.`);
  }
  const known = isObject(context) && isObject(context.arguments) ? context.arguments : {};
  const beside: Record<string, string> = {};
  for (const [key, said] of Object.entries(known)) {
    if (typeof said === 'string' && said.length <= LONGEST_VALUE) beside[key] = said;
  }
  return { ref, argument: { name, value }, beside };
}

function parseRef(ref: Json | undefined): Ref | undefined {
  if (!isObject(ref)) return undefined;
  if (ref.type === 'ref/prompt' && typeof ref.name === 'string') {
    return { type: ref.type, name: ref.name };
  }
  if (ref.type === 'ref/resource' && typeof ref.uri === 'string') {
    return { type: ref.type, uri: ref.uri };
  }
  return undefined;
}

/** What reads like something bound is nothing else: the server may take it for that. */
function standingOf(
  ref: Ref,
  context: HandlerContext,
  isTwin: (prompt: string) => boolean,
): 'bound' | 'unbound' | 'unknown' {
  const { binding, policy } = context;
  const bound =
    ref.type === 'ref/prompt'
      ? binding?.prompts.has(ref.name)
      : binding?.resources.some((resource) => resource.uri === ref.uri);
  if (bound) return 'bound';
  const { unbound } = policy.gateway.upstream;
  const passes =
    ref.type === 'ref/prompt'
      ? unbound.prompts === 'allow' && !isTwin(ref.name)
      : askedResource(ref.uri, context).kind === 'unbound';
  return unbound.completions === 'allow' && passes ? 'unbound' : 'unknown';
}

function unknownRef(ref: Ref, call: Call): Refused {
  return ref.type === 'ref/prompt' ? unknownPrompt(ref.name) : unknownResource(ref.uri, call.era);
}

async function prepareBound(
  call: Call,
  { ref, argument, beside }: CompletionRequest,
  context: HandlerContext,
): Promise<Prepared | Answered | Refused> {
  const completions = context.binding?.completions;
  const kind = completions?.arguments.get(argument.name);
  if (!completions || !kind) return nothingOffered(call);
  const [from, model] = modelBeside(completions.modelFrom, beside);
  if (needsModel(kind) && !model) return nothingOffered(call);
  const offer = await decideOffer(call, kind, argument.value, model, context);
  if ('effect' in offer) return denied(offer);
  const named = from !== undefined && model !== undefined ? { [from]: model } : {};
  return {
    ...completing(call, { ref, argument: { ...argument, value: offer.value }, beside: named }),
    filter: (result) => filterCompletion(result, kind, offer.may),
    facts: { operations: offer.operations },
  };
}

/** What no binding describes: only the operator's word lets it pass. */
function prepareUnbound(call: Call, asked: CompletionRequest, context: HandlerContext): Prepared {
  return {
    ...completing(call, asked),
    filter: (result) => passUnbound(result, call, { told: {}, effect: 'reads' }, context),
    facts: { rule: 'gateway.yaml:upstream.unbound.completions' },
  };
}

function completing(
  call: Call,
  { ref, argument, beside }: CompletionRequest,
): Omit<Prepared, 'filter' | 'facts'> {
  const params = {
    ref: { ...ref },
    argument,
    ...(Object.keys(beside).length === 0 ? {} : { context: { arguments: beside } }),
  };
  return {
    kind: 'prepared',
    params: withMeta(params, forwardedMeta(call.request.params, call.era)),
    withCredential: true,
    mayChange: false,
    relay: relayNothing,
  };
}

function needsModel(kind: CompletionKind): boolean {
  return kind !== 'models';
}

/** The first argument given that may name the model, and the model it names. */
function modelBeside(
  modelFrom: readonly string[],
  beside: Readonly<Record<string, string>>,
): readonly [string, ModelName] | readonly [undefined, undefined] {
  for (const name of modelFrom) {
    const model = Object.hasOwn(beside, name) ? parseModelName(beside[name]) : undefined;
    if (model !== undefined) return [name, model];
  }
  return [undefined, undefined];
}

function nothingOffered({ era }: Call): Answered {
  const completion = { values: [], hasMore: false };
  return {
    kind: 'answered',
    result: { ...(era === 'modern' ? { resultType: 'complete' } : {}), completion },
  };
}
