import type { Problem } from '../load-error.ts';
import type { LoadedFile } from '../policy-file.ts';
import type { Path } from '../yaml-document.ts';

/** A rule that was written and changes nothing, before its place is looked up. */
export interface Finding {
  readonly path: Path;
  readonly onKey?: boolean;
  readonly message: string;
}

/** What was found in a file, with the line and column of each; nothing of a file that ships with the product. */
export function placed(file: LoadedFile<unknown>, findings: readonly Finding[]): Problem[] {
  if (file.builtIn) return [];
  return findings.map(({ path, onKey, message }) => ({
    ...file.place(path, onKey === true ? 'key' : undefined),
    message,
  }));
}
