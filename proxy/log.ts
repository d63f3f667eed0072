import { type DestinationStream, type Logger, pino } from 'pino';
import type { GatewaySettings } from '../policies/gateway-settings.ts';
import { readableRecord } from './audit/readable-record.ts';
import { type StandardError, standardError } from './standard-error.ts';

export interface LogOptions {
  readonly level: GatewaySettings['server']['logLevel'];
  /** Where lines go; absent: standard error. Standard output belongs to MCP. */
  readonly to?: DestinationStream;
  /** Lines for people instead of JSON; absent: when standard error is a terminal. */
  readonly readable?: boolean;
}

const SECRET_KEYS = [
  'password',
  'secret',
  'token',
  'bearer',
  'credential',
  'api_key',
  'apiKey',
  'authorization',
  'cookie',
  '["x-odoo-credential"]',
  '["set-cookie"]',
  '["mcp-session-id"]',
];

const outputs = new WeakMap<Logger, Pick<StandardError, 'isWritten'>>();

/** Whether what was logged last was written. Of a log that was not made here nobody can tell: not, then. */
export function isLogWritten(log: Logger): boolean {
  return outputs.get(log)?.isWritten ?? false;
}

/** A stream somebody gave is theirs to keep written. */
const GIVEN = { isWritten: true };

function known(log: Logger, output: Pick<StandardError, 'isWritten'>): Logger {
  outputs.set(log, output);
  return log;
}

/** The guard's log: JSON lines on standard error, what is known to be secret cut out on the way. */
export function createLog(options: LogOptions): Logger {
  const { to } = options;
  if (to !== undefined) return known(logTo(to, options), GIVEN);
  const output = standardError();
  return known(logTo(output, options), output);
}

function logTo(stream: DestinationStream, { level, to, readable }: LogOptions): Logger {
  const forPeople = readable ?? (to === undefined && process.stderr.isTTY === true);
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRET_KEYS.flatMap(secretPaths), censor: '[secret]' },
    },
    forPeople ? { write: (line: string) => stream.write(readableLine(line)) } : stream,
  );
}

/** The key at the top and two levels down: as deep as anything the guard logs. */
function secretPaths(key: string): string[] {
  const below = key.startsWith('[') ? key : `.${key}`;
  return [key, `*${below}`, `*.*${below}`];
}

/** `12:00:00 WARN  what happened  key=value`, from one JSON line. Values cannot move the cursor. */
export function readableLine(line: string): string {
  const { time, level, msg, ...rest }: Record<string, unknown> = JSON.parse(line);
  const clock = String(time).slice(11, 19);
  const call = readableRecord(rest.audit);
  if (call !== undefined) return `${clock} CALL  ${printable(call)}\n`;
  const details = Object.entries(rest).map(([key, value]) => `${key}=${printable(value)}`);
  const text = [clock, String(level).toUpperCase().padEnd(5), printable(msg ?? ''), ...details];
  return `${text.join(' ')}\n`;
}

function printable(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  // Control characters would let a logged value rewrite the terminal or forge a line.
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16)}}`;
  });
}
