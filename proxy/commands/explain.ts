import type { GatewaySettings } from '../../policies/gateway-settings.ts';
import { isObject, type JsonObject } from '../../policies/json.ts';
import type { Setting } from '../explaining/setting.ts';
import { explainCall, type Way } from '../explaining/way.ts';
import { wayAsJson } from '../explaining/way-json.ts';
import { wayInWords } from '../explaining/way-words.ts';
import { callerOf } from '../explaining/who.ts';
import { CLIENT_JSON_LIMITS, ParseFailure, parseStrictJson } from '../wire/strict-json.ts';
import { withSchema, withUpstream } from './asked-setting.ts';
import { type WhoOptions, whoOf } from './asked-who.ts';
import { type Environment, policyFor } from './policy-source.ts';
import { UsageError } from './usage-error.ts';

export interface ExplainOptions extends WhoOptions {
  readonly tool: string;
  readonly args: string;
  readonly schema?: string;
  /** Takes every question about records for answered with yes. */
  readonly facts?: boolean;
  readonly config?: string;
  readonly json?: boolean;
}

/** What has to be confirmed counts as allowed: it is the person's to say no. */
const EXIT: Readonly<Record<Way['effect'], number>> = { allow: 0, confirm: 0, deny: 5 };
const WRONG_USAGE = 2;

/**
 * Prints the way of one call through the policy, without sending it, and answers the exit code: 0 allowed, 5
 * denied, 2 where it cannot be told what is asked.
 */
export async function explain(options: ExplainOptions, env: Environment): Promise<number> {
  try {
    const { way, mode } = await wayOf(options, env);
    const shown = options.json
      ? `${JSON.stringify({ ...wayAsJson(way), mode })}\n`
      : `${wayInWords(way)}${mode === 'shadow' ? SHADOW : ''}`;
    process.stdout.write(shown);
    return EXIT[way.effect];
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return WRONG_USAGE;
  }
}

const SHADOW = '  mode       shadow: the guard records this, and enforces guardrails only\n';

async function wayOf(
  options: ExplainOptions,
  env: Environment,
): Promise<{ readonly way: Way; readonly mode: GatewaySettings['mode'] }> {
  const { tool, schema, facts, config } = options;
  const args = argumentsIn(options.args);
  const who = whoOf(options);
  if (!who) throw new UsageError('Say who calls: --as NAME, or --groups A,B, or --admin.');
  const policy = policyFor(config, env);
  const explained = (setting: Setting) =>
    explainCall(setting, callerOf(who, setting), { tool, args, ...(facts ? { facts } : {}) });
  const way = await (schema === undefined
    ? withUpstream(policy, explained)
    : withSchema(policy, schema, explained));
  return { way, mode: policy.gateway.mode };
}

function argumentsIn(text: string): JsonObject {
  try {
    const parsed = parseStrictJson(text, CLIENT_JSON_LIMITS);
    if (isObject(parsed)) return parsed;
  } catch (error) {
    if (!(error instanceof ParseFailure)) throw error;
    throw new UsageError(
      `--args is not JSON (${error.message}): write it in single quotes, such as '{"model": "res.partner"}'.`,
    );
  }
  throw new UsageError(`--args takes a JSON object, such as '{"model": "res.partner"}'.`);
}
