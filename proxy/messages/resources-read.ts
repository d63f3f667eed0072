import type { BoundResource, BoundResourceCall } from '../../policies/bindings/binding.ts';
import { filterResourceResult } from '../../policies/filter/resource-result.ts';
import type { JsonObject } from '../../policies/json.ts';
import type { Era } from '../exchange.ts';
import { passedError } from '../upstream-error.ts';
import { RPC_ERROR, type RpcError } from '../wire/message.ts';
import {
  type Call,
  denied,
  type MessageHandler,
  type Prepared,
  type Refused,
  relayNothing,
} from './call.ts';
import type { HandlerContext } from './context.ts';
import { decideOperations } from './decide-operations.ts';
import { invalidParams } from './denial.ts';
import { forwardedMeta, withMeta } from './envelope.ts';
import {
  forwardedRepeated,
  isRepeated,
  parseRepeated,
  type Repeated,
  unknownParam,
} from './input-responses.ts';
import { refuseOracle } from './oracle-limit.ts';
import { privateToTheCaller } from './private-result.ts';
import {
  askedResource,
  resourceAccess,
  resourceNotFound,
  unknownResource,
} from './resource-access.ts';
import { refuseUnlessSignedIn } from './signed-in.ts';
import { toldOf, unboundRequest, wordyMeta } from './unbound-request.ts';
import { filterWithinReach } from './within-reach.ts';
import { writtenBack } from './written-back.ts';

/** `resources/read`: the URI is decoded, decided on and written anew, like the arguments of a tool. */
export function resourcesRead(context: HandlerContext): MessageHandler {
  return {
    needsSubject: true,
    cost: () => ({ write: false, units: 1 }),
    async prepare(call) {
      const reading = parseReading(call.request.params, call.era);
      if ('kind' in reading) return reading;
      const { uri } = reading;
      const asked = askedResource(uri, context);
      if (asked.kind === 'unknown') return unknownResource(uri, call.era);
      const unsigned = refuseUnlessSignedIn(call, context);
      if (unsigned) return denied(unsigned);
      if (asked.kind === 'unbound') return prepareUnbound(call, reading, context);
      if (reading.repeated) return invalidParams('this resource asks for nothing.');

      const { resource } = asked;
      const facts = { resource: resource.uri };
      const access = resourceAccess(resource, call, context);
      if (access === 'hidden') return unknownResource(uri, call.era);
      if (access !== 'visible') return denied(access, facts);
      if ('effect' in asked.call) return denied(asked.call, facts);
      return prepareBound(call, uri, resource, asked.call, context);
    },
  };
}

const KNOWN_PARAMS: ReadonlySet<string> = new Set(['uri', '_meta']);

interface Reading extends Repeated {
  readonly uri: string;
  /** Whether it is made once more, with what its first result asked for. */
  readonly repeated: boolean;
}

function parseReading(params: JsonObject = {}, era: Era): Reading | Refused {
  const unknown = unknownParam(params, KNOWN_PARAMS, era);
  if (unknown !== undefined) {
    return invalidParams(`resources/read parameter ${JSON.stringify(unknown)} is not supported.`);
  }
  const { uri } = params;
  if (typeof uri !== 'string') return invalidParams('resources/read needs a uri.');
  const along = parseRepeated(params, era);
  return 'kind' in along ? along : { uri, repeated: isRepeated(params, era), ...along };
}

async function prepareBound(
  call: Call,
  uri: string,
  resource: BoundResource,
  bound: BoundResourceCall,
  context: HandlerContext,
): Promise<Prepared | Refused> {
  const { policy } = context;
  const facts = { resource: resource.uri, operations: bound.operations };
  const decided = await decideOperations(bound.operations, call, context);
  if ('effect' in decided) return denied(decided, facts);

  const oracle = refuseOracle(bound.operations, call, context);
  if (oracle) return denied(oracle, facts);

  const operations = decided.map((allow) => allow.operation);
  const emitted = writtenBack(() => ({
    uri: bound.emit(operations),
    sent: bound.emitArguments(operations),
  }));
  if ('denial' in emitted) return denied(emitted.denial, facts);
  const notes = decided.flatMap((allow) => allow.notes);
  return {
    ...reading(call, uri, emitted.value.uri),
    async filter(result) {
      const { maxResponseBytes } = policy.access;
      const { sent } = emitted.value;
      const filtered = await filterWithinReach(
        decided,
        (known) =>
          filterResourceResult(result, uri, resource.result, known, { maxResponseBytes }, sent),
        call,
        context,
      );
      if ('effect' in filtered) return filtered;
      return {
        ...filtered,
        result: privateToTheCaller(filtered.result, call.era),
        notes: [...notes, ...filtered.notes],
      };
    },
    facts: {
      resource: resource.uri,
      operations,
      rule: decided.map((allow) => allow.rule).join(', '),
    },
  };
}

/** A resource no binding describes: only the operator's word lets it pass. */
function prepareUnbound(call: Call, asked: Reading, context: HandlerContext): Prepared | Refused {
  const { uri } = asked;
  const facts = { rule: 'gateway.yaml:upstream.unbound.resources' };
  const along = forwardedRepeated(asked, toldOf(call, context));
  if ('effect' in along) return denied(along, facts);
  if ('refusal' in along) return { ...along, facts };
  const unbound = unboundRequest(call, context, 'reads');
  return {
    ...reading(call, uri, uri),
    params: withMeta({ uri, ...along.params }, wordyMeta(call, context)),
    ...unbound,
    async filter(result) {
      const passed = await unbound.filter(result);
      if ('effect' in passed || passed.result.resultType === 'input_required') return passed;
      return { ...passed, result: privateToTheCaller(passed.result, call.era) };
    },
    onError: (error) =>
      isNotFound(error) ? resourceNotFound(uri, call.era) : unbound.onError(error),
    facts,
  };
}

/** `asked`: what the caller wrote, which errors repeat; `uri`: what is forwarded. */
function reading(call: Call, asked: string, uri: string): Omit<Prepared, 'filter' | 'facts'> {
  return {
    kind: 'prepared',
    params: withMeta({ uri }, forwardedMeta(call.request.params, call.era)),
    withCredential: true,
    mayChange: false,
    relay: relayNothing,
    onError: (error) =>
      isNotFound(error) ? resourceNotFound(asked, call.era) : passedError(error),
  };
}

/** Servers of both eras use either code; whether it is the record or the rights that lack is not told. */
function isNotFound({ code }: RpcError['error']): boolean {
  return code === RPC_ERROR.resourceNotFound || code === RPC_ERROR.invalidParams;
}
