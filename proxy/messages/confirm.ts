import { createHash } from 'node:crypto';
import type { BoundTool } from '../../policies/bindings/binding.ts';
import { type Allow, type Confirm, type Deny, deny } from '../../policies/decision.ts';
import type { JsonObject } from '../../policies/json.ts';
import type { Pending } from '../confirmations.ts';
import type { Answer } from '../elicitation.ts';
import type { Answered, Call } from './call.ts';
import { changeText, toolText } from './change-text.ts';
import type { HandlerContext } from './context.ts';
import { isToldByExample } from './told-by-example.ts';

/** What a repeated call says of a question about itself. */
export interface Said {
  readonly pending: Pending;
  readonly answer: Answer;
}

/** Fields a person gave, and what the server behind wants back: they belong to the call that is confirmed. */
export type Along = Pick<Pending, 'given' | 'state'>;

/** A call that was decided on, as it would be sent. */
export interface DecidedCall {
  /** The Odoo account that carries it. */
  readonly account: string;
  readonly tool: BoundTool;
  readonly args: JsonObject;
  readonly decisions: readonly (Allow | Confirm)[];
}

/** What a decided call is about to do: two calls of one digest do the same to the same records, as the same account. */
export function digestOf({ account, tool, args }: DecidedCall): string {
  return createHash('sha256')
    .update(JSON.stringify([account, tool.name, args]))
    .digest('base64url');
}

/** What a repeated modern call brings along for a question of the guard's own, where it does. */
export function saidBefore(
  call: Call,
  state: string | undefined,
  { confirmations, elicitation }: HandlerContext,
): Said | undefined {
  if (call.era !== 'modern' || state === undefined) return undefined;
  const answer = elicitation.brought(call, keyOf(state));
  const pending = answer && confirmations.take(state, call.caller.subject.id);
  return answer && pending ? { pending, answer } : undefined;
}

/**
 * Asks the person behind the client whether a call may do what was decided it may. Undefined: it may. A bulk is
 * one question. `said`: their answer to this very question, where a repeated call brought it.
 */
export async function askToConfirm(
  decided: DecidedCall,
  call: Call,
  context: HandlerContext,
  along: Along,
  said: Said | undefined,
): Promise<Deny | Answered | undefined> {
  const rules = rulesOf(decided);
  const [rule] = rules;
  if (rule === undefined) return undefined;
  const digest = digestOf(decided);
  if (said?.pending.digest === digest) return refusalOf(said.answer, rule);

  if (!context.elicitation.canAsk(call)) return unavailable(rule);
  const { confirmations, elicitation } = context;
  if (call.era === 'modern' && JSON.stringify(along).length > LONGEST_KEPT) return tooLong();
  const pending = { subject: call.caller.subject.id, digest, ...along };
  const state = call.era === 'modern' ? confirmations.open(pending) : undefined;
  const message = `${textOf(decided, call, context)}\nGo on? (asked by ${rules.join(', ')})`;
  const asked = await elicitation.ask(call, {
    key: keyOf(state ?? ''),
    message,
    schema: { type: 'object', properties: {}, required: [] },
    ...(state === undefined ? {} : { state }),
  });
  switch (asked.kind) {
    case 'unable':
      return unavailable(rule);
    case 'pending':
      return { kind: 'answered', result: asked.result };
    default:
      return refusalOf(asked, rule);
  }
}

/** What is kept of one call until it is repeated, in UTF-16 units: as much as a long form holds. */
const LONGEST_KEPT = 64 * 1024;

/** The rules that want a call confirmed, each once. */
export function rulesOf({ decisions }: Pick<DecidedCall, 'decisions'>): readonly string[] {
  return [
    ...new Set(
      decisions.flatMap((decision) =>
        decision.effect === 'confirm' ? [decision.confirmRule] : [],
      ),
    ),
  ];
}

function textOf({ tool, args, decisions }: DecidedCall, call: Call, context: HandlerContext) {
  const operations = decisions.map(({ operation }) => operation);
  return isToldByExample(tool)
    ? toolText(tool.name, args, operations)
    : changeText(operations, call, context);
}

function keyOf(state: string): string {
  return `confirm-${state}`;
}

function refusalOf(answer: Answer, rule: string): Deny | undefined {
  switch (answer.kind) {
    case 'accepted':
      return undefined;
    case 'declined':
      return declined(rule, 'the person asked to confirm the call declined: nothing was changed.');
    case 'cancelled':
      return declined(rule, 'nobody confirmed the call: nothing was changed.');
    default:
      return answer satisfies never;
  }
}

/** A call that is not confirmed, and why. */
export function declined(rule: string, reason: string): Deny {
  return deny('confirmation_declined', rule, reason);
}

function tooLong(): Deny {
  return deny(
    'arguments_invalid',
    'protocol',
    'what came with the call is too long to be kept until somebody has confirmed it.',
    { allowed: 'Give long values in the arguments of the call.' },
  );
}

function unavailable(rule: string): Deny {
  return deny(
    'confirmation_unavailable',
    rule,
    'a person has to confirm this call, and this client cannot ask anybody: it did not announce that it shows forms (the MCP capability "elicitation").',
    {
      allowed:
        'Use a client that shows forms, or leave the change to a person; dry_run needs nobody.',
    },
  );
}
