import type { BoundPrompt } from '../../policies/bindings/bound-prompt.ts';
import { deny } from '../../policies/decision.ts';
import { filterPromptResult } from '../../policies/filter/prompt-result.ts';
import { isObject, type JsonObject } from '../../policies/json.ts';
import type { Era } from '../exchange.ts';
import { RPC_ERROR } from '../wire/message.ts';
import {
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
import {
  forwardedRepeated,
  isRepeated,
  parseRepeated,
  type Repeated,
  unknownParam,
} from './input-responses.ts';
import { refuseClosedNames } from './open-names.ts';
import { refuseUnlessSignedIn } from './signed-in.ts';
import { promptTwins } from './twin-names.ts';
import { toldOf, unboundRequest, wordyMeta } from './unbound-request.ts';

/** `prompts/get`: every model and field its arguments name must be open to the caller. */
export function promptsGet(context: HandlerContext): MessageHandler {
  const isTwin = promptTwins(context);
  return {
    needsSubject: true,
    cost: () => ({ write: false, units: 1 }),
    async prepare(call) {
      const asked = parsePromptRequest(call.request.params, call.era);
      if ('kind' in asked) return asked;
      const prompt = context.binding?.prompts.get(asked.name);
      const allowed = prompt || context.policy.gateway.upstream.unbound.prompts === 'allow';
      if (!allowed || isTwin(asked.name)) return unknownPrompt(asked.name);
      const facts = { prompt: asked.name };
      const unsigned = refuseUnlessSignedIn(call, context);
      if (unsigned) return denied(unsigned, facts);
      if (prompt && asked.repeated) return invalidParams(`${asked.name} asks for nothing.`);
      return prompt
        ? prepareBound(call, prompt, asked.args, context)
        : prepareUnbound(call, asked, context);
    },
  };
}

interface PromptRequest extends Repeated {
  readonly name: string;
  readonly args: JsonObject;
  /** Whether it is made once more, with what its first result asked for. */
  readonly repeated: boolean;
}

const KNOWN_PARAMS: ReadonlySet<string> = new Set(['name', 'arguments', '_meta']);

function parsePromptRequest(params: JsonObject = {}, era: Era): PromptRequest | Refused {
  const repeated = isRepeated(params, era);
  const unknown = unknownParam(params, KNOWN_PARAMS, era);
  if (unknown !== undefined) {
    return invalidParams(`prompts/get parameter ${JSON.stringify(unknown)} is not supported.`);
  }
  const { name, arguments: args = {} } = params;
  if (typeof name !== 'string') return invalidParams('prompts/get needs the name of a prompt.');
  const texts = isObject(args) && Object.values(args).every((value) => typeof value === 'string');
  if (!texts) return invalidParams('the arguments of a prompt are texts.');
  const along = parseRepeated(params, era);
  return 'kind' in along ? along : { name, args, repeated, ...along };
}

async function prepareBound(
  call: Call,
  prompt: BoundPrompt,
  args: JsonObject,
  context: HandlerContext,
): Promise<Prepared | Refused> {
  const facts = { prompt: prompt.name };
  const bound = prompt.bind(args);
  if ('effect' in bound) return denied(bound, facts);
  const closed = await refuseClosedNames(call, bound, context);
  if (closed) return denied(closed, facts);
  const { maxResponseBytes } = context.policy.access;
  return {
    ...getting(call, prompt.name, bound.arguments),
    filter: (result) => filterPromptResult(result, { maxResponseBytes }),
    facts: { ...facts, rule: `binding:${prompt.name}` },
  };
}

/** A prompt no binding describes: only the operator's word lets it pass. */
function prepareUnbound(
  call: Call,
  asked: PromptRequest,
  context: HandlerContext,
): Prepared | Refused {
  const { name, args } = asked;
  const facts = { prompt: name, rule: 'gateway.yaml:upstream.unbound.prompts' };
  const along = forwardedRepeated(asked, toldOf(call, context));
  if ('effect' in along) return denied(along, facts);
  if ('refusal' in along) return { ...along, facts };
  return {
    ...getting(call, name, args),
    params: withMeta({ name, arguments: args, ...along.params }, wordyMeta(call, context)),
    ...unboundRequest(call, context, 'reads'),
    facts,
  };
}

/** Without anybody's account: a prompt is the server's own text, and holds nothing out of Odoo. */
function getting(call: Call, name: string, args: JsonObject): Omit<Prepared, 'filter' | 'facts'> {
  const meta = forwardedMeta(call.request.params, call.era);
  return {
    kind: 'prepared',
    params: withMeta({ name, arguments: args }, meta),
    withCredential: false,
    mayChange: false,
    relay: relayNothing,
  };
}

/** One answer for a prompt that is hidden and one that does not exist. */
export function unknownPrompt(name: string): Refused {
  return {
    kind: 'refused',
    refusal: {
      shape: 'error',
      code: RPC_ERROR.invalidParams,
      message: `Unknown prompt: ${name.slice(0, 128)}`,
      deny: deny('tool_not_allowed', 'prompts', 'the prompt does not exist or is hidden.'),
    },
    facts: { prompt: name },
  };
}
