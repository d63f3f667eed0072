import type { Logger } from 'pino';
import type { Binding } from '../../policies/bindings/binding.ts';
import type { Policy } from '../../policies/policy.ts';
import { createConfirmations } from '../confirmations.ts';
import { createElicitation } from '../elicitation.ts';
import { UpstreamFailure } from '../exchange.ts';
import type { ActingAccounts } from '../identity/acting-account.ts';
import type { OdooCredential } from '../identity/credential.ts';
import { createSessions, type Session } from '../identity/sessions.ts';
import { createLimits } from '../limits/limits.ts';
import { createLockouts } from '../limits/lockout.ts';
import type { FactSource } from '../lookups/facts.ts';
import { createFigureSource } from '../lookups/figures.ts';
import { createReachSource } from '../lookups/reach.ts';
import type { SchemaProvider } from '../lookups/schema-provider.ts';
import type { HandlerContext } from '../messages/context.ts';
import { createTasks } from '../tasks.ts';
import { createToolHeaders } from '../tool-headers.ts';
import { bindingOf } from '../upstream-binding.ts';
import type { UpstreamDoor } from '../upstream-exchange.ts';
import type { SavedSchema } from './saved-schema.ts';

/** Where calls are explained: the guard's own parts, with Odoo behind them or a file of metadata in its place. */
export interface Setting {
  readonly context: HandlerContext;
  /** The upstream's own conversation and the account that asks; absent: there is no upstream. */
  readonly live?: {
    readonly session: Session;
    /** What calls are carried by whose subject names no account. */
    readonly account: OdooCredential | undefined;
  };
  close(): Promise<void>;
}

/** The parts of a guard that judge calls. No client is behind them, so nobody can be asked anything. */
export function settingParts(
  policy: Policy,
  door: UpstreamDoor,
  sources: {
    readonly binding: Binding | undefined;
    readonly schemas: SchemaProvider;
    readonly facts: FactSource;
    readonly acting: ActingAccounts;
  },
  log: Logger,
): HandlerContext {
  const { gateway } = policy;
  const now = () => performance.now();
  return {
    // What the policy says is the question, also where a guard would not enforce it yet.
    policy: { ...policy, gateway: { ...gateway, mode: 'enforce' } },
    ...sources,
    door,
    toolHeaders: createToolHeaders({ door, upstream: 'http', now }),
    sessions: createSessions({
      maxSessions: gateway.server.maxSessions,
      idleMs: gateway.server.sessionIdleMs,
      now,
    }),
    elicitation: createElicitation(),
    confirmations: createConfirmations(now),
    tasks: createTasks(now),
    figures: createFigureSource(door, sources.binding),
    reach: createReachSource(door, sources.binding),
    limits: createLimits(gateway.limits, now),
    lockouts: createLockouts(gateway.limits.lockout, now),
    log,
  };
}

/** Calls are judged by what a file says of Odoo's fields; nothing is asked and nothing is sent. */
export function offlineSetting(
  policy: Policy,
  schema: SavedSchema | undefined,
  log: Logger,
): Setting {
  const { binding } = bindingOf(policy);
  const schemas: SchemaProvider = {
    view: () => ({ get: (model) => schema?.models.get(model) ?? 'absent' }),
    load: async () => {},
  };
  const facts: FactSource = { ask: async () => false };
  const acting: ActingAccounts = { accountOf: async () => undefined };
  const context = settingParts(policy, NO_UPSTREAM, { binding, schemas, facts, acting }, log);
  return { context, close: async () => context.sessions.endAll() };
}

async function nothing(): Promise<never> {
  throw new UpstreamFailure('unreachable', 'there is no upstream: the call is only judged');
}

const NO_UPSTREAM: UpstreamDoor = {
  name: 'none',
  carriesCredentials: false,
  request: nothing,
  callTool: nothing,
  notify: async () => false,
  respond: async () => false,
  negotiated: () => {},
  listen: nothing,
  endSession: async () => {},
};
