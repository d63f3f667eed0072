import fc from 'fast-check';
import { loadBundledBindings } from '../bindings/bundled.ts';
import type { KeptValue, ResultShape } from '../bindings/result-shape.ts';
import { bundledFiles, sampleCall, toolsOf } from '../bindings/sample-call.fixture.ts';
import type { FieldTreatment, GroupTreatment, Obligation } from '../decision.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import type { FieldName, MethodName, ModelName } from '../names.ts';
import type { Operation } from '../operation.ts';
import { filterToolResult } from './tool-result.ts';

/** What must never leave. */
export const MARKER = 'S3CRET-7f1c09';
export const partner = 'res.partner' as ModelName;
export const limits = { maxResponseBytes: 1_000_000 };

const tools = loadBundledBindings().flatMap(({ tools: all }) => [...all.values()]);
/** A tool of the bundled bindings; throws where there is none. */
export const toolNamed = (name: string) => {
  const tool = tools.find((one) => one.name === name);
  if (tool === undefined) throw new Error(`no tool ${name}`);
  return tool;
};

/** What a sample call of each tool means. Who signs in is told who that is: that is all their answers hold. */
export const operations = new Map(
  bundledFiles
    .flatMap(toolsOf)
    .filter(([, { result }]) => result.kind !== 'identity')
    .map(([name, document]): [string, readonly Operation[]] => {
      const call = toolNamed(name).bind(sampleCall(document));
      if ('effect' in call) throw new Error(call.reason);
      return [name, call.operations];
    }),
);

/** Every key that some shape lets pass: the likeliest places for a leak. */
const shapeKeys = [...new Set(tools.flatMap(({ result }) => keysOf(result)))];

function keysOf({ at, keep, dryRun, failure }: ResultShape): readonly string[] {
  const keeps = [keep, dryRun?.keep, failure].flatMap((one) => (one === undefined ? [] : [...one]));
  return [...at, ...keeps.flatMap(([key, kept]) => [key, ...keysBelow(kept)])];
}

function keysBelow(kept: KeptValue): readonly string[] {
  switch (kept.kind) {
    case 'list':
      return keysBelow(kept.item);
    case 'map':
      return keysBelow(kept.value);
    case 'object':
      return [...kept.keys].flatMap(([key, value]) => [key, ...keysBelow(value)]);
    default:
      return [];
  }
}

export const fields = ['name', 'email', 'parent_id', 'child_ids'] as const;
export const treatment = fc.constantFrom<FieldTreatment>('value', 'label', 'id_only');

/** Obligations of records whose fields are treated in the ways allowed. */
export function recordObligation(allowed: fc.Arbitrary<FieldTreatment>): fc.Arbitrary<Obligation> {
  return fc
    .record({
      visible: fc.dictionary(fc.constantFrom(...fields), allowed),
      masked: fc.subarray(['vat', 'email'] as FieldName[]),
      redaction: fc.constantFrom('mask' as const, 'omit' as const),
      maxRecords: fc.integer({ min: 1, max: 4 }),
    })
    .map(({ visible, ...rest }) => ({
      kind: 'records' as const,
      model: partner,
      visible: new Map(Object.entries(visible) as [FieldName, FieldTreatment][]),
      ...rest,
    }));
}

const groupKeys = [
  'name',
  'parent_id',
  'child_ids',
  'date:month',
  'credit:sum',
  '__count',
] as const;

/** The same of groups and their keys. */
export function groupObligation(allowed: fc.Arbitrary<GroupTreatment>): fc.Arbitrary<Obligation> {
  return fc
    .record({
      visible: fc.dictionary(fc.constantFrom(...groupKeys), allowed),
      redaction: fc.constantFrom('mask' as const, 'omit' as const),
      maxGroups: fc.integer({ min: 1, max: 4 }),
    })
    .map(({ visible, ...rest }) => ({
      ...{ kind: 'groups' as const, model: partner },
      ...{ visible: new Map(Object.entries(visible)), ...rest },
    }));
}

