/**
 * What went wrong, as a caller can act on it. `session_expired` is a kind of `auth`; `internal` is a
 * fault of this server or of Odoo that no change of arguments would mend.
 */
export type OdooErrorClass =
  | 'connection'
  | 'auth'
  | 'session_expired'
  | 'access'
  | 'validation'
  | 'user'
  | 'missing'
  | 'version'
  | 'database'
  | 'internal';

/**
 * Whether Odoo may have carried the call out: `refused` means it certainly did not, `unknown` means
 * the answer was lost on the way.
 */
export type CallOutcome = 'refused' | 'unknown';

/** A failure with a text that is safe to show to a client: no secret, host, path, SQL or traceback. */
export class OdooError extends Error {
  override readonly name = 'OdooError';
  readonly class: OdooErrorClass;
  readonly outcome: CallOutcome;

  constructor(errorClass: OdooErrorClass, message: string, outcome: CallOutcome = 'refused') {
    super(message);
    this.class = errorClass;
    this.outcome = outcome;
  }
}

/** The model a call was for is not there; always class `missing`. */
export class UnknownModel extends OdooError {
  readonly model: string;
  readonly similar: readonly string[];

  /** `similar` are models the caller may have meant; `hint` is a sentence on what became of this one. */
  constructor(model: string, similar: readonly string[] = [], hint?: string) {
    const meant = similar.length > 0 ? ` Did you mean ${similar.join(' or ')}?` : '';
    super(
      'missing',
      `Model '${model}' does not exist in this Odoo: check its name, or the module that defines it may not be installed.${hint === undefined ? meant : ` ${hint}`}`,
    );
    this.model = model;
    this.similar = similar;
  }
}

/**
 * Why Odoo's answer is not there: it could not be reached; the connection was lost before anything or
 * in the middle of an answer; no answer in time; a proxy in front says it is down; another server
 * answers at the address; the caller stopped waiting; the circuit breaker is open.
 */
export type ConnectionTrouble =
  | 'unreachable'
  | 'lost'
  | 'interrupted'
  | 'timeout'
  | 'unavailable'
  | 'misdirected'
  | 'cancelled'
  | 'suspended';

/** A call that got no answer of Odoo; always class `connection`. */
export class ConnectionFailure extends OdooError {
  readonly trouble: ConnectionTrouble;

  constructor(trouble: ConnectionTrouble, message: string, outcome: CallOutcome = 'refused') {
    super('connection', message, outcome);
    this.trouble = trouble;
  }
}

/** The caller stopped waiting; `outcome` says whether Odoo may have been asked by then. */
export function callCancelled(outcome: CallOutcome = 'unknown'): ConnectionFailure {
  return new ConnectionFailure('cancelled', 'The call was cancelled.', outcome);
}

/** True for any failure that means "this credential does not work (any more)". */
export function isAuthFailure(error: unknown): error is OdooError {
  return (
    error instanceof OdooError && (error.class === 'auth' || error.class === 'session_expired')
  );
}

/** The one text for every refused login, so that it does not tell whether the user exists. */
export function loginRefused(): OdooError {
  return new OdooError(
    'auth',
    'Odoo refused the login: the username, the database or the password, API key or session is wrong. Accounts with two-factor authentication need an API key.',
  );
}
