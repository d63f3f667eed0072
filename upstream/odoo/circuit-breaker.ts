import { ConnectionFailure, OdooError } from './errors.ts';

/** Keeps calls away from an Odoo that does not answer. */
export interface CircuitBreaker {
  /** Makes the call and passes on how it ended; throws trouble `suspended` without making it while open. */
  run<T>(call: () => Promise<T>): Promise<T>;
}

export interface BreakerSettings {
  /** Calls in a row that must go unanswered before it opens. */
  readonly failures: number;
  /** Milliseconds it stays open before one call is let through to try. */
  readonly recoveryMs: number;
}

export interface BreakerSurroundings {
  /** Milliseconds on a clock that never goes back; tests hand in their own. */
  readonly now?: () => number;
  /** Told when it opens and when it closes again, not when a trial fails. */
  readonly onChange?: (state: 'open' | 'closed') => void;
}

type State =
  | { readonly kind: 'closed'; readonly unanswered: number }
  | { readonly kind: 'open'; readonly until: number }
  | { readonly kind: 'probing' };

type Ending = 'answered' | 'unanswered' | 'undecided';

/**
 * A circuit breaker that counts what shows the server to be down: no connection, a connection lost, no
 * answer in time, a proxy saying it is unavailable. Whatever Odoo itself answers, its errors included,
 * starts the count again; a cancelled call and another server's answer leave it as it is. After the
 * recovery time one call goes through: an answer closes the breaker, a failure opens it again.
 */
export function createCircuitBreaker(
  { failures, recoveryMs }: BreakerSettings,
  { now = () => performance.now(), onChange = () => undefined }: BreakerSurroundings = {},
): CircuitBreaker {
  let state: State = { kind: 'closed', unanswered: 0 };
  /** Grows when the breaker opens or closes; calls admitted before that say nothing about it any more. */
  let period = 0;

  const open = (): void => {
    if (state.kind === 'closed') onChange('open');
    state = { kind: 'open', until: now() + recoveryMs };
    period += 1;
  };
  const close = (): void => {
    if (state.kind !== 'closed') {
      onChange('closed');
      period += 1;
    }
    state = { kind: 'closed', unanswered: 0 };
  };

  const admit = (): void => {
    switch (state.kind) {
      case 'closed':
        return;
      case 'open':
        if (now() < state.until) throw suspended(state.until - now());
        state = { kind: 'probing' };
        period += 1;
        return;
      case 'probing':
        throw suspended(0);
      default:
        state satisfies never;
    }
  };

  const settle = (ending: Ending, admitted: number): void => {
    if (admitted !== period) return;
    if (ending === 'answered') close();
    else if (state.kind === 'closed') {
      const unanswered = state.unanswered + (ending === 'unanswered' ? 1 : 0);
      state = { kind: 'closed', unanswered };
      if (unanswered >= failures) open();
    } else if (ending === 'unanswered') open();
    // The trial told nothing: the next call is the trial.
    else state = { kind: 'open', until: now() };
  };

  return {
    async run(call) {
      admit();
      const admitted = period;
      try {
        const result = await call();
        settle('answered', admitted);
        return result;
      } catch (error) {
        settle(endingOf(error), admitted);
        throw error;
      }
    },
  };
}

function endingOf(error: unknown): Ending {
  if (!(error instanceof OdooError)) return 'undecided';
  if (!(error instanceof ConnectionFailure)) return 'answered';
  switch (error.trouble) {
    case 'unreachable':
    case 'lost':
    case 'interrupted':
    case 'timeout':
    case 'unavailable':
      return 'unanswered';
    case 'misdirected':
    case 'cancelled':
    case 'suspended':
      return 'undecided';
    default:
      return error.trouble satisfies never;
  }
}

function suspended(waitMs: number): ConnectionFailure {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  return new ConnectionFailure(
    'suspended',
    `Odoo did not answer the last calls and is not asked at the moment: try again in ${seconds} s.`,
  );
}
