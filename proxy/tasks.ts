import { randomBytes } from 'node:crypto';
import type { Subject } from '../policies/subject.ts';
import type { Session } from './identity/sessions.ts';
import type { Call, Prepared } from './messages/call.ts';

/** A call that a server hands out as a task, as the guard remembers it: whose it is, and what its result may be. */
export interface Task {
  /** The client's name for it: nobody can guess it, and it means nothing to the server. */
  readonly id: string;
  /** The server's own name for it. */
  readonly upstreamId: string;
  readonly tool: string;
  /** Whether a binding says what the tool's results are: then nothing else of the task may carry data. */
  readonly bound: boolean;
  /** The call as it was decided: how its result is judged, whenever it comes. */
  readonly call: Prepared;
}

export type NewTask = Pick<Task, 'upstreamId' | 'tool' | 'bound' | 'call'>;

export interface Tasks {
  /** Whether the caller may have another task. */
  hasRoom(call: Call): boolean;
  /** Keeps a task of the caller's for so long (milliseconds; null: as long as any is kept). */
  keep(call: Call, made: NewTask, ttlMs: number | null): Task;
  /** The caller's own task of that id. Unknown, expired and other callers' look the same. */
  find(call: Call, id: string): Task | undefined;
  /** The caller's own task that the server calls so. */
  named(call: Call, upstreamId: string): Task | undefined;
  /** The subject's task in a session that the server calls so: what it says unasked says not whose it is. */
  inSession(session: Session, subject: Subject, upstreamId: string): Task | undefined;
  /** The server says anew how long it keeps a task. */
  extend(task: Task, ttlMs: number | null): void;
  /** Forgets the tasks of a session that has ended. */
  endSession(session: Session): void;
  /** How many are kept. */
  readonly size: number;
}

/** The longest a task is kept, in milliseconds. */
export const LONGEST_TTL_MS = 24 * 60 * 60_000;
const MOST_TASKS = 10_000;
const MOST_OF_ONE = 256;

interface Kept {
  readonly task: Task;
  readonly owner: string;
  readonly session: Session | undefined;
  readonly subject: string;
  readonly made: number;
  until: number;
}

/**
 * Remembers who may ask for which task. Legacy: whoever made it, in the session it was made in. 2026-07-28, which
 * has no sessions: whoever made it. `now`: milliseconds of a clock that never goes back.
 */
export function createTasks(now: () => number, mostOfOne = MOST_OF_ONE): Tasks {
  const kept = new Map<string, Kept>();
  const byName = new Map<string, string>();
  const nameOf = (owner: string, upstreamId: string) => `${owner}\0${upstreamId}`;

  function forget({ task, owner }: Kept): void {
    kept.delete(task.id);
    const name = nameOf(owner, task.upstreamId);
    if (byName.get(name) === task.id) byName.delete(name);
    // Where nobody fetched its result, nobody can tell what came of the call.
    task.call.onFailure?.('unanswered');
  }

  function sweep(): void {
    const time = now();
    for (const entry of [...kept.values()]) if (entry.until <= time) forget(entry);
  }

  function current(id: string | undefined): Kept | undefined {
    const entry = id === undefined ? undefined : kept.get(id);
    if (!entry || entry.until > now()) return entry;
    forget(entry);
    return undefined;
  }

  return {
    hasRoom({ caller }) {
      sweep();
      // In all their sessions: who could have as many in each would leave none to others.
      let own = 0;
      for (const { subject } of kept.values()) if (subject === caller.subject.id) own += 1;
      return own < mostOfOne && kept.size < MOST_TASKS;
    },
    keep(call, made, ttlMs) {
      const owner = ownerOf(call);
      const before = current(byName.get(nameOf(owner, made.upstreamId)))?.task;
      // The answer to a call may come again, out of a replay.
      if (before?.call === made.call) return before;
      const task = { ...made, id: randomBytes(32).toString('base64url') };
      const { session, subject } = call.caller;
      const since = now();
      const until = since + clamped(ttlMs);
      kept.set(task.id, { task, owner, session, subject: subject.id, made: since, until });
      byName.set(nameOf(owner, task.upstreamId), task.id);
      return task;
    },
    find(call, id) {
      const entry = current(id);
      return entry?.owner === ownerOf(call) ? entry.task : undefined;
    },
    named: (call, upstreamId) => current(byName.get(nameOf(ownerOf(call), upstreamId)))?.task,
    inSession(session, { id: subject }, upstreamId) {
      for (const { task, session: its, subject: whose } of kept.values()) {
        const isIt = its === session && whose === subject && task.upstreamId === upstreamId;
        if (isIt) return current(task.id)?.task;
      }
      return undefined;
    },
    extend(task, ttlMs) {
      const entry = kept.get(task.id);
      if (entry) entry.until = entry.made + clamped(ttlMs);
    },
    endSession(session) {
      for (const entry of [...kept.values()]) if (entry.session === session) forget(entry);
    },
    get size() {
      return kept.size;
    },
  };
}

function clamped(ttlMs: number | null): number {
  return Math.min(ttlMs ?? LONGEST_TTL_MS, LONGEST_TTL_MS);
}

/** Whose a task is. A session alone is nobody: somebody else may have signed in there since. */
function ownerOf({ era, caller: { session, principal, subject } }: Call): string {
  const who = [principal.kind, principal.kind === 'token' ? principal.name : '', subject.id];
  return JSON.stringify([era, era === 'legacy' ? (session?.id ?? '') : '', ...who]);
}
