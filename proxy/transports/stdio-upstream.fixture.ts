import { fileURLToPath } from 'node:url';
import { afterEach } from 'vitest';
import type { JsonObject } from '../../policies/json.ts';
import type { Upstream, UpstreamAnswer, UpstreamContext } from '../exchange.ts';
import type { RequestId, RpcMessage } from '../wire/message.ts';
import { createStdioUpstream, type StdioUpstreamSettings } from './stdio-upstream.ts';

/** The program of the child. */
export const script = fileURLToPath(new URL('scripted-child.fixture.mjs', import.meta.url));
export let upstream: Upstream | undefined;
afterEach(async () => {
  await upstream?.close();
});

/** What the upstream that was started last has logged. */
export const log: string[] = [];
/** An upstream whose child is the scripted one; it is closed when the test has ended. */
export function start(settings: Partial<StdioUpstreamSettings> = {}): Upstream {
  log.length = 0;
  upstream = createStdioUpstream({
    name: 'child',
    command: process.execPath,
    args: [script],
    env: { CONFIGURED: '1' },
    maxChildren: 8,
    log: (line) => void log.push(line),
    ...settings,
  });
  return upstream;
}

/** What accompanies a message of a legacy session. */
export const legacy = (
  guardSession = 'a',
  changes: Partial<UpstreamContext> = {},
): UpstreamContext => ({
  era: 'legacy',
  guardSession,
  headers: {},
  signal: new AbortController().signal,
  ...changes,
});
/** What accompanies a message of a client of 2026-07-28. */
export const modern = (changes: Partial<UpstreamContext> = {}): UpstreamContext => ({
  era: 'modern',
  headers: {},
  signal: new AbortController().signal,
  ...changes,
});
/** A request, by default with id 1. */
export const call = (method: string, params: JsonObject = {}, id: RequestId = 1): RpcMessage => ({
  jsonrpc: '2.0',
  id,
  method,
  params,
});

/** The result in a plain answer; throws on any other. */
export async function resultOf(
  answer: UpstreamAnswer | Promise<UpstreamAnswer>,
): Promise<JsonObject> {
  const got = await answer;
  if (got.kind === 'message' && 'result' in got.message) return got.message.result;
  throw new Error(`expected a result, got ${JSON.stringify(got)}`);
}

/** An upstream in which the legacy session `a` was begun. */
export async function initialized(
  settings: Partial<StdioUpstreamSettings> = {},
): Promise<Upstream> {
  const started = start(settings);
  await started.exchange(call('initialize'), legacy());
  return started;
}
