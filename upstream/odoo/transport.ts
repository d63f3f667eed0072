/** A report to print as PDF. */
export interface PrintJob {
  /** Technical name of the report, like sale.report_saleorder. */
  readonly report: string;
  readonly ids: readonly number[];
  /** Largest PDF taken, in bytes. */
  readonly maxBytes: number;
}

/** One remote method call: `model.method(*args, **kwargs)`. */
export interface OdooCall {
  readonly model: string;
  readonly method: string;
  readonly args: readonly unknown[];
  readonly kwargs: Readonly<Record<string, unknown>>;
  /** Whether the method changes nothing, so that the call may be sent more than once. */
  readonly repeatable: boolean;
}

/**
 * An authenticated way to call methods on Odoo as one user. Each protocol is one implementation;
 * what is above it (client, tools) does not know which one carries the call.
 */
export interface OdooTransport {
  /** Database id of the signed-in user. */
  readonly uid: number;
  /** The user's login as Odoo gave it, or as it was signed in with. */
  readonly login: string;
  /** Calls a method. Throws `OdooError`; returns null where the method returns nothing. */
  call(call: OdooCall, signal?: AbortSignal): Promise<unknown>;
  /** Prints a report, where the way to Odoo can; only a web session can. Throws `OdooError`. */
  readonly print?: (job: PrintJob, signal?: AbortSignal) => Promise<Uint8Array>;
}
