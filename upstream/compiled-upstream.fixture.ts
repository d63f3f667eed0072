import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageVersion } from './package-version.ts';

const root = dirname(import.meta.dirname);

export interface CompiledUpstream {
  /** The JavaScript file to start with Node. */
  readonly main: string;
  remove(): void;
}

/** Compiles this folder, so that tests start the process users start, whatever state dist/ is in. */
export function compileUpstream(): CompiledUpstream {
  const cache = join(root, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'upstream-'));
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ type: 'module', version: packageVersion() }),
  );
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: join(root, 'tsconfig.json'),
      compilerOptions: {
        rootDir: root,
        outDir: folder,
        typeRoots: [join(root, 'node_modules', '@types')],
      },
      include: [],
      files: [join(root, 'upstream', 'main.ts')],
    }),
  );
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  execFileSync(process.execPath, [compiler, '-p', folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return {
    main: join(folder, 'upstream', 'main.js'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
