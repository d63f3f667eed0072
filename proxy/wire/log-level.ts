import type { Json } from '../../policies/json.ts';

/** The levels of RFC 5424 as MCP writes them, least urgent first. */
export const LOG_LEVELS = [
  'debug',
  'info',
  'notice',
  'warning',
  'error',
  'critical',
  'alert',
  'emergency',
] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Whether a value is one of MCP's log levels. */
export function isLogLevel(value: Json | undefined): value is LogLevel {
  return LOG_LEVELS.some((level) => level === value);
}

/** Whether a message of that level is at least as urgent as another. */
export function isAtLeast(level: LogLevel, least: LogLevel): boolean {
  return LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(least);
}
