import type { Env } from './env.ts';
import type { FieldDefinition } from './fields.ts';
import type { Json, JsonObject } from './json.ts';
import type { RecordReader } from './records.ts';
import type { OdooVersion } from './version.ts';

export type AccessMode = 'read' | 'write' | 'create' | 'unlink';

/** Rights of one group on a model, as letters: r(ead) w(rite) c(reate) u(nlink). '' is everyone. */
export type AccessTable = { readonly [group: string]: string };

/** A record rule. Rules of groups widen each other; rules without group narrow everyone. */
export interface RecordRule {
  readonly name: string;
  readonly groups?: readonly string[];
  readonly modes?: readonly AccessMode[];
  readonly domain: (env: Env) => readonly Json[];
}

/** A method a model adds to the ORM's. */
export interface ModelMethod {
  readonly params?: readonly string[];
  /** Called without ids, as `@api.model`. Default: the first positional argument is the ids. */
  readonly modelLevel?: boolean | { readonly until: OdooVersion };
  /** Takes any further keyword, as `**kwargs`. */
  readonly anyKeyword?: boolean;
  readonly since?: OdooVersion;
  readonly until?: OdooVersion;
  readonly run: (env: Env, ids: readonly number[], args: JsonObject) => Json;
}

/** Attributes a series gives a model in place of the definition's. */
export type ModelVariant = Partial<
  Pick<ModelDefinition, 'access' | 'rules' | 'order' | 'displayName' | 'description' | 'check'>
>;

/** A message thread: what is noted when a record is born, and who may post. */
export interface Thread {
  /** The first message; empty: one without text. */
  readonly created: string;
  /** The right on the record that posting takes. */
  readonly post: 'read' | 'write';
  /** Who sees messages and followers; until 17 everyone who sees the record. */
  readonly groups?: string;
}

/** A business area's description of one model; data only but for computations and methods. */
export interface ModelDefinition {
  readonly name: string;
  readonly description: string;
  readonly description19?: string;
  /** First and last series that have the model. */
  readonly since?: OdooVersion;
  readonly until?: OdooVersion;
  /** What one series says otherwise. */
  readonly variants?: { readonly [version in OdooVersion]?: ModelVariant };
  /** The model whose records these are, for one that only shows some of its fields. */
  readonly view?: string;
  readonly order?: string;
  /** Columns of who made or changed a record and when that the model goes without. */
  readonly unlogged?: readonly string[];
  readonly recName?: string;
  /** Fields `name_search` looks into; default: the record name. */
  readonly recNamesSearch?: readonly string[];
  readonly parentName?: string;
  /** Delegation: this model's records own a record of `model` through many2one `field`. */
  readonly inherits?: { readonly model: string; readonly field: string };
  readonly fields: { readonly [name: string]: FieldDefinition };
  readonly displayName?: (record: RecordReader) => string;
  readonly access: AccessTable;
  readonly rules?: readonly RecordRule[];
  /** People outside `group` may read the fields without `groups`, through a public view `name`. */
  readonly publicView?: {
    readonly name: string;
    readonly description: string;
    readonly group: string;
  };
  /** Columns whose combined value must be unique. */
  readonly unique?: readonly { readonly fields: readonly string[]; readonly message: string }[];
  /** Returns the text of the violated constraint, or undefined. */
  readonly check?: (record: RecordReader) => string | undefined;
  /** Adjusts values before a create or write. */
  readonly beforeWrite?: (env: Env, ids: readonly number[], values: JsonObject) => JsonObject;
  /** Values a form takes over when fields were changed, beyond what is computed. */
  readonly onchange?: (record: RecordReader, changed: readonly string[]) => JsonObject;
  readonly onchangeWarning?: (
    record: RecordReader,
    changed: readonly string[],
  ) => { readonly title: string; readonly message: string } | undefined;
  /** What the user is shown of a record in place of its values. */
  readonly maskedFor?: (
    record: RecordReader,
  ) => { readonly [field: string]: string | false } | undefined;
  /** What happens once a record was created, e.g. its first message. */
  readonly afterCreate?: (env: Env, id: number) => void;
  /** Left out of every search that does not name one of `unlessNamed`. */
  readonly hidden?: { readonly unlessNamed: readonly string[]; readonly domain: readonly Json[] };
  /** Refuses a deletion by throwing. */
  readonly beforeUnlink?: (record: RecordReader) => void;
  readonly nameSearch?: (env: Env, name: string, operator: string) => readonly number[] | undefined;
  readonly methods?: { readonly [name: string]: ModelMethod };
  readonly thread?: Thread;
}
