import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { Json, JsonObject } from '../json.ts';
import { parsePath, writeAt } from './argument-path.ts';
import { type Codec, encode } from './codecs.ts';
import { frozenEntries } from './frozen-json.ts';
import { bindingDocument, partDocument } from './grammar.ts';
import type { OptionType, StepDocument, ToolDocument } from './grammar-tool.ts';
import { SLOTS, type SlotName } from './slots.ts';

const folder = dirname(fileURLToPath(import.meta.url));

/** The YAML files of the bundled bindings, by their path below this folder. */
export const bundledFiles: readonly string[] = readdirSync(folder, {
  recursive: true,
  encoding: 'utf8',
})
  .filter((file) => file.endsWith('.yaml'))
  .sort();

/** The tools of one bundled file, as written. */
export function toolsOf(file: string): readonly (readonly [string, ToolDocument])[] {
  const document = parse(readFileSync(join(folder, file), 'utf8'));
  const part = Object.hasOwn(document, 'part_of');
  return Object.entries((part ? partDocument : bindingDocument).parse(document).tools);
}

const VALUES: { readonly [Name in SlotName]: Json } = {
  model: 'res.partner',
  method: 'action_x',
  ids: [7],
  external_id: 'base.main_partner',
  domain: [['name', '=', 'a']],
  fields: ['name'],
  groupby: ['state'],
  aggregates: ['amount:sum'],
  having: [['amount:sum', '>', 1]],
  name: 'a',
  order: 'name asc',
  limit: 3,
  offset: 1,
  values: { name: 'a' },
  changed: ['name'],
  args: [1],
  kwargs: { a: 1 },
  body: 'Hello',
  attachment: 9,
  report: 'base.report',
  context: { lang: 'en_US' },
  dry_run: false,
  login: 'demo',
  login_method: 'password',
  database: 'odoo',
};

const OPTIONS: { readonly [Type in OptionType]: Json } = {
  text: '2026-01-01',
  boolean: true,
  integer: 3,
  number: 1.5,
  texts: ['a'],
  empty_list: [],
};

/** Arguments of one call of a tool, with everything it takes. */
export function sampleCall(tool: ToolDocument): JsonObject {
  const target = new Map<string, unknown>();
  const put = (path: string, value: Json) => {
    const parsed = parsePath(path);
    if (parsed !== undefined) writeAt(target, parsed, value);
  };
  if (tool.op !== undefined && typeof tool.op === 'object')
    put(tool.op.from, Object.keys(tool.op.map)[0] ?? '');
  for (const step of [tool, ...Object.values(tool.steps ?? {})]) putSlots(step, put);
  for (const [path, types] of Object.entries(tool.options))
    put(path, OPTIONS[typeof types === 'string' ? types : types[0]]);
  for (const path of tool.secret) put(path, 'secret');
  return plain(target);
}

function putSlots(step: Omit<StepDocument, 'op'>, put: (path: string, value: Json) => void): void {
  for (const name of Object.keys(SLOTS) as SlotName[]) {
    const written = step[name];
    if (written === undefined || written === true) continue;
    if (name === 'external_id' && step.ids !== undefined) continue;
    if (typeof written === 'string') put(written, VALUES[name]);
    else if ('at' in written) put(written.at, inForm(name, written.as?.[0]));
    else if (!('value' in written))
      for (const [key, path] of Object.entries(written))
        if (path !== undefined)
          put(path, key === 'allowed_company_ids' ? [1] : key === 'tz' ? 'UTC' : 'en_US');
  }
}

function inForm(name: SlotName, codec: Codec | undefined): Json {
  const value = VALUES[name];
  if (codec === undefined) return value;
  if (name === 'ids') return codec === 'int' ? 7 : codec === 'text_int' ? '7' : value;
  return name === 'values' && codec === 'list' ? [value] : encode(value, codec);
}

function plain(branch: ReadonlyMap<string, unknown>): JsonObject {
  return frozenEntries(
    [...branch].map(([key, value]): [string, Json] => [
      key,
      value instanceof Map ? plain(value) : (value as Json),
    ]),
  );
}
