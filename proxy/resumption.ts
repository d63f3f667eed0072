import { randomBytes } from 'node:crypto';
import { type StreamEvent, UpstreamFailure } from './exchange.ts';
import type { Session } from './identity/sessions.ts';
import type { Relayed } from './judgement.ts';
import type { Prepared } from './messages/call.ts';
import type { RequestId, RpcRequest } from './wire/message.ts';

/** A request whose answer comes on a stream that can be resumed (2025-11-25, resumability and redelivery). */
export interface ResumableCall {
  readonly request: RpcRequest;
  readonly prepared: Prepared;
  /** The id the upstream knows the request by. */
  readonly askedAs: RequestId;
  /** For whom it was decided. A replay is for nobody else. */
  readonly subject: string;
  /** Whether the caller still waits for an answer. */
  readonly wanted: () => boolean;
}

/** Where a stream is, in the upstream's own words, and in the guard's, which clients bring back. */
export interface Trail {
  /** Undefined: the stream for what the server says unasked. */
  readonly call: ResumableCall | undefined;
  /** The upstream's id of the last event that can be resumed from; undefined where there was none. */
  readonly last: string | undefined;
  /** Milliseconds the upstream wants resuming clients to wait. */
  readonly retryMs: number | undefined;
  /** Keeps the cursor of an event in mind. Answers the one to pass on in its place. */
  follow(event: StreamEvent): Pick<StreamEvent, 'id' | 'retry'>;
  /** Whether the request has its answer. */
  readonly answered: boolean;
  /** Says that the stream is read from now on, and how to stop that when it is resumed elsewhere. */
  read(leave: () => void): Reading;
  /** Stops whoever reads the stream now. */
  takeOver(): void;
  /** The answer has left. Whether whoever asked for it hears of that: not where the stream was forgotten meanwhile. */
  settle(how: Relayed): boolean;
  /**
   * Resolves when the answer has left on a resumed stream. Rejects with `UpstreamFailure` where nobody waits any more
   * or nobody has come back for it; then the stream is forgotten.
   */
  settled(signal: AbortSignal): Promise<Relayed>;
}

/** Somebody reads a stream. */
export interface Reading {
  done(): void;
}

export interface Resumption {
  /** Follows a new stream of a session. */
  begin(session: Session, call: ResumableCall | undefined): Trail;
  /**
   * The stream an event belongs to that the session's client was sent, and the upstream's id of that event; undefined
   * where it was not, or long ago.
   */
  find(session: Session, eventId: string): Found | undefined;
}

export interface Found {
  readonly trail: Trail;
  readonly lastEventId: string;
}

/** Streams of one session that can be resumed at once, and those among them whose answer has left already. */
const MOST_TRAILS = 96;
const MOST_ANSWERED = 16;
/** Cursors of one stream: the latest ones. */
const MOST_CURSORS = 64;
/** Milliseconds for which a server may ask a client to stay away: how much longer that client is waited for. */
const LONGEST_ABSENCE_MS = 5 * 60_000;
/** What goes back to the upstream as the value of a header. */
const CURSOR = /^[\x21-\x7e]{1,256}$/;

/** A stream's events by the guard's ids for them, and how to forget the stream. */
interface Followed {
  readonly cursors: ReadonlyMap<string, string>;
  forget(): void;
}

/** The streams of one session. */
interface Kept {
  readonly trails: Map<Trail, Followed>;
  /** Begins its event ids: one of a session that ended is none of the next. */
  readonly prefix: string;
  /** How many events were passed on so far. */
  events: number;
}

/**
 * Clients get event ids of the guard's own: the upstream's are texts of its choosing that no rule has seen. What each
 * belongs to is kept here, per session, so that a replay is judged as the answer it is. `patienceMs`: for how long a
 * client is waited for that reads no stream of its request, such as an upstream that is silent.
 */
export function createResumption(patienceMs: number): Resumption {
  const sessions = new WeakMap<Session, Kept>();

  function keptOf(session: Session): Kept {
    const known = sessions.get(session);
    if (known) return known;
    const begun = { trails: new Map(), prefix: randomBytes(6).toString('base64url'), events: 0 };
    sessions.set(session, begun);
    return begun;
  }

  /** The oldest go first, and before them those that nobody waits for any more. */
  function makeRoom({ trails }: Kept): void {
    const over = [...trails.keys()].filter(({ call, answered }) => !call || answered);
    for (const trail of over.slice(0, Math.max(0, over.length - MOST_ANSWERED)))
      trails.get(trail)?.forget();
    const [oldest] = trails.values();
    if (trails.size >= MOST_TRAILS) oldest?.forget();
  }

  return {
    begin(session, call) {
      const kept = keptOf(session);
      makeRoom(kept);
      const cursors = new Map<string, string>();
      let last: string | undefined;
      let retryMs: number | undefined;
      let reading: { leave: () => void } | undefined;
      let how: Relayed | undefined;
      let forgotten = false;
      /** Whoever waits for the answer looks again. */
      let changed = () => {};
      const trail: Trail = {
        call,
        get last() {
          return last;
        },
        get retryMs() {
          return retryMs;
        },
        get answered() {
          return how !== undefined;
        },
        follow({ id, retry }) {
          retryMs = retry ?? retryMs;
          const hint = retry === undefined ? {} : { retry };
          if (id === undefined || !CURSOR.test(id)) return hint;
          last = id;
          kept.events += 1;
          const own = `${kept.prefix}-${kept.events}`;
          cursors.set(own, id);
          const [oldest] = cursors.keys();
          if (cursors.size > MOST_CURSORS && oldest !== undefined) cursors.delete(oldest);
          return { id: own, ...hint };
        },
        read(leave) {
          const own = { leave };
          reading = own;
          changed();
          return {
            done() {
              if (reading !== own) return;
              reading = undefined;
              changed();
            },
          };
        },
        takeOver() {
          const { leave } = reading ?? {};
          if (reading) reading.leave = () => {};
          leave?.();
        },
        settle(outcome) {
          if (forgotten) return false;
          how ??= outcome;
          changed();
          return true;
        },
        settled(signal) {
          return new Promise((resolve, reject) => {
            let timer: NodeJS.Timeout | undefined;
            const end = () => {
              clearTimeout(timer);
              signal.removeEventListener('abort', look);
              changed = () => {};
            };
            const giveUp = (failure: UpstreamFailure) => {
              end();
              forget();
              reject(failure);
            };
            const isLate = (): void =>
              giveUp(new UpstreamFailure('timeout', 'the client did not resume the stream'));
            const look = (): void => {
              clearTimeout(timer);
              if (how) {
                end();
                resolve(how);
              } else if (signal.aborted) {
                giveUp(new UpstreamFailure('aborted', 'the caller no longer waits'));
              } else if (forgotten) {
                isLate();
              } else if (!reading) {
                const absence = Math.min(retryMs ?? 0, LONGEST_ABSENCE_MS);
                timer = setTimeout(isLate, patienceMs + absence);
                timer.unref();
              }
            };
            changed = look;
            signal.addEventListener('abort', look, { once: true });
            look();
          });
        },
      };
      function forget(): void {
        forgotten = true;
        kept.trails.delete(trail);
        changed();
      }
      kept.trails.set(trail, { cursors, forget });
      return trail;
    },
    find(session, eventId) {
      for (const [trail, { cursors }] of sessions.get(session)?.trails ?? []) {
        const lastEventId = cursors.get(eventId);
        if (lastEventId !== undefined) return { trail, lastEventId };
      }
      return undefined;
    },
  };
}
