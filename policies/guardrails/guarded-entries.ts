import { BLOCKED_METHODS } from './blocked-methods.ts';
import { BLOCKED_MODELS } from './blocked-models.ts';
import {
  BLOCKED_ENDINGS,
  BLOCKED_FAMILIES,
  BLOCKED_SERVICE_MODELS,
} from './blocked-service-models.ts';
import { BLOCKED_WRITE_FIELDS } from './blocked-write-fields.ts';
import { type GuardedNames, type Guardrail, parseNames } from './guardrail.ts';
import { ORM_METHODS } from './orm-methods.ts';
import { READ_ONLY_MODELS } from './read-only-models.ts';
import { SECRET_FIELD_NAMES } from './secret-fields.ts';

/** What a list of guarded names is about. */
export type GuardedSubject =
  | 'models'
  | 'families'
  | 'endings'
  | 'read_only_models'
  | 'blocked_methods'
  | 'orm_methods'
  | 'write_fields'
  | 'secret_fields';

/** One guarded name with its reason and the releases of Odoo that have it: none for an add-on's. */
export interface GuardedEntry extends Guardrail {
  readonly subject: GuardedSubject;
  readonly name: string;
  readonly releases: readonly number[];
}

const LISTS: readonly (readonly [GuardedSubject, readonly GuardedNames[]])[] = [
  ['models', [...BLOCKED_MODELS, ...BLOCKED_SERVICE_MODELS]],
  ['families', BLOCKED_FAMILIES],
  ['endings', BLOCKED_ENDINGS],
  ['read_only_models', READ_ONLY_MODELS],
  ['blocked_methods', BLOCKED_METHODS],
  ['orm_methods', ORM_METHODS],
  ['write_fields', BLOCKED_WRITE_FIELDS],
];

const SECRET: Guardrail = { id: 'G60', reason: 'a secret: never read, searched or written' };

/** Every guarded name, in the order of the data. Secrets of single models are written `model.field`. */
export const GUARDED_ENTRIES: readonly GuardedEntry[] = [
  ...LISTS.flatMap(([subject, rows]) =>
    rows.flatMap(({ id, reason, names }) =>
      parseNames(names).map((named) => ({ subject, id, reason, ...named })),
    ),
  ),
  ...[...SECRET_FIELD_NAMES].flatMap(([model, fields]) =>
    fields.map(({ name, releases }) => ({
      ...{ subject: 'secret_fields' as const, ...SECRET },
      ...{ name: `${model}.${name}`, releases },
    })),
  ),
];
