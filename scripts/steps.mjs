// What `npm start`, `npm test` and `npm run build` share: run a step, say so, install only when needed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sources = ['proxy', 'policies', 'upstream', 'demo', 'releases'];

/** Prints to stderr: stdout belongs to what the command is asked for. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Runs a command in the project's root; ends this process with its exit code when it fails. */
export function step(label, command, args, options = {}) {
  const started = Date.now();
  say(`▸ ${label}`);
  const done = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', options.quiet ? 'ignore' : 2, 'inherit'],
    shell: process.platform === 'win32',
  });
  if (done.status !== 0) {
    say(`✘ ${label} failed (exit ${done.status ?? done.signal})`);
    process.exit(done.status ?? 1);
  }
  say(`  done in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

/** Runs a locally installed tool's script with this Node, whatever the platform's shims look like. */
export function tool(label, script, args) {
  step(label, process.execPath, [join('node_modules', script), ...args]);
}

/** Installs from the lockfile unless node_modules already matches it. */
export function ensureInstalled() {
  const lock = join(root, 'package-lock.json');
  const marker = join(root, 'node_modules', '.package-lock.json');
  if (existsSync(marker) && statSync(marker).mtimeMs >= statSync(lock).mtimeMs) return;
  step('installing dependencies (npm ci)', 'npm', [
    'ci',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]);
}

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else yield path;
  }
}

/** A digest of everything the build reads. */
function fingerprint() {
  const hash = createHash('sha256');
  const inputs = [...sources.flatMap((folder) => [...files(join(root, folder))])];
  inputs.push(
    join(root, 'package-lock.json'),
    join(root, 'tsconfig.json'),
    join(root, 'tsconfig.build.json'),
  );
  for (const path of inputs.sort())
    hash.update(relative(root, path)).update('\0').update(readFileSync(path)).update('\0');
  return hash.digest('hex');
}

/** Compiles to dist/ and copies the YAML the product ships, unless dist/ is already what the sources say. */
export function ensureBuilt() {
  const stamp = join(root, 'dist', '.fingerprint');
  const now = fingerprint();
  // Of two builds at once one may have removed what the other has made, and left its stamp.
  const isThere = existsSync(join(root, 'dist', 'proxy', 'main.js')) && existsSync(stamp);
  if (isThere && readFileSync(stamp, 'utf8') === now) return;
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  tool('compiling', 'typescript/bin/tsc', ['-p', 'tsconfig.build.json']);
  for (const folder of sources) {
    for (const path of files(join(root, folder))) {
      if (!path.endsWith('.yaml')) continue;
      const target = join(root, 'dist', relative(root, path));
      mkdirSync(dirname(target), { recursive: true });
      cpSync(path, target);
    }
  }
  // The compiler writes plain files; npx links the bin to this one and expects to run it.
  chmodSync(join(root, 'dist', 'proxy', 'main.js'), 0o755);
  writeFileSync(stamp, now);
}
