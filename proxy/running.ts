import type { Logger } from 'pino';
import { guardrailsOnly } from '../policies/guardrails-only.ts';
import type { Policy } from '../policies/policy.ts';
import { createAudit } from './audit/audit.ts';
import { createConfirmations } from './confirmations.ts';
import { createElicitation } from './elicitation.ts';
import type { Handle, HandleSession, Upstream } from './exchange.ts';
import { createGuard } from './guard.ts';
import { createActingAccounts } from './identity/acting-account.ts';
import { prepareIdentities } from './identity/resolve.ts';
import { createSessions } from './identity/sessions.ts';
import { startupAccount } from './identity/startup-account.ts';
import { trackLastingStreams } from './lasting-streams.ts';
import { createLimits } from './limits/limits.ts';
import { createLockouts } from './limits/lockout.ts';
import { trackListening } from './listening.ts';
import { createFactSource } from './lookups/facts.ts';
import { createFigureSource } from './lookups/figures.ts';
import { createReachSource } from './lookups/reach.ts';
import { createSchemaProvider } from './lookups/schema-provider.ts';
import { createResumption } from './resumption.ts';
import { createServerRequests } from './server-requests.ts';
import { createSessionRequests } from './session-requests.ts';
import { createTasks } from './tasks.ts';
import { createToolHeaders } from './tool-headers.ts';
import { createUnasked } from './unasked.ts';
import { bindingOf } from './upstream-binding.ts';
import { createUpstreamDoor } from './upstream-exchange.ts';

/** A guard with everything it needs, waiting for a client-side transport. */
export interface RunningGuard {
  readonly handle: Handle;
  readonly handleSession: HandleSession;
  /** Ends what clients listen to for as long as they like, in the protocol's words. Resolves when they were told. */
  leave(): Promise<void>;
  /** Ends sessions, the upstream and its processes. */
  close(): Promise<void>;
}

const SHADOW =
  'SHADOW MODE: NOTHING BUT THE GUARDRAILS IS ENFORCED. Calls that the policy denies are made all the same, and the audit tells which (gateway.yaml: mode). Write "mode: enforce" to enforce the policy.';

/** Milliseconds the upstream is given to end a session of its own. */
const END_SESSION_MS = 5_000;

/**
 * Puts a guard together around an upstream. Throws where the configured identities make no sense.
 *
 * @param now milliseconds that never go back, by which limits, sessions and whatever is kept for a while are measured
 */
export function runGuard(
  policy: Policy,
  upstream: Upstream,
  log: Logger,
  now: () => number = () => performance.now(),
): RunningGuard {
  const { gateway } = policy;
  prepareIdentities(gateway);
  const bundled = gateway.upstream.kind === 'bundled';
  const { binding, problems } = bindingOf(policy);
  for (const problem of problems) log.warn(problem);
  if (gateway.mode === 'shadow') log.warn(SHADOW);

  const door = createUpstreamDoor(upstream, { carriesCredentials: bundled });
  const audit = createAudit({
    settings: gateway.audit,
    log,
    now: Date.now,
    upstream: upstream.name,
    policyRevision: policy.revision,
  });
  const serverRequests = createServerRequests({ door, audit });
  const listening = trackListening();
  const lastingStreams = trackLastingStreams();
  const tasks = createTasks(now);
  const sessions = createSessions({
    maxSessions: gateway.server.maxSessions,
    idleMs: gateway.server.sessionIdleMs,
    now,
    onEnd(session, reason) {
      listening.end(session);
      serverRequests.end(session);
      tasks.endSession(session);
      if (reason === 'shutdown') return;
      door
        .endSession({
          era: 'legacy',
          protocolVersion: undefined,
          session,
          credential: undefined,
          signal: AbortSignal.timeout(END_SESSION_MS),
        })
        .catch((error: unknown) => log.debug({ err: error }, 'the upstream kept an ended session'));
    },
  });
  const parts = {
    ...(gateway.mode === 'shadow'
      ? { policy: guardrailsOnly(policy), written: policy }
      : { policy }),
    binding,
    door,
    toolHeaders: createToolHeaders({
      door,
      upstream: gateway.upstream.kind === 'stdio' ? 'stdio' : 'http',
      now,
    }),
    schemas: createSchemaProvider(door, binding, now),
    facts: createFactSource(door, binding),
    reach: createReachSource(door, binding),
    acting: createActingAccounts({ binding, door, log }, now),
    sessions,
    elicitation: createElicitation(),
    confirmations: createConfirmations(now),
    tasks,
    figures: createFigureSource(door, binding),
    lockouts: createLockouts(gateway.limits.lockout, now),
    limits: createLimits(gateway.limits, now, gateway.mode),
    audit,
    serverRequests,
    unasked: createUnasked({ policy, binding, tasks, serverRequests }),
    resumption: createResumption(gateway.upstream.timeoutMs),
    lastingStreams,
    startup: startupAccount({ policy, binding, door, log }),
    log,
  };
  return {
    handle: createGuard(parts),
    handleSession: createSessionRequests({ ...parts, listening }),
    leave: () => lastingStreams.end(),
    async close() {
      sessions.endAll();
      await upstream.close();
      audit.close();
    },
  };
}
