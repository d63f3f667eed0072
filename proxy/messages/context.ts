import type { Logger } from 'pino';
import type { Binding } from '../../policies/bindings/binding.ts';
import type { Allow, Confirm, Deny } from '../../policies/decision.ts';
import type { Operation } from '../../policies/operation.ts';
import type { Policy } from '../../policies/policy.ts';
import type { Confirmations } from '../confirmations.ts';
import type { Elicitation } from '../elicitation.ts';
import type { ActingAccounts } from '../identity/acting-account.ts';
import type { Sessions } from '../identity/sessions.ts';
import type { Limits } from '../limits/limits.ts';
import type { Lockouts } from '../limits/lockout.ts';
import type { FactSource } from '../lookups/facts.ts';
import type { FigureSource } from '../lookups/figures.ts';
import type { ReachSource } from '../lookups/reach.ts';
import type { SchemaProvider } from '../lookups/schema-provider.ts';
import type { Tasks } from '../tasks.ts';
import type { ToolHeaders } from '../tool-headers.ts';
import type { OnBehalf, UpstreamDoor } from '../upstream-exchange.ts';
import type { Call } from './call.ts';

/** What message handlers work with. One per running guard. */
export interface HandlerContext {
  readonly policy: Policy;
  /** What the upstream's tools mean; undefined: nothing is known, and only tool-level rules can hold. */
  readonly binding: Binding | undefined;
  readonly door: UpstreamDoor;
  readonly toolHeaders: ToolHeaders;
  readonly schemas: SchemaProvider;
  readonly facts: FactSource;
  readonly reach: ReachSource;
  /** For whom in Odoo those act whom the operator named. */
  readonly acting: ActingAccounts;
  readonly sessions: Sessions;
  readonly lockouts: Lockouts;
  readonly limits: Limits;
  readonly figures: FigureSource;
  /** The door to the person behind a client. */
  readonly elicitation: Elicitation;
  /** What was asked of people whose clients have yet to repeat the call. */
  readonly confirmations: Confirmations;
  /** The calls that the server hands out as tasks, and whose they are. */
  readonly tasks: Tasks;
  readonly log: Logger;
  /** Told of every decision while it is made, for those who explain them. */
  readonly witness?: (operation: Operation, decision: Allow | Confirm | Deny) => void;
}

/** The upstream is asked in the caller's era and session, with the caller's Odoo account or without any. */
export function onBehalfOf(call: Call, withCredential: boolean): OnBehalf {
  const { session, credential } = call.caller;
  return {
    era: call.era,
    protocolVersion: call.origin.protocolVersion,
    session,
    credential: withCredential ? credential : undefined,
    signal: call.signal,
  };
}

/** What field metadata is cached under: the Odoo account that carries the calls. */
export function accountOf(call: Call): string {
  const { credential, subject } = call.caller;
  return credential ? `${credential.database}\0${credential.login}` : subject.id;
}
