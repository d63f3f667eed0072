import { type OdooVersion, startDemoOdoo } from '../demo/server.ts';
import type { TestAccount } from './running-upstream.fixture.ts';

/** An Odoo the tools are tried against. */
export interface OdooTarget {
  readonly name: string;
  readonly major: number;
  readonly url: URL;
  readonly database: string;
  readonly admin: TestAccount;
  stop(): Promise<void>;
}

/** A target, or why it is not there. */
export interface TargetChoice {
  readonly name: string;
  readonly available: boolean;
  start(): Promise<OdooTarget>;
}

/**
 * The real Odoo named by `ODOO_E2E_<major>`, written as
 * `http://127.0.0.1:8018?db=odoo18&admin=login:password`.
 */
export function realOdoo(major: number): TargetChoice {
  const variable = `ODOO_E2E_${major}`;
  const text = process.env[variable];
  const name = `Odoo ${major}${text ? '' : ` (set ${variable}=http://host:port?db=name&admin=login:password to run)`}`;
  return {
    name,
    available: text !== undefined && text !== '',
    async start() {
      const url = new URL(text ?? '');
      const database = url.searchParams.get('db');
      const [login, secret] = url.searchParams.get('admin')?.split(':') ?? [];
      if (database === null || login === undefined || secret === undefined)
        throw new Error(`${variable} needs db=name and admin=login:password`);
      url.search = '';
      const admin = { method: 'password', database, login, secret };
      return { name, major, url, database, admin, stop: async () => undefined };
    },
  };
}

/** Every release, first as the demo, then as the real one. */
export const everyTarget = (): TargetChoice[] => [
  ...([17, 18, 19] as const).map(demoOdoo),
  ...[17, 18, 19].map(realOdoo),
];

/** The demo Odoo of this project in the dialect of one release; always there. */
export function demoOdoo(version: OdooVersion): TargetChoice {
  const name = `the demo Odoo ${version}`;
  return {
    name,
    available: true,
    async start() {
      const demo = await startDemoOdoo({ version });
      const { database } = demo;
      const admin = { method: 'password', database, login: 'admin', secret: 'admin' };
      return {
        name,
        major: version,
        url: new URL(demo.url),
        database,
        admin,
        stop: () => demo.close(),
      };
    },
  };
}
