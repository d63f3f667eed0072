import { isObject, type JsonObject } from '../../policies/json.ts';
import { UpstreamFailure } from '../exchange.ts';
import { ParseFailure, parseStrictJson } from '../wire/strict-json.ts';
import { type Child, startChild } from './child-process.ts';
import type { HttpUpstreamSettings } from './http-upstream.ts';

/** Where the child is to listen: a Unix socket, or where there is none a loopback port of its choice. */
export type ListenAddress =
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'loopback'; readonly host: '127.0.0.1'; readonly port: 0 };

export interface LaunchSettings {
  readonly command: string;
  readonly args: (address: ListenAddress) => readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds the child may take to say that it is ready. Default 30 s. */
  readonly startTimeoutMs?: number;
  /** Takes the child's standard error, line by line, and what the supervisor does. */
  readonly log: (message: string) => void;
}

const READY_LINE_BYTES = 64 * 1024;
/** Most characters of what a child said last that go into the message about its end. */
const LAST_WORDS_LENGTH = 500;

/** Starts the child. `ready` is the line by which it says that it serves the address; rejects where it does not. */
export function launchChild(
  settings: LaunchSettings,
  address: ListenAddress,
  onDeath: (child: Child, how: string) => void,
): { readonly child: Child; readonly ready: Promise<JsonObject> } {
  let settle: (line: JsonObject | Error) => void = () => {};
  const ready = new Promise<JsonObject>((resolve, reject) => {
    settle = (line) => (line instanceof Error ? reject(line) : resolve(line));
  });
  let lastWords = '';
  const startTimeoutMs = settings.startTimeoutMs ?? 30_000;
  const timer = setTimeout(
    () => settle(new UpstreamFailure('timeout', `not ready within ${startTimeoutMs} ms`)),
    startTimeoutMs,
  );
  const child: Child = startChild({
    command: settings.command,
    args: settings.args(address),
    env: settings.env,
    maxLineBytes: READY_LINE_BYTES,
    onLine: (line) => {
      const announced = line.kind === 'line' ? readyLine(line.bytes) : undefined;
      if (announced === undefined) settings.log('dropped a line of its standard output');
      else settle(announced);
    },
    onStderr(line) {
      lastWords = `, after it said: ${line.slice(0, LAST_WORDS_LENGTH)}`;
      settings.log(line);
    },
    onExit: (how) => {
      settle(new UpstreamFailure('closed', `ended before it was ready: ${how}${lastWords}`));
      onDeath(child, how);
    },
  });
  return { child, ready: ready.finally(() => clearTimeout(timer)) };
}

function readyLine(bytes: Uint8Array): JsonObject | undefined {
  try {
    const limits = { maxBytes: READY_LINE_BYTES, maxDepth: 4, maxMembers: 64 };
    const json = parseStrictJson(bytes, limits);
    return isObject(json) && json.ready === true ? json : undefined;
  } catch (error) {
    if (error instanceof ParseFailure) return undefined;
    throw error;
  }
}

/** Where the child serves MCP. Throws where its line does not say. */
export function endpointOf(
  address: ListenAddress,
  ready: JsonObject,
  path: string,
): HttpUpstreamSettings['endpoint'] {
  if (address.kind === 'socket') return { socketPath: address.path, path };
  if (typeof ready.port !== 'number')
    throw new UpstreamFailure('invalid', 'the ready line names no port');
  return { url: `http://${address.host}:${ready.port}${path}` };
}
