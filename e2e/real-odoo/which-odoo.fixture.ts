import { ODOO_MAJORS, type OdooMajor } from '../../upstream/odoo/version.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What the suites run on for one release. */
export type WhichOdoo =
  | { readonly kind: 'url'; readonly major: OdooMajor; readonly address: string }
  | { readonly kind: 'container'; readonly major: OdooMajor; readonly image: string }
  /** No real Odoo: the demo stands in, and this is why. */
  | { readonly kind: 'demo'; readonly major: OdooMajor; readonly why: string };

/**
 * A named Odoo before a container, a container before the demo. `noDocker`: why no container can be started, absent
 * where one can. Releases that `ODOO_E2E_VERSIONS` leaves out are not tried at all. Throws where that names none.
 */
export function whichOdoos(env: Environment, noDocker?: string): readonly WhichOdoo[] {
  return askedMajors(env).map((major) => {
    const named = env[`ODOO_E2E_${major}`];
    if (named) return { kind: 'url', major, address: new URL(named).origin };
    if (noDocker === undefined) return { kind: 'container', major, image: odooImage(env, major) };
    return { kind: 'demo', major, why: `ODOO_E2E_${major} is not set, and ${noDocker}` };
  });
}

function askedMajors(env: Environment): readonly OdooMajor[] {
  const written = env.ODOO_E2E_VERSIONS;
  if (!written) return ODOO_MAJORS;
  const named = written.split(',').map((text) => text.trim());
  const unknown = named.filter((text) => !ODOO_MAJORS.some((major) => String(major) === text));
  if (unknown.length > 0)
    throw new Error(
      `ODOO_E2E_VERSIONS: ${unknown.join(', ')} is none of ${ODOO_MAJORS.join(', ')}`,
    );
  return ODOO_MAJORS.filter((major) => named.includes(String(major)));
}

function odooImage(env: Environment, major: OdooMajor): string {
  return env[`ODOO_IMAGE_${major}`] || `odoo:${major}.0`;
}

/** The image of the database of the containers. */
export const postgresImage = (env: Environment): string =>
  env.POSTGRES_IMAGE || 'postgres:16.10-bookworm';

/** What the run may be called, a line for each release. A run on the demo is no test against Odoo. */
export function inWords(odoos: readonly WhichOdoo[]): string {
  return odoos
    .map((odoo) => {
      switch (odoo.kind) {
        case 'url':
          return `Odoo ${odoo.major}: a real one, at ${odoo.address}`;
        case 'container':
          return `Odoo ${odoo.major}: a real one, in a container of ${odoo.image}`;
        case 'demo':
          return `Odoo ${odoo.major}: NOT TESTED. The demo stands in for it: ${odoo.why}`;
        default:
          return odoo satisfies never;
      }
    })
    .join('\n');
}
