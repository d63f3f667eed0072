import type { Logger } from 'pino';
import type { Policy } from '../../policies/policy.ts';
import { UsageError } from '../commands/usage-error.ts';
import { type Upstream, UpstreamFailure } from '../exchange.ts';
import { type ActingAccounts, createActingAccounts } from '../identity/acting-account.ts';
import { brokeredCredential, type OdooCredential } from '../identity/credential.ts';
import type { Session } from '../identity/sessions.ts';
import { createFactSource } from '../lookups/facts.ts';
import { createSchemaProvider } from '../lookups/schema-provider.ts';
import { loadPlugins } from '../plugins/load-plugins.ts';
import { soleResponse } from '../sole-response.ts';
import { bindingOf } from '../upstream-binding.ts';
import { chooseUpstream } from '../upstream-choice.ts';
import {
  createUpstreamDoor,
  keepUpstreamSession,
  type UpstreamDoor,
} from '../upstream-exchange.ts';
import { isLegacyVersion } from '../wire/versions.ts';
import { type Setting, settingParts } from './setting.ts';

/** What is said in the handshake: the newest version every upstream of a legacy session knows or clamps. */
const VERSION = '2025-11-25';
/** Milliseconds the upstream may take for the handshake. */
const HANDSHAKE_MS = 30_000;

/**
 * Starts the policy's upstream and shakes hands with it. Throws `UpstreamFailure` where it does not answer,
 * and `UsageError` where the account of the environment lacks a database.
 */
export async function liveSetting(policy: Policy, log: Logger): Promise<Setting> {
  const account = environmentAccount(policy);
  const upstream = await chooseUpstream(policy, log, loadPlugins(policy).modules);
  try {
    return await settingAround(policy, upstream, account, log);
  } catch (error) {
    await upstream.close();
    throw error;
  }
}

async function settingAround(
  policy: Policy,
  upstream: Upstream,
  account: OdooCredential | undefined,
  log: Logger,
): Promise<Setting> {
  const carriesCredentials = policy.gateway.upstream.kind === 'bundled';
  const door = createUpstreamDoor(upstream, { carriesCredentials });
  const { binding } = bindingOf(policy);
  const schemas = createSchemaProvider(door, binding, () => performance.now());
  const facts = createFactSource(door, binding);
  const accounts = createActingAccounts({ binding, door, log }, () => performance.now());
  const acting: ActingAccounts = {
    // It stands in for accounts nobody wrote down, and says nothing about whose calls those would be.
    accountOf: async (caller, behalf) =>
      caller.credential === account ? undefined : accounts.accountOf(caller, behalf),
  };
  const context = settingParts(policy, door, { binding, schemas, facts, acting }, log);
  const session = context.sessions.open({ kind: 'stdio' });
  if ('effect' in session) throw new Error(session.reason);
  await shakeHands(door, session);
  return {
    context,
    live: { session, account },
    async close() {
      context.sessions.endAll();
      await upstream.close();
    },
  };
}

async function shakeHands(door: UpstreamDoor, session: Session): Promise<void> {
  const behalf = {
    era: 'legacy' as const,
    protocolVersion: undefined,
    session,
    credential: undefined,
    signal: AbortSignal.timeout(HANDSHAKE_MS),
  };
  const clientInfo = { name: 'odoo-mcp-guard', version: '0' };
  const params = { protocolVersion: VERSION, capabilities: {}, clientInfo };
  const answer = await door.request('initialize', params, behalf);
  const response = await soleResponse(answer);
  const version = 'result' in response ? response.result.protocolVersion : undefined;
  if (typeof version !== 'string' || !isLegacyVersion(version)) {
    throw new UpstreamFailure('invalid', 'initialize was refused, or for a version not enforced');
  }
  session.handshake = params;
  keepUpstreamSession(session, answer);
  door.negotiated(session, version);
  await door.notify('notifications/initialized', undefined, behalf);
}

/**
 * The account of `ODOO_USERNAME`, or the one the policy gives the person on stdio. Throws `UsageError` where it
 * lacks a database.
 */
export function environmentAccount({ gateway }: Policy): OdooCredential | undefined {
  const { stdioAccount, stdio } = gateway.identity;
  const account = stdioAccount ?? stdio?.odoo;
  if (account === undefined) return undefined;
  if (account.database === undefined && gateway.odoo.database === undefined) {
    throw new UsageError('Which database? Set ODOO_DB, or odoo.database in gateway.yaml.');
  }
  return brokeredCredential(account, gateway.odoo.database, 'identity.stdio.odoo');
}