/** Obligations under which no text of the server may pass at all. */
export const mute: fc.Arbitrary<Obligation> = fc.oneof(
  recordObligation(fc.constant('id_only')),
  groupObligation(fc.constantFrom('id_only', 'count')),
  fc.constantFrom<Obligation>(
    { kind: 'nothing' },
    { kind: 'opaque', model: partner, method: 'action_x' as MethodName },
    { kind: 'fields', model: partner, mayDescribe: () => false, mayName: () => false },
    { kind: 'models', accessLevel: () => undefined },
    {
      ...{ kind: 'actions', model: partner, mayCall: () => false, mayWrite: () => false },
      stateVisible: false,
    },
  ),
);

/** Any JSON, with the marker and the shapes' own keys all over it. */
export const tainted: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: 'medium' },
    fc.constantFrom<Json>(MARKER, `name ${MARKER}!`, `'${MARKER}'`, 1, 7, 2.5, true, false, null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.tuple(fc.integer(), fc.constant(MARKER)).map((pair): Json => pair),
    fc.dictionary(
      fc.oneof(
        fc.constantFrom(...shapeKeys),
        fc.constantFrom('groups', 'defaults', '__domain', '__range', '__context', ...groupKeys),
        fc.constantFrom('model', 'method', 'action', 'validated_values', 'success', 'relation'),
        fc.constantFrom(...fields, 'display_name', 'type', 'text', 'string', 'help', 'hint'),
        fc.constantFrom(MARKER, '__proto__', 'constructor'),
      ),
      tie('value'),
      { maxKeys: 4 },
    ),
  ),
})).value;
export const taintedObject = tainted.filter(isObject);

const block: fc.Arbitrary<Json> = fc.oneof(
  taintedObject.map((value): Json => ({ type: 'text', text: JSON.stringify(value) })),
  fc.constantFrom<Json>(
    { type: 'text', text: MARKER },
    { type: 'text', text: `The partner ${MARKER} was not found. Contact '${MARKER}'.` },
    { type: 'image', data: MARKER, mimeType: 'image/png' },
    { type: 'resource_link', uri: `odoo://${MARKER}`, name: MARKER },
    { type: 'resource', resource: { uri: 'odoo://x', text: MARKER } },
  ),
  tainted,
);

const place = fc.constantFrom(...shapeKeys);
/** Structured content that more often than not has something where an answer belongs. */
export const structured: fc.Arbitrary<JsonObject> = fc.oneof(
  taintedObject,
  fc
    .tuple(taintedObject, place, fc.oneof(fc.array(taintedObject, { maxLength: 4 }), taintedObject))
    .map(([object, key, value]): JsonObject => ({ ...object, [key]: value })),
);

/** The result of a tool, with the marker in every part that a server can fill. */
export const taintedResult: fc.Arbitrary<JsonObject> = fc.record(
  {
    content: fc.array(block, { maxLength: 3 }),
    structuredContent: fc.oneof({ weight: 5, arbitrary: structured }, tainted),
    isError: fc.oneof(
      { weight: 6, arbitrary: fc.constant(false) },
      fc.constantFrom<Json>(true, MARKER, 1),
    ),
    _meta: tainted,
    resultType: fc.constant('complete'),
    [MARKER]: tainted,
    extra: tainted,
  },
  { requiredKeys: [] },
);

/** Any tool that has a sample call. */
export const toolName = fc.constantFrom(...operations.keys());

/** Filters under these obligations, one after the other for the steps of the tool. */
export function filter(tool: string, result: JsonObject, ...obligations: readonly Obligation[]) {
  const decided = (operations.get(tool) ?? []).map((operation, index) => {
    const obligation = obligations[index % obligations.length];
    if (obligation === undefined) throw new Error('no obligation');
    // Words are the server author's: what these say here is as hidden as can be.
    return { operation, obligation, mentionsHidden: (text: string) => text.includes(MARKER) };
  });
  return filterToolResult(result, toolNamed(tool).result, decided, limits);
}
