import type { Logger } from 'pino';
import type { MissingField } from '../elicitation/missing-fields.ts';
import { MissingValues } from '../elicitation/missing-values.ts';
import { OdooError, type OdooErrorClass } from '../odoo/errors.ts';
import { ArgumentError, PartialFailure } from './tool.ts';

/** What a client is told of a call that failed. */
export interface Failure {
  readonly class: OdooErrorClass;
  readonly text: string;
  readonly retryable: boolean;
  /** Whether what was asked for may have been carried out all the same. */
  readonly outcome?: 'unknown';
  /** What a call that stopped half way has done. */
  readonly left?: Readonly<Record<string, unknown>>;
  /** The fields that a create also needs. */
  readonly missing?: readonly MissingField[];
}

/** Words a failure safely. `readOnly` calls can be repeated whatever became of them. */
export function describeFailure(error: unknown, readOnly: boolean): Failure {
  if (error instanceof PartialFailure) {
    const failure = describeFailure(error.cause, readOnly);
    // A line of its own: those of Odoo that tell of its tables are cut whole before they reach a model.
    const text = `${failure.text}\n${error.message}`;
    return { ...failure, text, retryable: false, left: { error: text, ...error.left } };
  }
  if (error instanceof MissingValues)
    return {
      class: 'validation',
      text: error.message,
      retryable: false,
      missing: error.fields,
    };
  if (error instanceof ArgumentError)
    return { class: 'validation', text: error.message, retryable: false };
  if (error instanceof OdooError) {
    if (error.outcome === 'unknown' && !readOnly)
      return {
        class: error.class,
        text: `${error.message} It is not known whether Odoo carried the call out: read the record before trying again.`,
        retryable: false,
        outcome: 'unknown',
      };
    return { class: error.class, text: error.message, retryable: error.class === 'connection' };
  }
  const failed = { class: 'internal', retryable: false } as const;
  const text = 'The server failed while answering.';
  return readOnly ? { ...failed, text } : { ...failed, text, outcome: 'unknown' };
}

/** Logs a failure under `what` was asked; refusals are everyday, faults of Odoo or of this server are not. */
export function logFailure(
  log: Logger,
  what: Readonly<Record<string, unknown>>,
  failure: Failure,
  error: unknown,
): void {
  const record = { ...what, class: failure.class };
  if (failure.class !== 'internal') log.debug(record, 'refused');
  else if (error instanceof OdooError) log.warn(record, 'Odoo failed');
  else log.error({ ...record, reason: reasonOf(error) }, 'failed');
}

/** The kind of an unforeseen error, without its text: that could hold values of the call. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
