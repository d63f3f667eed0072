import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as timers from 'node:timers/promises';
import {
  type Upstream,
  type UpstreamAnswer,
  type UpstreamContext,
  UpstreamFailure,
} from '../exchange.ts';
import type { Child } from './child-process.ts';
import { createHttpUpstream, type HttpUpstreamSettings } from './http-upstream.ts';
import { endpointOf, type LaunchSettings, type ListenAddress, launchChild } from './ready-child.ts';
import { makeSocketFolder } from './socket-folder.ts';

export interface SupervisedUpstreamSettings
  extends LaunchSettings,
    Pick<HttpUpstreamSettings, 'timeoutMs' | 'idleMs' | 'jsonLimits'> {
  readonly name: string;
  /** Path of its MCP endpoint. Default `/mcp`. */
  readonly path?: string;
  /** Milliseconds a child is given to end by itself when it is stopped. Default 2 s. */
  readonly graceMs?: number;
  /** First pause before a restart; doubles up to `maxBackoffMs`. Defaults 100 ms and 5 s. */
  readonly minBackoffMs?: number;
  readonly maxBackoffMs?: number;
}

export interface SupervisedUpstream extends Upstream {
  /** Process id of the running child. */
  readonly pid: number | undefined;
}

/** Milliseconds in which it becomes known that a child has ended which nobody can connect to any more. */
const DEATH_NOTICE_MS = 2_000;

interface Incarnation {
  readonly child: Child;
  readonly upstream: Upstream;
  /** Aborted when the child has ended. */
  readonly ended: AbortController;
}

/**
 * Runs an HTTP upstream as a child of the guard and keeps it running. The child is told an address that
 * only this user can reach, and says on standard output when it serves it: one line of JSON,
 * `{"ready":true}`, with `"port"` where it chose one. Resolves when the first child is ready; rejects when
 * it is not, so that a wrong command is seen at the start. Later deaths: exchanges in flight reject with
 * `closed`, the next ones wait for the restart as long as their own timeout lets them. So do those that found no
 * connection because the child had just ended: they have carried nothing.
 */
export async function startSupervisedUpstream(
  settings: SupervisedUpstreamSettings,
): Promise<SupervisedUpstream> {
  const directory = await makeSocketFolder();
  const timeoutMs = settings.timeoutMs ?? 60_000;
  const minBackoffMs = settings.minBackoffMs ?? 100;
  let backoffMs = minBackoffMs;
  let closed = false;
  let restart: NodeJS.Timeout | undefined;
  let running: Incarnation | undefined;
  let starting: Child | undefined;
  let waiters = new Set<(upstream: Upstream | UpstreamFailure) => void>();

  function notify(outcome: Upstream | UpstreamFailure): void {
    const waiting = waiters;
    waiters = new Set();
    for (const waiter of waiting) waiter(outcome);
  }

  async function start(): Promise<Incarnation> {
    const address: ListenAddress =
      process.platform === 'win32'
        ? { kind: 'loopback', host: '127.0.0.1', port: 0 }
        : { kind: 'socket', path: join(directory, `${randomUUID().slice(0, 8)}.sock`) };
    const { child, ready } = launchChild(settings, address, onDeath);
    starting = child;
    try {
      const endpoint = endpointOf(address, await ready, settings.path ?? '/mcp');
      const upstream = createHttpUpstream({ ...settings, endpoint });
      if (closed || !child.alive) {
        await upstream.close();
        throw new UpstreamFailure('closed', `${settings.name} ended while it was starting`);
      }
      return { child, upstream, ended: new AbortController() };
    } catch (error) {
      await child.stop(settings.graceMs ?? 2_000);
      throw error;
    } finally {
      starting = undefined;
    }
  }

  function onDeath(child: Child, how: string): void {
    settings.log(`${settings.name} ended: ${how}`);
    if (running?.child !== child) return;
    const { upstream, ended } = running;
    running = undefined;
    ended.abort();
    upstream.close().catch(() => {});
    scheduleRestart();
  }

  function scheduleRestart(): void {
    if (closed) return;
    restart = setTimeout(() => {
      start().then(
        (incarnation) => {
          running = incarnation;
          settings.log(`${settings.name} is back`);
          notify(incarnation.upstream);
        },
        (error: unknown) => {
          settings.log(`${settings.name} did not start: ${error}`);
          scheduleRestart();
        },
      );
    }, backoffMs);
    backoffMs = Math.min(backoffMs * 2, settings.maxBackoffMs ?? 5_000);
  }

  function current(signal: AbortSignal): Promise<Upstream> {
    if (running !== undefined) return Promise.resolve(running.upstream);
    if (closed) return Promise.reject(new UpstreamFailure('closed', 'the guard is closing'));
    return new Promise((resolve, reject) => {
      const settle = (outcome: Upstream | UpstreamFailure): void => {
        waiters.delete(settle);
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        if (outcome instanceof UpstreamFailure) reject(outcome);
        else resolve(outcome);
      };
      const onAbort = (): void => settle(new UpstreamFailure('aborted', 'the caller went away'));
      const timer = setTimeout(
        () => settle(new UpstreamFailure('timeout', `${settings.name} is not running`)),
        timeoutMs,
      );
      signal.addEventListener('abort', onAbort, { once: true });
      waiters.add(settle);
      if (signal.aborted) onAbort();
    });
  }

  /** Has the child do something; the next one where this one ended before it could hear of it. */
  async function carried<Result>(
    signal: AbortSignal,
    use: (upstream: Upstream) => Promise<Result>,
  ): Promise<Result> {
    const upstream = await current(signal);
    const incarnation = running?.upstream === upstream ? running : undefined;
    try {
      return await use(upstream);
    } catch (error) {
      const isUnreachable = error instanceof UpstreamFailure && error.reason === 'unreachable';
      if (!isUnreachable || !incarnation || !(await hasEnded(incarnation, signal))) throw error;
      return use(await current(signal));
    }
  }

  /** One good answer: the child is healthy, and its next death starts from the shortest pause. */
  function healthy(answer: UpstreamAnswer): UpstreamAnswer {
    backoffMs = minBackoffMs;
    return answer;
  }

  async function end(): Promise<void> {
    closed = true;
    clearTimeout(restart);
    notify(new UpstreamFailure('closed', 'the guard is closing'));
    const last = running;
    running = undefined;
    last?.ended.abort();
    await last?.upstream.close();
    await (last?.child ?? starting)?.stop(settings.graceMs ?? 2_000);
    await rm(directory, { recursive: true, force: true });
  }

  try {
    running = await start();
  } catch (error) {
    await end();
    throw error;
  }
  return {
    name: settings.name,
    get pid() {
      return running?.child.pid;
    },
    exchange: async (message, context) =>
      healthy(await carried(context.signal, (upstream) => upstream.exchange(message, context))),
    listen: async (context) =>
      healthy(await carried(context.signal, (upstream) => upstream.listen(context))),
    endSession: async (context: UpstreamContext) =>
      (await current(context.signal)).endSession(context),
    close: end,
  };
}

/** Waits until it is known that a child has ended, a little while. Whether it has, and somebody still waits. */
async function hasEnded({ ended }: Incarnation, signal: AbortSignal): Promise<boolean> {
  const either = AbortSignal.any([ended.signal, signal]);
  await timers
    .setTimeout(DEATH_NOTICE_MS, undefined, { signal: either, ref: false })
    .catch(() => {});
  return ended.signal.aborted && !signal.aborted;
}
