import type { OdooVersion } from '../engine/version.ts';
import { startDemoOdoo } from '../server.ts';
import { type DemoClient, demoClient } from './client.fixture.ts';

/** A server the same assertions run on: the demo, or the Odoo it imitates. */
export interface Target {
  readonly name: string;
  readonly version: OdooVersion;
  /** False for an Odoo nobody named. */
  readonly available: boolean;
  readonly open: () => Promise<OpenTarget>;
}

/** A client of a running target. */
export interface OpenTarget {
  readonly client: DemoClient;
  readonly close: () => Promise<void>;
}

const VERSIONS: readonly OdooVersion[] = [17, 18, 19];

/**
 * The real Odoos named by `ODOO_E2E_<major>`, written as `http://127.0.0.1:8018?db=odoo18`; passwords of
 * the logins admin, demo, sales and hr are taken to be their names.
 */
export const realTargets: readonly Target[] = VERSIONS.map((version) => {
  const given = process.env[`ODOO_E2E_${version}`] ?? '';
  return {
    name: `Odoo ${version}${given ? '' : ` (set ODOO_E2E_${version} to run)`}`,
    version,
    available: given !== '',
    open: async () => {
      const url = new URL(given);
      const database = url.searchParams.get('db') ?? '';
      return { client: demoClient({ url: url.origin, database }), close: async () => undefined };
    },
  };
});

/** The demos of all releases, then the real ones. */
export const everyTarget: readonly Target[] = [
  ...VERSIONS.map(
    (version): Target => ({
      name: `the demo as Odoo ${version}`,
      version,
      available: true,
      open: async () => {
        const demo = await startDemoOdoo({ version });
        return { client: demoClient(demo), close: demo.close };
      },
    }),
  ),
  ...realTargets,
];
