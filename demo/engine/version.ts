/** The Odoo series the demo can speak as. */
export type OdooVersion = 17 | 18 | 19;

/** What `version_info` and `common.version` answer: a client may read the demo mark in `server_version`. */
export interface VersionInfo {
  readonly server_version: string;
  readonly server_version_info: readonly [number, number, number, string, number, string];
  readonly server_serie: string;
  readonly protocol_version: number;
}

/**
 * Version payload of a series. `server_version` keeps Odoo's `NN.0` prefix so that clients can
 * parse it; the `-demo` suffix says that this is not an Odoo.
 */
export function versionInfo(version: OdooVersion): VersionInfo {
  return {
    server_version: `${version}.0-demo`,
    server_version_info: [version, 0, 0, 'final', 0, ''],
    server_serie: `${version}.0`,
    protocol_version: 1,
  };
}

/** Reads `17`, `18`, `19` or `18.0`; throws with the accepted values otherwise. */
export function parseVersion(text: string): OdooVersion {
  switch (text.trim().replace(/\.0$/, '')) {
    case '17':
      return 17;
    case '18':
      return 18;
    case '19':
      return 19;
    default:
      throw new Error(
        `The demo speaks as Odoo 17, 18 or 19, not as ${JSON.stringify(text)}: set DEMO_ODOO_VERSION to one of them.`,
      );
  }
}
