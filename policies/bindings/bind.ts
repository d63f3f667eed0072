import { type Deny, deny } from '../decision.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Operation } from '../operation.ts';
import {
  type ArgumentPath,
  type ArgumentTree,
  pathText,
  strangers,
  valueAt,
  writeAt,
} from './argument-path.ts';
import type { BoundCall } from './binding.ts';
import { type CompiledOption, type CompiledSlot, slotText } from './compiled-slot.ts';
import { frozenEntries } from './frozen-json.ts';
import { type BoundKind, buildOperation, SLOTS_OF, slotsOf } from './operation-slots.ts';
import { isEmptySlot, type SlotName, type SlotTypes } from './slots.ts';

/** A tool's compiled arguments: everything `bind` needs. */
export interface ToolArguments {
  readonly tool: string;
  /** Id of the binding, for the rule a denial names. */
  readonly binding: string;
  readonly kind:
    | { readonly fixed: BoundKind }
    | { readonly from: ArgumentPath; readonly map: ReadonlyMap<string, BoundKind> };
  readonly slots: readonly CompiledSlot[];
  readonly options: readonly CompiledOption[];
  readonly secrets: readonly ArgumentPath[];
  /** Every path above. */
  readonly tree: ArgumentTree;
  /** The argument names, for messages. */
  readonly known: readonly string[];
}

/** Decodes a call of this tool. Total: whatever cannot be understood is a denial, and nothing throws. */
export function bindCall(tool: ToolArguments, args: JsonObject): BoundCall | Deny {
  const refuse = refusal(tool);
  const unknown = strangers(args, tool.tree);
  if (unknown.length > 0)
    return refuse(`${named(unknown)} ${unknown.length === 1 ? 'is' : 'are'} not known.`);

  const kind = chooseKind(tool, args);
  if (kind === undefined) return refuse('the operation it names is not one the binding allows.');

  const allowed = new Set<SlotName>([...SLOTS_OF[kind].required, ...SLOTS_OF[kind].optional]);
  const values: { [Name in SlotName]?: SlotTypes[Name] } = {};
  const given = new Set<SlotName>();
  for (const slot of tool.slots) {
    const reading = slot.read(args);
    if (reading === 'undecodable')
      return refuse(`argument '${slotText(slot)}' must be ${slot.words}.`, slot.name);
    if (reading === 'missing') {
      if (!allowed.has(slot.name)) continue;
      if (slot.absent.kind === 'deny')
        return refuse(`argument '${slotText(slot)}' is missing: ${slot.words}.`, slot.name);
      if (slot.absent.kind === 'value') put(values, slot.name, slot.absent.value);
      continue;
    }
    if (!allowed.has(slot.name))
      return refuse(`argument '${slotText(slot)}' has no meaning for ${kind}.`, slot.name);
    put(values, slot.name, reading.value);
    given.add(slot.name);
  }

  const plain: [ArgumentPath, Json][] = [];
  for (const option of tool.options) {
    const reading = option.read(args);
    if (reading === 'undecodable')
      return refuse(`argument '${pathText(option.path)}' must be ${option.words}.`);
    if (reading !== 'missing') plain.push([option.path, reading.value]);
  }
  for (const path of tool.secrets) {
    const secret = valueAt(args, path);
    if (secret === undefined) continue;
    if (typeof secret !== 'string') return refuse(`argument '${pathText(path)}' must be a text.`);
    plain.push([path, secret]);
  }
  if ('from' in tool.kind) plain.push([tool.kind.from, valueAt(args, tool.kind.from) ?? null]);

  const operation = buildOperation(kind, values);
  if ('problem' in operation)
    return refuse(
      operation.problem === 'missing'
        ? `${kind} needs ${operation.slot}, which the call does not give.`
        : `${kind} takes one set of values.`,
      operation.slot,
    );
  return Object.freeze({
    operations: Object.freeze([operation] as const),
    emit: (decided: readonly Operation[]) => emitCall(tool, kind, given, plain, decided),
  });
}

function emitCall(
  tool: ToolArguments,
  kind: BoundKind,
  given: ReadonlySet<SlotName>,
  plain: readonly (readonly [ArgumentPath, Json])[],
  decided: readonly Operation[],
): JsonObject {
  const [operation] = decided;
  if (operation === undefined || decided.length !== 1 || operation.kind !== kind)
    throw new TypeError(`${tool.tool}: the decided operations are not those of the call`);
  const values = slotsOf(operation);
  const target = new Map<string, unknown>();
  const left = new Set<SlotName>(Object.keys(values) as SlotName[]);
  for (const slot of tool.slots) {
    const value = values[slot.name];
    left.delete(slot.name);
    if (value === undefined) {
      if (slot.path === undefined && isOf(kind, slot.name))
        throw new TypeError(`${tool.tool}: ${slot.name} is fixed by the binding and was removed`);
      continue;
    }
    if (slot.path === undefined) {
      if (slot.absent.kind !== 'value' || slot.absent.value !== value)
        throw new TypeError(`${tool.tool}: ${slot.name} is fixed by the binding and was changed`);
      continue;
    }
    if (given.has(slot.name) || slot.absent.kind === 'value' || !isEmptySlot(slot.name, value))
      writeAt(target, slot.path, slot.write(value));
  }
  for (const name of left) {
    const value = values[name];
    if (value !== undefined && !isEmptySlot(name, value))
      throw new TypeError(`${tool.tool}: the tool has no argument for the decided ${name}`);
  }
  for (const [path, value] of plain) writeAt(target, path, value);
  return frozenTree(target);
}

function isOf(kind: BoundKind, slot: SlotName): boolean {
  return SLOTS_OF[kind].required.includes(slot) || SLOTS_OF[kind].optional.includes(slot);
}

function chooseKind(tool: ToolArguments, args: JsonObject): BoundKind | undefined {
  if ('fixed' in tool.kind) return tool.kind.fixed;
  const chosen = valueAt(args, tool.kind.from);
  return typeof chosen === 'string' ? tool.kind.map.get(chosen) : undefined;
}

function put<Name extends SlotName>(
  values: { [Key in SlotName]?: SlotTypes[Key] },
  name: Name,
  value: SlotTypes[Name],
): void {
  values[name] = value;
}

function frozenTree(branch: ReadonlyMap<string, unknown>): JsonObject {
  const entries: [string, Json][] = [];
  for (const [key, value] of branch)
    entries.push([key, value instanceof Map ? frozenTree(value) : (value as Json)]);
  return frozenEntries(entries);
}

/** Names of unknown arguments as the caller wrote them, quoted and cut to what a message can carry. */
function named(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => {
    const short = name.length > 40 ? `${name.slice(0, 39)}…` : name;
    return `'${short.replace(/[^\x20-\x7e]/g, '?')}'`;
  });
  const rest = names.length - shown.length;
  return `argument ${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function refusal(tool: ToolArguments): (problem: string, slot?: SlotName) => Deny {
  return (problem, slot) =>
    deny(
      slot === 'ids' ? 'ids_invalid' : 'arguments_invalid',
      `binding:${tool.binding}:${tool.tool}`,
      `${tool.tool}: ${problem}`,
      {
        allowed:
          tool.known.length === 0
            ? 'The tool takes no arguments.'
            : `Arguments of ${tool.tool}: ${tool.known.join(', ')}.`,
      },
    );
}
