import { demoMajors } from '../upstream/odoo-targets.fixture.ts';
import type { GuardProcess } from './guard-process.fixture.ts';
import { type LegacySession, openLegacySession } from './raw-mcp.fixture.ts';

/** An Odoo the guard is put in front of: what the guard is told, and accounts that exist there. */
export interface OdooUnderTest {
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
  readonly admin: Account;
  /** A salesperson with no other rights, where the server has one. */
  readonly sales: Account;
}

export interface Account {
  readonly login: string;
  readonly password: string;
}

/**
 * The demo, and every real Odoo the environment names: `ODOO_E2E_18=http://127.0.0.1:8069?db=d&admin=a:p`,
 * with an optional `&sales=login:password` (default `sales:sales`).
 */
export function odoosUnderTest(): readonly OdooUnderTest[] {
  const demos = demoMajors().map((major) => ({
    name: `the demo Odoo ${major}`,
    env: { DEMO_ODOO_VERSION: String(major) },
    admin: { login: 'admin', password: 'admin' },
    sales: { login: 'sales', password: 'sales' },
  }));
  const real = [17, 18, 19].flatMap((major) => {
    const text = process.env[`ODOO_E2E_${major}`];
    if (!text) return [];
    const url = new URL(text);
    const database = url.searchParams.get('db');
    if (!database) throw new Error(`ODOO_E2E_${major} needs db=NAME`);
    return [
      {
        name: `Odoo ${major}`,
        env: { ODOO_URL: url.origin, ODOO_DB: database },
        admin: account(url.searchParams.get('admin'), 'admin'),
        sales: account(url.searchParams.get('sales'), 'sales'),
      },
    ];
  });
  return [...demos, ...real];
}

function account(text: string | null, name: string): Account {
  const [login = name, password = name] = (text ?? '').split(':').filter((part) => part !== '');
  return { login, password };
}

/** A legacy session signed in with the login tool. */
export async function signedIn(guard: GuardProcess, account: Account): Promise<LegacySession> {
  const session = await openLegacySession(guard.url);
  const { result } = await session.call('login', {
    method: 'password',
    username: account.login,
    credential: account.password,
  });
  if (!result || result.isError) throw new Error(`${account.login}: ${JSON.stringify(result)}`);
  return session;
}
