import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { distance } from 'fastest-levenshtein';
import { PolicyError, type Problem } from './load-error.ts';

export const POLICY_FILES = ['restrictions', 'model_access', 'rbac', 'gateway'] as const;
export type PolicyFileName = (typeof POLICY_FILES)[number];

/** The text of one policy file, and the name to call it by in messages. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
  /** It shipped with the product: its directory has no such file. */
  readonly builtIn: boolean;
}

export interface ConfigDirectory {
  /** The directory, or `built-in defaults`. */
  readonly source: string;
  readonly files: Readonly<Record<PolicyFileName, SourceText>>;
  readonly warnings: readonly string[];
}

const NAME_A_DIRECTORY =
  'set CONFIG_DIR to a directory of policy files, or unset it for the built-in defaults';
const DIRECTORY_FAULTS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'is a file, not a directory',
};
const LARGEST_FILE = 1_048_576;
const DEFAULTS = fileURLToPath(new URL('./defaults/', import.meta.url));

/**
 * Reads the four policy files of a directory, each optional: a file that is not there is the built-in one.
 * `named`: the operator named this directory, so it must exist. Throws `PolicyError` on what cannot be read and
 * on a file whose name is a slip away from a policy file's, which would otherwise be ignored.
 */
export function readConfigDirectory(directory: string, named: boolean): ConfigDirectory {
  const entries = list(directory, named);
  const problems: Problem[] = [];
  const warnings: string[] = [];
  const found = new Map<PolicyFileName, string>();
  for (const entry of entries ?? []) {
    const match = /^(.*)\.(ya?ml)$/i.exec(entry);
    const base = match?.[1];
    if (base === undefined) continue;
    const file = join(directory, entry);
    const known = POLICY_FILES.find((name) => entry === `${name}.yaml` || entry === `${name}.yml`);
    if (known === undefined) {
      const near = POLICY_FILES.find((name) => distance(base.toLowerCase(), name) <= 3);
      if (near === undefined) warnings.push(`${file} is not a policy file and was not read`);
      else problems.push({ file, message: 'is not read', hint: `did you mean "${near}.yaml"?` });
    } else if (found.has(known)) {
      problems.push({
        file,
        message: `stands beside ${found.get(known)}`,
        hint: 'keep one of them',
      });
    } else found.set(known, entry);
  }
  const read = (name: PolicyFileName): SourceText => {
    const entry = found.get(name);
    const file = entry === undefined ? `built-in ${name}.yaml` : join(directory, entry);
    const path = entry === undefined ? join(DEFAULTS, `${name}.yaml`) : file;
    const answer = readText(path);
    if ('message' in answer) problems.push({ file, ...answer });
    return { file, text: 'text' in answer ? answer.text : '', builtIn: entry === undefined };
  };
  const files = {
    restrictions: read('restrictions'),
    model_access: read('model_access'),
    rbac: read('rbac'),
    gateway: read('gateway'),
  };
  if (problems.length > 0) throw new PolicyError(problems);
  for (const { file, text, builtIn } of [files.restrictions, files.rbac]) {
    // What a full disk leaves of a file that was being saved.
    if (!builtIn && text.trim() === '')
      warnings.push(
        `${file} is empty: nothing in it restricts anybody, and the built-in file of its name is not read. Write {} if that is meant`,
      );
  }
  return { source: entries === undefined ? 'built-in defaults' : directory, files, warnings };
}

function list(directory: string, named: boolean): readonly string[] | undefined {
  try {
    return readdirSync(directory).sort();
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' && !named) return undefined;
    throw new PolicyError([
      {
        file: directory,
        ...(code === 'EACCES'
          ? unreadable(error)
          : {
              message: DIRECTORY_FAULTS[code] ?? `cannot be read as a directory (${code})`,
              hint: NAME_A_DIRECTORY,
            }),
      },
    ]);
  }
}

type Unreadable = Pick<Problem, 'message' | 'hint'>;

function readText(path: string): { readonly text: string } | Unreadable {
  try {
    const found = statSync(path);
    // Reading a pipe or a device may never end.
    if (!found.isFile() && !found.isDirectory())
      return { message: 'is no regular file', hint: 'write the file of that name in its place' };
    if (found.size > LARGEST_FILE) return { message: 'is larger than 1 MiB' };
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)) };
  } catch (error) {
    return error instanceof TypeError ? { message: 'is not UTF-8 text' } : unreadable(error);
  }
}

/** Why a file or a directory cannot be read. In a container the account is hardly ever the one that wrote it. */
function unreadable(error: unknown): Unreadable {
  const code = codeOf(error);
  if (code === 'EISDIR')
    return { message: 'is a directory', hint: 'write the file of that name in its place' };
  if (code === 'ELOOP')
    return { message: 'is a link that leads to itself', hint: 'write the file in its place' };
  if (code === 'ENOENT')
    return {
      message: 'is a link to a file that does not exist',
      hint: 'make it, or remove the link',
    };
  if (code !== 'EACCES') return { message: `cannot be read (${code})` };
  const uid = process.getuid?.();
  return {
    message: `may not be read by the account the guard runs as${uid === undefined ? '' : ` (uid ${uid})`}`,
    hint: 'give that account the right to read it, such as with chmod a+rX',
  };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
