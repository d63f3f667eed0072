import { isObject, type Json, type JsonObject } from '../../policies/json.ts';
import { openLegacySession, type RawResponse } from '../raw-mcp.fixture.ts';
import {
  type ConfiguredGuard,
  type Files,
  type Who,
  withGuard,
} from './configured-guard.fixture.ts';

/** One key of a policy file, written in two ways, and what is different then. */
export interface KeyCase {
  /** What the key does, for the name of the test. */
  readonly what: string;
  /** The file with the key at one value, and at another: they differ in nothing else. */
  readonly from: string;
  readonly to: string;
  /** The other files of the folder. */
  readonly beside?: Files;
  /** What can be seen from outside of a guard that is configured with these files. */
  readonly see: (files: Files) => Promise<object>;
  /** What is to be seen under `from`, and under `to`. */
  readonly sees: readonly [object, object];
}

/** The cases of one file, by key. */
export type KeyCases = Readonly<Record<string, KeyCase>>;

/** What a tool call looked like from outside. */
export interface Seen {
  /** The rule that denied it. */
  readonly denied: string | undefined;
  readonly code: string | undefined;
  /** The text of the denial. */
  readonly said: string | undefined;
  /** The JSON-RPC error it was answered with. */
  readonly error: number | undefined;
  /** The structured content it was answered with. */
  readonly answer: JsonObject | undefined;
  /** The arguments that reached the upstream. */
  readonly reached: JsonObject | undefined;
}

/** Calls one tool through a guard, as the bearer of a token. */
export function calling(
  who: Who,
  tool: string,
  args: Readonly<Record<string, unknown>>,
): (files: Files) => Promise<Seen> {
  return (files) =>
    withGuard(files, async (guard) => {
      const session = await openLegacySession(guard.url, bearer(who));
      return seenOf(await session.call(tool, args), tool, guard);
    });
}

export function bearer(token: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${token}` };
}

/** What an answer tells, and what the upstream was asked. */
export function seenOf(
  { result, error }: RawResponse,
  tool: string,
  { upstream }: Pick<ConfiguredGuard, 'upstream'>,
): Seen {
  const answered = json(result);
  const decision = at(at(answered, '_meta'), 'odoo-mcp-guard/decision');
  const refused = at(decision, 'effect') === 'deny' ? decision : undefined;
  const answer = at(answered, 'structuredContent');
  return {
    denied: textAt(refused, 'rule'),
    code: textAt(refused, 'code'),
    said: textAt(refused, 'reason'),
    error: error?.code,
    answer: isObject(answer) ? answer : undefined,
    reached: upstream.argumentsOf(tool).at(-1),
  };
}

/** A parsed answer is JSON: it came out of a JSON parser. */
function json(value: unknown): Json | undefined {
  return value as Json | undefined;
}

function at(value: Json | undefined, key: string): Json | undefined {
  return isObject(value) ? value[key] : undefined;
}

function textAt(value: Json | undefined, key: string): string | undefined {
  const text = at(value, key);
  return typeof text === 'string' ? text : undefined;
}

/** Denied by this rule, and nothing of the call reached the upstream. */
export const denied = (rule: string) => ({ denied: rule, reached: undefined });

/** Let through: what reached the upstream and what came back hold at least this. */
export const allowed = (parts: { reached?: object; answer?: object } = {}) => ({
  denied: undefined,
  error: undefined,
  reached: {},
  ...parts,
});
