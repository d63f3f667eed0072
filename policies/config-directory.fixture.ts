import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { type LoadOptions, loadPolicy, PolicyError } from './load.ts';
import type { Policy } from './policy.ts';

const made: string[] = [];
afterEach(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
});

/** Files by name (`rbac` is `rbac.yaml`), in a directory of their own until the test ends. */
export type Files = Readonly<Record<string, string>>;

export function directoryOf(files: Files): string {
  const directory = mkdtempSync(join(tmpdir(), 'policy-'));
  made.push(directory);
  for (const [name, text] of Object.entries(files))
    writeFileSync(join(directory, name.includes('.') ? name : `${name}.yaml`), text);
  return directory;
}

/** The policy those files make. */
export function policyOf(files: Files, options: Partial<LoadOptions> = {}): Policy {
  return inDirectory(files, (directory) => loadPolicy({ directory, env: {}, ...options }));
}

/** What loading those files is refused for, with `config` for the directory's name. */
export function refusal(files: Files, options: Partial<LoadOptions> = {}): readonly string[] {
  return inDirectory(files, (directory) => {
    try {
      loadPolicy({ directory, env: {}, ...options });
    } catch (error) {
      if (error instanceof PolicyError)
        return error.message.replaceAll(directory, 'config').split('\n');
      throw error;
    }
    return ['it loaded'];
  });
}

/** The warnings of a policy, with `config` for the directory's name. */
export function warningsOf(files: Files, options: Partial<LoadOptions> = {}): readonly string[] {
  return inDirectory(files, (directory) =>
    loadPolicy({ directory, env: {}, ...options }).warnings.map((warning) =>
      warning.replaceAll(directory, 'config'),
    ),
  );
}

function inDirectory<Result>(files: Files, use: (directory: string) => Result): Result {
  const directory = directoryOf(files);
  try {
    return use(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
