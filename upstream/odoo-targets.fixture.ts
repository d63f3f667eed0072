import { type OdooVersion, startDemoOdoo } from '../demo/server.ts';
import { ODOO_MAJORS } from './odoo/version.ts';
import type { TestAccount } from './running-upstream.fixture.ts';

/** An Odoo the tools are tried against. */
export interface OdooTarget {
  readonly name: string;
  readonly major: number;
  readonly url: URL;
  readonly database: string;
  readonly admin: TestAccount;
  /** The administrator's API key, where one is given. */
  readonly adminKey: TestAccount | undefined;
  /** A salesperson with no other rights, where one is given; with an API key too. */
  readonly sales: TestAccount | undefined;
  readonly salesKey: TestAccount | undefined;
  stop(): Promise<void>;
}

/** A target, or why it is not there. */
export interface TargetChoice {
  readonly name: string;
  readonly major: number;
  readonly available: boolean;
  /** How long one case may take: a real Odoo on a busy machine needs more than the demo. */
  readonly pace: { readonly timeout: number };
  start(): Promise<OdooTarget>;
}

/**
 * The real Odoo named by `ODOO_E2E_<major>`, written as
 * `http://127.0.0.1:8018?db=odoo18&admin=login:password`, with `&sales=login:password` when there is
 * one. API keys are in variables of their own, as `login:key`: `ODOO_E2E_<major>_ADMIN_KEY` and
 * `ODOO_E2E_<major>_SALES_KEY`.
 */
export function realOdoo(major: number): TargetChoice {
  const variable = `ODOO_E2E_${major}`;
  const text = process.env[variable];
  const name = `Odoo ${major}${text ? '' : ` (set ${variable}=http://host:port?db=name&admin=login:password to run)`}`;
  return {
    name,
    major,
    available: text !== undefined && text !== '',
    pace: { timeout: 90_000 },
    async start() {
      const url = new URL(text ?? '');
      const database = url.searchParams.get('db');
      if (database === null) throw new Error(`${variable} needs db=name`);
      const account = (method: string, written: string | null | undefined) => {
        const [login, secret] = written?.split(':') ?? [];
        return login && secret ? { method, database, login, secret } : undefined;
      };
      const admin = account('password', url.searchParams.get('admin'));
      if (admin === undefined) throw new Error(`${variable} needs admin=login:password`);
      const sales = account('password', url.searchParams.get('sales'));
      url.search = '';
      return {
        name,
        major,
        url,
        database,
        admin,
        adminKey: account('api_key', process.env[`${variable}_ADMIN_KEY`]),
        sales,
        salesKey: account('api_key', process.env[`${variable}_SALES_KEY`]),
        stop: async () => undefined,
      };
    },
  };
}

/** Every release, first as the demo, then as the real one. */
export const everyTarget = (): TargetChoice[] => [
  ...demoMajors().map(demoOdoo),
  ...ODOO_MAJORS.map(realOdoo),
];

/**
 * The releases the demo is tried in: all, or those of `ODOO_E2E_DEMO`, a list with commas. `npm run test:e2e` names
 * the ones of which there is no real Odoo.
 */
export function demoMajors(): readonly OdooVersion[] {
  const named = process.env.ODOO_E2E_DEMO?.split(',');
  return ODOO_MAJORS.filter((major) => named === undefined || named.includes(String(major)));
}

/** The demo Odoo of this project in the dialect of one release; always there. */
export function demoOdoo(version: OdooVersion): TargetChoice {
  const name = `the demo Odoo ${version}`;
  return {
    name,
    major: version,
    available: true,
    pace: { timeout: 20_000 },
    async start() {
      const demo = await startDemoOdoo({ version });
      const { database } = demo;
      const account = (method: string, login: string, secret: string) => ({
        method,
        database,
        login,
        secret,
      });
      return {
        name,
        major: version,
        url: new URL(demo.url),
        database,
        admin: account('password', 'admin', 'admin'),
        adminKey: account('api_key', 'admin', 'demo-key-admin'),
        sales: account('password', 'sales', 'sales'),
        salesKey: account('api_key', 'sales', 'demo-key-sales'),
        stop: () => demo.close(),
      };
    },
  };
}
