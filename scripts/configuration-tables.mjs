// Writes the tables of docs/configuration.md from the schemas of the policy files:
//   node scripts/configuration-tables.mjs            compiles what has changed, then writes the page
//   node scripts/configuration-tables.mjs --print    prints the page instead, from dist/ as it is
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { KEYS, MEANINGS, SAME_AS } from './configuration-meanings.mjs';
import { cell, typeOf } from './schema-words.mjs';
import { ensureBuilt, root } from './steps.mjs';

const PAGE = join(root, 'docs', 'configuration.md');
const GROUPS_TEXT = /^One group, or a list of groups/;

/** Every key of a file in the order of its schema, with what stands below it. */
function* keysOf(file, schema, path = '', given = undefined) {
  const place = (key) => (path === '' ? key : `${path}.${key}`);
  for (const [key, below] of Object.entries(schema.properties ?? {})) {
    const required = (schema.required ?? []).includes(key);
    const preset = given?.[key] ?? below.default;
    yield { path: place(key), schema: below, required, preset };
    yield* keysOf(file, below, place(key), preset);
  }
  const { additionalProperties: each, items, anyOf } = schema;
  if (hasKeys(each)) yield* keysOf(file, each, place(KEYS.get(`${file}:${path}`) ?? 'NAME'));
  if (hasKeys(items)) yield* keysOf(file, items, `${path}[]`);
  // Two spellings of one mapping; a union of plain values has no keys.
  for (const option of anyOf ?? []) {
    if (option.properties) yield* keysOf(file, option, path);
    else if (hasKeys(option.additionalProperties)) {
      const written = place(KEYS.get(`${file}:${path}`) ?? 'NAME');
      yield { path: written, schema: option.additionalProperties, required: false };
    }
  }
}

function hasKeys(schema) {
  if (!schema) return false;
  const { properties, anyOf = [], additionalProperties, items } = schema;
  return Boolean(properties) || [...anyOf, additionalProperties, items].some(hasKeys);
}

const used = new Set();
function meaningOf(file, path, schema) {
  const own = schema.description;
  if (own !== undefined && !GROUPS_TEXT.test(own)) return own;
  const generic = own === undefined ? undefined : 'The groups it needs.';
  for (const name of [path, ...SAME_AS.map(([from, to]) => path.replace(from, to))]) {
    const meaning = MEANINGS.get(file)?.[name];
    if (meaning === undefined) continue;
    used.add(`${file}:${name}`);
    return meaning;
  }
  return generic;
}

function typeWords(file, path, schema) {
  if (GROUPS_TEXT.test(schema.description ?? '') && schema.anyOf) return 'group or list of groups';
  const { additionalProperties: each } = schema;
  if (schema.type !== 'object' || typeof each !== 'object') {
    return schema.type === 'object' || schema.properties ? 'mapping' : typeOf(schema);
  }
  const key = KEYS.get(`${file}:${path}`) ?? 'NAME';
  return hasKeys(each)
    ? `mapping by ${key}`
    : `mapping ${key} → ${typeWords(file, `${path}.${key}`, each)}`;
}

function presetWords({ schema, preset, required }) {
  if (required) return 'required';
  if (schema.properties) return '';
  if (preset === undefined) return '';
  if (Array.isArray(preset) && preset.length === 0) return 'empty';
  if (typeof preset === 'object' && Object.keys(preset).length === 0) return 'empty';
  return preset === '' ? 'empty' : cell(`\`${JSON.stringify(preset)}\``);
}

function tableOf(file, schema) {
  const seen = new Set();
  const lines = [];
  const missing = [];
  for (const key of keysOf(file, schema.anyOf[0], '', FILES[file].parse({}))) {
    if (seen.has(key.path)) continue;
    seen.add(key.path);
    const meaning = meaningOf(file, key.path, key.schema);
    if (meaning === undefined && !key.schema.properties) missing.push(`${file}: ${key.path}`);
    lines.push(
      `| \`${key.path}\` | ${typeWords(file, key.path, key.schema)} | ${presetWords(key)} | ${cell(meaning)} |`,
    );
  }
  if (missing.length > 0) {
    throw new Error(
      `no meaning: ${missing.join('; ')}. Write .describe(…) in policies/schema, or add it to scripts/configuration-meanings.mjs`,
    );
  }
  return ['| key | type | default | meaning |', '| --- | --- | --- | --- |', ...lines].join('\n');
}

function built(name) {
  return import(pathToFileURL(join(root, 'dist', 'policies', 'schema', `${name}.js`)).href);
}

const print = process.argv.includes('--print');
if (!print) ensureBuilt();
const { jsonSchemas } = await built('json-schemas');
/** The schemas themselves: a JSON Schema does not show the defaults of values that are parsed further. */
const FILES = {
  'restrictions.yaml': (await built('restrictions')).restrictionsFile,
  'model_access.yaml': (await built('model-access')).modelAccessFile,
  'rbac.yaml': (await built('rbac')).rbacFile,
  'gateway.yaml': (await built('gateway')).gatewayFile,
};
let page = readFileSync(PAGE, 'utf8');
for (const [file, schema] of Object.entries(jsonSchemas())) {
  const marked = new RegExp(`(<!-- keys of ${file} -->\\n).*?(<!-- end -->)`, 's');
  if (!marked.test(page)) throw new Error(`docs/configuration.md has no place for ${file}`);
  page = page.replace(marked, (_all, begin, end) => `${begin}\n${tableOf(file, schema)}\n\n${end}`);
}
const stale = [...MEANINGS].flatMap(([file, meanings]) =>
  Object.keys(meanings).map((path) => `${file}:${path}`),
);
const unused = stale.filter((name) => !used.has(name));
if (unused.length > 0) {
  throw new Error(`scripts/configuration-meanings.mjs explains what needs it no more: ${unused}`);
}
if (print) process.stdout.write(page);
else writeFileSync(PAGE, page);
