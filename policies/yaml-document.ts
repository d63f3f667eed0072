import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  visit,
} from 'yaml';
import type { Problem } from './load-error.ts';

/** Where a value stands in the YAML: keys and indexes from the root. */
export type Path = readonly PropertyKey[];

/** One YAML file, read: its data, and a way back from a place in the data to a place in the text. */
export interface YamlDocument {
  readonly file: string;
  readonly data: unknown;
  /** Line and column (from 1) of a value, or of its key when `key` is set; of the nearest parent if gone. */
  position(path: Path, key?: 'key'): { readonly line: number; readonly column: number };
  /** Whether the value standing there came out of a `${VAR}`, and is therefore a string whatever it says. */
  interpolated(path: Path): boolean;
}

/** Fills the `${VAR}`s of one scalar, or says why it cannot. */
export type Interpolate = (text: string) => { readonly value: string } | { readonly error: string };

/** How many alias expansions one file may ask for: enough to share a list, too few to explode. */
const MOST_ALIASES = 50;

/**
 * Reads one YAML 1.2 document (core schema). Refused: a second document, a custom tag, a duplicate key, a key
 * that is not a string, `__proto__`, an alias that explodes, and whatever `interpolate` refuses.
 */
export function readYaml(
  file: string,
  text: string,
  interpolate: Interpolate,
): { readonly document: YamlDocument } | { readonly problems: readonly Problem[] } {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, {
    version: '1.2',
    schema: 'core',
    strict: true,
    stringKeys: false,
    uniqueKeys: true,
    resolveKnownTags: false,
    merge: false,
    lineCounter: lines,
    prettyErrors: false,
  });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const problems: Problem[] = [];
  const report = (offset: number, message: string, hint?: string) =>
    problems.push({ file, ...at(offset), message, ...(hint === undefined ? {} : { hint }) });

  const document = 'empty' in parsed ? undefined : parsed[0];
  const faults = 'empty' in parsed ? [] : parsed.flatMap((one) => [...one.errors, ...one.warnings]);
  for (const fault of faults) {
    const unquoted = text.slice(fault.pos[0] - 1, fault.pos[0] + 1) === VARIABLE;
    report(
      fault.pos[0],
      FAULTS.get(fault.code) ?? oneLine(fault.message),
      unquoted ? `quote a variable inside { } or [ ]: "\${NAME}"` : remedyFor(fault),
    );
    if (!FAULTS.has(fault.code)) break;
  }
  if (!('empty' in parsed) && parsed.length > 1 && problems.length === 0)
    report(
      parsed[1]?.range[0] ?? 0,
      'a second document ("---") is not allowed',
      'keep one document to a file',
    );
  const filled = new Set<unknown>();
  if (document !== undefined && problems.length === 0)
    checkNodes(document, interpolate, filled, (node, message, hint) =>
      report(rangeStart(node) ?? 0, message, hint),
    );
  if (problems.length > 0) return { problems };

  let data: unknown = null;
  try {
    data = document?.toJS({ maxAliasCount: MOST_ALIASES }) ?? null;
  } catch {
    return { problems: [{ file, line: 1, column: 1, message: 'expands too many aliases' }] };
  }
  return {
    document: {
      file,
      data,
      position: (path, key) => at(offsetOf(document, path, key)),
      interpolated: (path) => filled.has(document?.getIn([...path], true)),
    },
  };
}

/** What a variable begins with. */
const VARIABLE = '${';

/** Our words for what `yaml` finds; any other fault is a syntax error, and what follows one is noise. */
const FAULTS: ReadonlyMap<string, string> = new Map([
  ['DUPLICATE_KEY', 'this key is written twice in the same mapping'],
  ['TAG_RESOLVE_FAILED', 'tags ("!") are not allowed'],
]);

/** What to write instead, for mistakes that people make who do not write YAML every day. */
function remedyFor({ code, message }: { readonly code: string; readonly message: string }) {
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'indent with spaces';
    case 'BAD_INDENT':
      return message.startsWith('Flow')
        ? 'close the bracket that an earlier line opens'
        : 'indent all keys of one mapping alike';
    case 'MISSING_CHAR':
      return 'close what was opened before this place';
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'quote a value that has ": " in it, and begin a mapping on a line of its own';
    case 'BAD_ALIAS':
    case 'BAD_SCALAR_START':
      return 'quote a value that begins so';
    default:
      return undefined;
  }
}

function checkNodes(
  document: Document.Parsed,
  interpolate: Interpolate,
  filled: Set<unknown>,
  report: (node: unknown, message: string, hint?: string) => void,
): void {
  visit(document, {
    Pair(_, pair) {
      const { key } = pair;
      if (!isScalar(key) || typeof key.value !== 'string' || key.tag !== undefined)
        report(
          key,
          'a key must be a plain word',
          'quote it if it is meant to be a word, such as "17" or "true"',
        );
      else if (key.value === '__proto__') report(key, 'unknown key "__proto__"');
      else if (key.value === '<<')
        report(key, 'merge keys ("<<") are not part of YAML 1.2', 'write the keys out');
    },
    Alias(_, node) {
      if (node.resolve(document) === undefined)
        report(
          node,
          `*${node.source} refers to an anchor (&${node.source}) that this file does not have before it`,
          `quote it if it is meant as it stands: "*${node.source}"`,
        );
    },
    Scalar(key, node) {
      if (node.tag !== undefined) report(node, `tag "${node.tag}" is not allowed`);
      if (key === 'key' || typeof node.value !== 'string' || !node.value.includes('$')) return;
      const answer = interpolate(node.value);
      if ('error' in answer) report(node, answer.error);
      else if (answer.value !== node.value) {
        node.value = answer.value;
        filled.add(node);
      }
    },
    Collection(_, node) {
      if (node.tag !== undefined) report(node, `tag "${node.tag}" is not allowed`);
    },
  });
}

function offsetOf(document: Document.Parsed | undefined, path: Path, want?: 'key'): number {
  let node: unknown = document?.contents;
  let offset = rangeStart(node) ?? 0;
  for (const [index, step] of path.entries()) {
    if (isAlias(node)) break;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
      if (!isPair(pair)) break;
      const keyAt = rangeStart(pair.key);
      node = pair.value;
      const last = index === path.length - 1;
      offset = (last && want === 'key' ? keyAt : rangeStart(node)) ?? keyAt ?? offset;
    } else {
      node = isSeq(node) ? node.get(step, true) : undefined;
      const found = rangeStart(node);
      if (found === undefined) break;
      offset = found;
    }
  }
  return offset;
}

function rangeStart(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node)) return undefined;
  const { range } = node;
  return Array.isArray(range) && typeof range[0] === 'number' ? range[0] : undefined;
}

function oneLine(message: string): string {
  return message.split('\n')[0] ?? message;
}
