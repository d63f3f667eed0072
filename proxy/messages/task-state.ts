import { isObject, type Json, type JsonObject } from '../../policies/json.ts';
import type { Era } from '../exchange.ts';
import { LONGEST_TTL_MS } from '../tasks.ts';

/** What a server says of one of its tasks, beside the task's result. */
export interface TaskState {
  readonly upstreamId: string;
  readonly status: TaskStatus;
  readonly createdAt: string;
  readonly lastUpdatedAt: string;
  /** Milliseconds it is kept from its creation; null: for ever. */
  readonly ttlMs: number | null;
  /** Milliseconds to wait between two questions about it. */
  readonly pollMs?: number;
  /** In the server's own words. */
  readonly message?: string;
}

const STATUSES = ['working', 'input_required', 'completed', 'failed', 'cancelled'] as const;
export type TaskStatus = (typeof STATUSES)[number];

/** Which task a message belongs to (2025-11-25, associated messages). */
export function relatedTask(taskId: string): JsonObject {
  return { 'io.modelcontextprotocol/related-task': { taskId } };
}

/** ISO 8601, as both revisions write times. Anything else could carry anything. */
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;
const LONGEST_ID = 1_024;

/** The names that the two revisions have for the same thing. */
const KEYS: Readonly<Record<Era, { readonly ttl: string; readonly poll: string }>> = {
  legacy: { ttl: 'ttl', poll: 'pollInterval' },
  modern: { ttl: 'ttlMs', poll: 'pollIntervalMs' },
};

/** Reads a task; undefined where it is none. */
export function readTask(said: Json | undefined, era: Era): TaskState | undefined {
  if (!isObject(said)) return undefined;
  const { taskId, createdAt, lastUpdatedAt, statusMessage } = said;
  const status = STATUSES.find((one) => one === said.status);
  const keys = KEYS[era];
  const ttlMs = said[keys.ttl] ?? null;
  const pollMs = said[keys.poll];
  if (typeof taskId !== 'string' || taskId === '' || taskId.length > LONGEST_ID) return undefined;
  if (status === undefined || !isTime(createdAt) || !isTime(lastUpdatedAt)) return undefined;
  if (ttlMs !== null && !isDuration(ttlMs)) return undefined;
  return {
    ...{ upstreamId: taskId, status, createdAt, lastUpdatedAt, ttlMs },
    ...(isDuration(pollMs) ? { pollMs } : {}),
    ...(typeof statusMessage === 'string' ? { message: statusMessage } : {}),
  };
}

function isTime(value: Json | undefined): value is string {
  return typeof value === 'string' && TIME.test(value);
}

function isDuration(value: Json | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** Writes a task anew, under the id its owner knows. Its words are for those alone who may hear any. */
export function writeTask(id: string, state: TaskState, era: Era, inWords: boolean): JsonObject {
  const { status, createdAt, lastUpdatedAt, ttlMs, pollMs, message } = state;
  const keys = KEYS[era];
  return {
    taskId: id,
    status,
    ...(message !== undefined && inWords ? { statusMessage: message } : {}),
    ...{ createdAt, lastUpdatedAt },
    [keys.ttl]: Math.min(ttlMs ?? LONGEST_TTL_MS, LONGEST_TTL_MS),
    ...(pollMs === undefined ? {} : { [keys.poll]: pollMs }),
  };
}
