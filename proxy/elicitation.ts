import { isObject, type Json, type JsonObject } from '../policies/json.ts';
import type { Subject } from '../policies/subject.ts';
import { UpstreamFailure } from './exchange.ts';
import type { Session } from './identity/sessions.ts';
import type { Call } from './messages/call.ts';
import { META, metaOf } from './wire/envelope.ts';
import type { RequestId, RpcResponse } from './wire/message.ts';

/** A form for the person behind a client. */
export interface Question {
  /** The name its answer comes back under: no two questions about one request share it. */
  readonly key: string;
  readonly message: string;
  /** What is asked for: a flat object schema with plain values. */
  readonly schema: Form;
  /** Opaque to client and guard: where a client repeats its request, it brings this back as it is. */
  readonly state?: string;
}

export interface Form {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, JsonObject>>;
  readonly required: readonly string[];
}

/** What a person said. Closing the form, an answer that is none, and no answer in time are `cancelled`. */
export type Answer =
  | { readonly kind: 'accepted'; readonly content: JsonObject }
  | { readonly kind: 'declined' }
  | { readonly kind: 'cancelled' };

export type Asked =
  | Answer
  /** The client never said that it can ask anybody. */
  | { readonly kind: 'unable' }
  /** 2026-07-28: the result to answer with now. The client repeats the request with what the person said. */
  | { readonly kind: 'pending'; readonly result: JsonObject };

/** The guard's own door to the person behind a client, the same for both eras. */
export interface Elicitation {
  /** Whether the client behind a call can show a form. */
  canAsk(call: Call): boolean;
  /**
   * Asks. Legacy: on the stream of the call itself, waiting for the answer; modern: through the result, unless
   * the request brings the answer along. Throws `UpstreamFailure` (aborted) where the caller no longer waits.
   */
  ask(call: Call, question: Question): Promise<Asked>;
  /** What a repeated modern request brings along for a question asked before. */
  brought(call: Call, key: string): Answer | undefined;
  /**
   * Takes a response that a client posted in its session. False where nothing of that session waits for it that this
   * caller was asked: somebody else may have signed in there since.
   */
  receive(
    from: { readonly session: Session; readonly subject: Pick<Subject, 'id'> },
    response: RpcResponse,
  ): boolean;
}

/** A question that waits. */
interface Waiting {
  /** Who was asked. */
  readonly subject: string;
  take(answer: Answer): void;
}

/** Milliseconds a person has for an answer. */
const PATIENCE_MS = 5 * 60_000;

/** Keeps the questions that wait in each session: they are forgotten with it. `patienceMs`: for one answer. */
export function createElicitation(patienceMs: number = PATIENCE_MS): Elicitation {
  const waiting = new WeakMap<Session, Map<RequestId, Waiting>>();
  let lastId = 0;

  function askOnStream(call: Call, session: Session, question: Question): Promise<Answer> {
    lastId += 1;
    const id = `guard-${lastId}`;
    const { signal } = call;
    return new Promise((resolve, reject) => {
      const questions = waiting.get(session) ?? new Map<RequestId, Waiting>();
      waiting.set(session, questions);
      const patience = setTimeout(() => withdraw(), patienceMs);
      const settle = (): void => {
        clearTimeout(patience);
        signal.removeEventListener('abort', onAbort);
        questions.delete(id);
      };
      const withdraw = (): void => {
        settle();
        const params = { requestId: id, reason: 'the question is no longer open' };
        const message = { jsonrpc: '2.0' as const, method: 'notifications/cancelled', params };
        call.send(message).then(() => resolve({ kind: 'cancelled' }), reject);
      };
      const onAbort = (): void => {
        withdraw();
        reject(new UpstreamFailure('aborted', 'the caller no longer waits'));
      };
      if (signal.aborted) return onAbort();
      signal.addEventListener('abort', onAbort, { once: true });
      questions.set(id, {
        subject: call.caller.subject.id,
        take(answer) {
          settle();
          resolve(answer);
        },
      });
      const params: JsonObject = { message: question.message, requestedSchema: formOf(question) };
      call.send({ jsonrpc: '2.0', id, method: 'elicitation/create', params }).catch((error) => {
        settle();
        reject(error);
      });
    });
  }

  const elicitation: Elicitation = {
    canAsk({ era, request, caller }) {
      if (era === 'legacy') return caller.session?.showsForms === true;
      const capabilities = metaOf(request.params)?.[META.clientCapabilities];
      return isObject(capabilities) && showsForms(capabilities.elicitation);
    },
    async ask(call, question) {
      if (!elicitation.canAsk(call)) return { kind: 'unable' };
      const before = elicitation.brought(call, question.key);
      if (before) return within(before, question);
      if (call.era === 'modern') return { kind: 'pending', result: inputRequired(question) };
      const { session } = call.caller;
      if (!session) return { kind: 'unable' };
      return within(await askOnStream(call, session, question), question);
    },
    brought({ era, request }, key) {
      const responses = era === 'modern' ? request.params?.inputResponses : undefined;
      if (!isObject(responses) || !Object.hasOwn(responses, key)) return undefined;
      return answerOf(responses[key]);
    },
    receive({ session, subject }, response) {
      const { id } = response;
      const asked = id === undefined || id === null ? undefined : waiting.get(session)?.get(id);
      if (asked?.subject !== subject.id) return false;
      asked.take('result' in response ? answerOf(response.result) : { kind: 'cancelled' });
      return true;
    },
  };
  return elicitation;
}

/** Whether an `elicitation` capability includes forms: `{}` means forms and nothing else (2025-11-25). */
export function showsForms(capability: Json | undefined): boolean {
  if (!isObject(capability)) return false;
  return capability.form === undefined ? capability.url === undefined : isObject(capability.form);
}

function answerOf(said: Json | undefined): Answer {
  if (!isObject(said)) return { kind: 'cancelled' };
  switch (said.action) {
    case 'accept':
      return { kind: 'accepted', content: plainValues(said.content) };
    case 'decline':
      return { kind: 'declined' };
    default:
      return { kind: 'cancelled' };
  }
}

/** A form holds plain values and nothing else. */
function plainValues(content: Json | undefined): JsonObject {
  if (!isObject(content)) return {};
  return Object.fromEntries(
    Object.entries(content).filter(([, value]) => value !== null && typeof value !== 'object'),
  );
}

/** Nothing counts as an answer that was not asked for. */
function within(answer: Answer, { schema }: Question): Answer {
  if (answer.kind !== 'accepted') return answer;
  const asked = Object.entries(answer.content).filter(([name]) =>
    Object.hasOwn(schema.properties, name),
  );
  return { kind: 'accepted', content: Object.fromEntries(asked) };
}

function formOf({ schema }: Question): JsonObject {
  return { type: schema.type, properties: schema.properties, required: schema.required };
}

function inputRequired(question: Question): JsonObject {
  const params = { mode: 'form', message: question.message, requestedSchema: formOf(question) };
  return {
    resultType: 'input_required',
    inputRequests: { [question.key]: { method: 'elicitation/create', params } },
    ...(question.state === undefined ? {} : { requestState: question.state }),
  };
}
