import type * as z from 'zod';
import { gatewayFile } from './gateway.ts';
import { modelAccessFile } from './model-access.ts';
import { rbacFile } from './rbac.ts';
import { restrictionsFile } from './restrictions.ts';
import { sectionsWith } from './shape.ts';

/** Words that other products, and Odoo itself, have for what a key here says. */
const OTHER_WORDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['db', ['database']],
  ['database_name', ['database']],
  ['user', ['login']],
  ['username', ['login']],
  ['key', ['api_key']],
  ['apikey', ['api_key']],
  ['delete', ['unlink']],
  ['update', ['write']],
  ['edit', ['write']],
  ['execute', ['call']],
  ['blocked_models', ['always_blocked']],
  ['blocked', ['always_blocked']],
  ['allowed_models', ['full_crud']],
  ['full_access', ['full_crud']],
  ['path', ['file']],
  ['address', ['host', 'url']],
  ['level', ['log_level']],
  ['loglevel', ['log_level']],
  ['roles', ['groups']],
  ['group', ['groups', 'required_group']],
  ['hash', ['sha256']],
]);

/** What to write for a key by another word; undefined where no key of the section says the same. */
export function meantKey(key: string, known: readonly string[]): string | undefined {
  if (['token', 'secret'].includes(key) && known.includes('sha256'))
    return 'a token is never written in a file; write its "sha256" ("odoo-mcp-guard token new" prints both)';
  const meant = OTHER_WORDS.get(key.toLowerCase())?.find((word) => known.includes(word));
  return meant === undefined ? undefined : `did you mean "${meant}"?`;
}

/** Most places that are listed: a key that is in more of them says too little to be helped by a list. */
const MOST_PLACES = 3;

/** The file of each top-level key, for those who wrote one into another file. */
const FILE_OF: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'model_access.yaml': modelAccessFile,
    'rbac.yaml': rbacFile,
    'restrictions.yaml': restrictionsFile,
    'gateway.yaml': gatewayFile,
  }).flatMap(([file, { shape }]) => Object.keys(shape).map((key): [string, string] => [key, file])),
);

/** Where a key belongs that stands in the wrong section of its file, or in the wrong file. */
export function keyElsewhere(file: string, root: z.ZodType, key: string): string | undefined {
  const places = sectionsWith(root, key).filter((place) => place !== '');
  if (places.length > 0 && places.length <= MOST_PLACES)
    return `it belongs under ${places.join(' or ')}`;
  const other = FILE_OF.get(key);
  return other === undefined || other === file || !FILES.has(file)
    ? undefined
    : `it belongs into ${other}`;
}

const FILES: ReadonlySet<string> = new Set(FILE_OF.values());
