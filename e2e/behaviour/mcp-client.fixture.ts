import { createHash } from 'node:crypto';
import {
  CLIENT_KINDS,
  type ClientKind,
  connectClient,
  type FormFiller,
  type TestClient,
} from '../../upstream/mcp-clients.fixture.ts';
import type { OdooTarget } from '../../upstream/odoo-targets.fixture.ts';
import type { TestAccount } from '../../upstream/running-upstream.fixture.ts';
import { post, type RawAnswer } from '../raw-mcp.fixture.ts';
import type { GuardedOdoo } from './guarded-odoo.fixture.ts';

/** Somebody whose password is the login; every Odoo under test has these people. */
export function personOf(
  odoo: OdooTarget,
  login: 'admin' | 'demo' | 'sales' | 'hr' | 'portal',
): TestAccount {
  if (login === 'admin') return odoo.admin;
  return { method: 'password', database: odoo.database, login, secret: login };
}

const ADMIN_TOKEN = 'behaviour-administrator';

/**
 * A gateway.yaml whose bearer token is an administrator: the clients of the modern era, which have no session to
 * sign in to, use it.
 */
export const GATEWAY_WITH_TOKEN = `
identity:
  tokens:
    - name: administrator
      sha256: ${createHash('sha256').update(ADMIN_TOKEN).digest('hex')}
      admin: true
      groups: [base.group_user, base.group_system]
      odoo: {login: admin, password: admin}
`;

/** An SDK's client, as the administrator of `GATEWAY_WITH_TOKEN`. */
export function clientOf(
  { guard }: Pick<GuardedOdoo, 'guard'>,
  kind: ClientKind,
  fill?: FormFiller,
): Promise<TestClient> {
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
  return connectClient(kind, { url: new URL(guard.url), headers }, fill);
}

/** The clients in the field, once more for `describe.each`. */
export const EVERY_CLIENT = CLIENT_KINDS;

/** A request of the era before 2026 in a session that is open, with nothing of an SDK in between. */
export function legacyRequest(
  { guard }: Pick<GuardedOdoo, 'guard'>,
  session: { readonly id: string },
  method: string,
  params: Readonly<Record<string, unknown>> = {},
): Promise<RawAnswer> {
  return post(
    guard.url,
    { jsonrpc: '2.0', id: 1, method, params },
    { 'mcp-session-id': session.id, 'mcp-protocol-version': '2025-11-25' },
  );
}

/** A request of the 2026-07-28 protocol, as the administrator of `GATEWAY_WITH_TOKEN`. */
export function modernRequest(
  { guard }: Pick<GuardedOdoo, 'guard'>,
  method: string,
  params: Readonly<Record<string, unknown>> = {},
  named?: string,
): Promise<RawAnswer> {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  return post(
    guard.url,
    { jsonrpc: '2.0', id: 1, method, params: { ...params, _meta } },
    {
      authorization: `Bearer ${ADMIN_TOKEN}`,
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': method,
      ...(named === undefined ? {} : { 'mcp-name': named }),
    },
  );
}
