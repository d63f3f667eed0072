import { statSync } from 'node:fs';
import { type ConfigDirectory, POLICY_FILES } from '../config-directory.ts';
import type { LoadedFile } from '../policy-file.ts';
import { isMapping } from '../schema/shape.ts';
import type { Path } from '../yaml-document.ts';

const OTHERS_READ = 0o004;
const OTHERS_WRITE = 0o002;
const OTHERS_PASS = 0o001;
/** Names of headers and variables whose values are secrets. */
const SECRET_NAME = /auth|token|key|secret|passw|cookie|credential/i;

/**
 * What of the policy every account of this machine may change, and which secrets written into it they may read: a
 * warning each, with what to do. Windows has no such modes, and gets none. They are warnings because a mode is not
 * always what holds: some mounts show every file as open to all.
 */
export function exposedFiles(
  { source, files }: ConfigDirectory,
  gateway: LoadedFile<unknown>,
): readonly string[] {
  const folder = modeOf(source);
  if (folder === undefined) return [];
  const warnings: string[] = [];
  if (folder & OTHERS_WRITE)
    warnings.push(
      `${source} is a folder in which every account of this machine may put policy files: take that right away (chmod o-w)`,
    );
  // Nobody gets at a file in a folder that is closed to them.
  if (!(folder & OTHERS_PASS)) return warnings;
  for (const { file, builtIn } of POLICY_FILES.map((name) => files[name])) {
    if (!builtIn && (modeOf(file) ?? 0) & OTHERS_WRITE)
      warnings.push(
        `${file} may be changed by every account of this machine: take that right away (chmod o-w)`,
      );
  }
  const { file, builtIn } = files.gateway;
  const [written] = secretsIn(gateway);
  if (!builtIn && written !== undefined && (modeOf(file) ?? 0) & OTHERS_READ)
    warnings.push(
      `${file} holds a secret (${written.join('.')}) that every account of this machine may read: take that right away (chmod o-r), or write a variable in its place ("\${NAME}")`,
    );
  return warnings;
}

function modeOf(path: string): number | undefined {
  if (process.platform === 'win32') return undefined;
  return statSync(path, { throwIfNoEntry: false })?.mode;
}

/** Where `gateway.yaml` has a secret as it stands, not one that comes out of a variable. */
function secretsIn({ written, interpolated }: LoadedFile<unknown>): readonly Path[] {
  const places: Path[] = [['upstream', 'key']];
  for (const section of ['headers', 'env']) {
    const names = Object.keys(Object(at(written, ['upstream', section])));
    for (const name of names.filter((one) => SECRET_NAME.test(one)))
      places.push(['upstream', section, name]);
  }
  const tokens = at(written, ['identity', 'tokens']);
  const subjects: Path[] = [
    ['stdio'],
    ['anonymous'],
    ...(Array.isArray(tokens) ? tokens.map((_, index): Path => ['tokens', index]) : []),
  ];
  for (const subject of subjects)
    for (const kind of ['api_key', 'password']) places.push(['identity', ...subject, 'odoo', kind]);
  return places.filter((place) => typeof at(written, place) === 'string' && !interpolated(place));
}

function at(data: unknown, [step, ...rest]: Path): unknown {
  if (step === undefined) return data;
  if (Array.isArray(data)) return at(data[Number(step)], rest);
  return isMapping(data) && Object.hasOwn(data, step) ? at(data[String(step)], rest) : undefined;
}
