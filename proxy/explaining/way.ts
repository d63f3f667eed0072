import { decideTool, type ToolAccess } from '../../policies/decide/rights/tool-access.ts';
import type { Allow, Confirm, Deny } from '../../policies/decision.ts';
import type { Question } from '../../policies/facts.ts';
import { isObject, type JsonObject } from '../../policies/json.ts';
import type { ModelName } from '../../policies/names.ts';
import type { Operation } from '../../policies/operation.ts';
import { UsageError } from '../commands/usage-error.ts';
import type { Caller } from '../identity/resolve.ts';
import type { Call, Prepared } from '../messages/call.ts';
import type { HandlerContext } from '../messages/context.ts';
import { toolsCall } from '../messages/tools-call.ts';
import { writtenBack } from '../messages/written-back.ts';
import type { Setting } from './setting.ts';

/** A decision on one operation of a call. */
export interface Judged {
  readonly operation: Operation;
  readonly decision: Allow | Confirm | Deny;
}

/** The way of one call through the guard, as far as it came. Nothing was sent. */
export interface Way {
  readonly caller: Caller;
  readonly tool: string;
  readonly effect: 'allow' | 'deny' | 'confirm';
  /** What the rules about the tool itself say. */
  readonly access: ToolAccess;
  /** What the arguments mean; absent: the way ended before, or no binding describes the tool. */
  readonly operations?: readonly Operation[];
  readonly judged: readonly Judged[];
  /** What decisions wanted to know about records, and what they were told. */
  readonly asked: readonly { readonly question: Question; readonly answer: boolean }[];
  /** Models whose fields a decision wanted to know and nobody could describe. */
  readonly unknown: readonly ModelName[];
  /** Why the call ends here. */
  readonly denial?: Deny;
  /** The arguments the upstream would be sent. */
  readonly sends?: JsonObject;
  /** The request as it would go on. */
  readonly prepared?: Prepared;
}

/** One call to judge. `facts`: what is taken for the answer to every question about records; absent: asked. */
export interface AskedCall {
  readonly tool: string;
  readonly args: JsonObject;
  readonly facts?: boolean;
}

/**
 * Judges a call as the running guard would, by the very handler that does, and keeps what it saw. Limits and
 * budgets are not drawn on: what they answer depends on what was called before.
 */
export async function explainCall(
  setting: Setting,
  caller: Caller,
  asked: AskedCall,
): Promise<Way> {
  const { binding, policy } = setting.context;
  const { tool: name, args } = asked;
  const tool = binding?.tools.get(name);
  if (tool && binding?.identity?.tool === name) {
    throw new UsageError(`${name} tells who calls; what is explained are the calls that follow.`);
  }
  const seen = watch(setting.context, asked.facts);
  const call = callOf(caller, name, args);
  const prepared = await toolsCall(seen.context).prepare(call);
  const bound = tool?.bind(args);
  const operations = bound === undefined || 'effect' in bound ? undefined : bound.operations;
  const shared = {
    caller,
    tool: name,
    access: decideTool(tool ?? { name, kinds: new Set() }, caller.subject, policy),
    ...(operations === undefined ? {} : { operations }),
    judged: seen.judged,
    asked: seen.asked,
    unknown: [...seen.unknown],
  };
  switch (prepared.kind) {
    case 'prepared':
      return { ...shared, effect: 'allow', prepared, ...sent(prepared.params?.arguments) };
    case 'answered':
      return { ...shared, effect: 'allow' };
    case 'refused': {
      const { deny: denial } = prepared.refusal;
      const waits = permissionsToConfirm(seen.judged);
      if (!waits || bound === undefined || 'effect' in bound) {
        return { ...shared, effect: 'deny', denial };
      }
      // What comes after a question nobody here can answer was not judged, so what would be sent is not known.
      if (waits.length < bound.operations.length) return { ...shared, effect: 'confirm' };
      const emitted = writtenBack(() => bound.emit(waits));
      return 'denial' in emitted
        ? { ...shared, effect: 'deny', denial: emitted.denial }
        : { ...shared, effect: 'confirm', ...sent(emitted.value) };
    }
    default:
      return prepared satisfies never;
  }
}

function sent(args: JsonObject[string] | undefined): { readonly sends?: JsonObject } {
  return isObject(args) ? { sends: args } : {};
}

/** The decided operations where nothing but a person's word is missing. */
function permissionsToConfirm(judged: readonly Judged[]): readonly Operation[] | undefined {
  const operations: Operation[] = [];
  let waits = false;
  for (const { decision } of judged) {
    if (decision.effect === 'deny') return undefined;
    waits ||= decision.effect === 'confirm';
    operations.push(decision.operation);
  }
  return waits ? operations : undefined;
}

/** The context, with what decisions ask for and what they say written down. */
function watch(context: HandlerContext, facts: boolean | undefined) {
  const judged: Judged[] = [];
  const asked: { question: Question; answer: boolean }[] = [];
  const unknown = new Set<ModelName>();
  const watched: HandlerContext = {
    ...context,
    schemas: {
      ...context.schemas,
      view(account) {
        const view = context.schemas.view(account);
        return {
          get(model) {
            const schema = view.get(model);
            if (schema === 'absent') unknown.add(model);
            return schema;
          },
        };
      },
    },
    facts: {
      async ask(question, subject, behalf) {
        const answer = facts ?? (await context.facts.ask(question, subject, behalf));
        asked.push({ question, answer });
        return answer;
      },
    },
    witness: (operation, decision) => void judged.push({ operation, decision }),
  };
  return { context: watched, judged, asked, unknown };
}

/** The request a question is about, as a client on stdio would have sent it. */
export function callOf(caller: Caller, name: string, args: JsonObject): Call {
  return {
    request: { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } },
    era: 'legacy',
    origin: { transport: 'stdio', source: 'stdio', paramHeaders: {} },
    caller,
    signal: new AbortController().signal,
    send: async () => {},
  };
}
