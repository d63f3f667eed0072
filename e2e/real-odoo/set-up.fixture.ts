import { ODOO_MAJORS } from '../../upstream/odoo/version.ts';
import { printedKeys, suitesContent } from './apps.fixture.ts';
import {
  type ContainerImages,
  type OdooInContainers,
  snapshotName,
  startOdoo,
  whyNoContainers,
} from './containers.fixture.ts';
import { inWords, postgresImage, type WhichOdoo, whichOdoos } from './which-odoo.fixture.ts';

const say = (line: string) => process.stderr.write(`${line}\n`);

/**
 * Finds an Odoo of each release for `npm run test:e2e`, starts the containers, and tells the suites by the variables
 * they read. With `ODOO_E2E_REQUIRE_REAL` it throws where a release would be tried on the demo only.
 */
export async function setup(): Promise<() => Promise<void>> {
  const odoos = await findOdoos();
  const summary = inWords(odoos);
  say(summary);
  const demos = odoos.flatMap(({ kind, major }) => (kind === 'demo' ? [major] : []));
  if (demos.length > 0 && process.env.ODOO_E2E_REQUIRE_REAL)
    throw new Error('ODOO_E2E_REQUIRE_REAL is set: nothing was run on the demo');
  process.env.ODOO_E2E_DEMO = demos.join(',');
  for (const major of ODOO_MAJORS)
    if (!odoos.some((odoo) => odoo.major === major)) delete process.env[`ODOO_E2E_${major}`];

  const started: OdooInContainers[] = [];
  const stop = async () => {
    for (const one of started.splice(0)) await one.stop();
  };
  try {
    for (const odoo of odoos) {
      if (odoo.kind !== 'container') continue;
      const one = await startOdoo(odoo.major, imagesOf(odoo), suitesContent(odoo.major), say);
      started.push(one);
      Object.assign(process.env, variablesOf(odoo.major, one));
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return async () => {
    await stop();
    say(`\n${summary}`);
  };
}

/** The variables by which the suites know an Odoo. */
function variablesOf(major: number, { address, database, said }: OdooInContainers) {
  const name = `ODOO_E2E_${major}`;
  const { ADMIN_KEY, SALES_KEY } = printedKeys(said);
  return {
    [name]: `${address}?db=${database}&admin=admin:admin&sales=sales:sales`,
    [`${name}_ADMIN_KEY`]: ADMIN_KEY,
    [`${name}_SALES_KEY`]: SALES_KEY,
  };
}

/** The releases whose image cannot be had are tried on the demo, and say so. */
async function findOdoos(): Promise<readonly WhichOdoo[]> {
  const { env } = process;
  const wished = whichOdoos(env);
  const containers = wished.filter(({ kind }) => kind === 'container');
  if (containers.length === 0) return wished;
  return Promise.all(
    wished.map(async (odoo) => {
      if (odoo.kind !== 'container') return odoo;
      const why = await whyNoContainers([odoo.image, postgresImage(env)]);
      return why === undefined
        ? odoo
        : (whichOdoos({ ...env, ODOO_E2E_VERSIONS: String(odoo.major) }, why)[0] ?? odoo);
    }),
  );
}

function imagesOf({ major, image }: WhichOdoo & { readonly kind: 'container' }): ContainerImages {
  const images = { odoo: image, postgres: postgresImage(process.env) };
  return process.env.ODOO_E2E_KEEP_SNAPSHOTS
    ? { ...images, keepAs: snapshotName(major, images, suitesContent(major)) }
    : images;
}
