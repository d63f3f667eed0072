import type { Json, JsonObject } from '../json.ts';
import type { Operation } from '../operation.ts';
import { type ArgumentPath, writeAt } from './argument-path.ts';
import type { DecodedStep, ToolArguments } from './bind.ts';
import { refusal } from './bind-refusal.ts';
import { takes } from './compile-slots.ts';
import type { CompiledSlot } from './compiled-slot.ts';
import { EmitError } from './emit-error.ts';
import { frozenEntries } from './frozen-json.ts';
import { slotsOf } from './operation-slots.ts';
import { isEmptySlot, type SlotName, type SlotValues } from './slots.ts';
import { firstRewritten, isCompanyScope } from './unrewritten.ts';

/**
 * The arguments to forward for the decided operations of a call. What a decision changed is written into the
 * argument it came from. A tool of several steps does what it does: there only the fields of reads and lower
 * limits may differ, which the filter of the answer enforces. Throws {@link EmitError} for any other change.
 */
export function emitCall(
  tool: ToolArguments,
  steps: readonly DecodedStep[],
  plain: readonly (readonly [ArgumentPath, Json])[],
  decided: readonly Operation[],
): JsonObject {
  if (decided.length !== steps.length) throw foreign(tool);
  const target = new Map<string, unknown>();
  for (const [index, step] of steps.entries()) {
    const operation = decided[index];
    if (operation === undefined || operation.kind !== step.kind) throw foreign(tool);
    const values = slotsOf(operation);
    const changed = tool.rewritable
      ? firstFixedRewritten(step, values)
      : firstRewritten(step.asked, values);
    if (changed !== undefined) throw unsayable(tool, step, changed);
    for (const slot of step.step.placed) writeSlot(slot, step, values, target, tool);
  }
  for (const [path, value] of plain) writeAt(target, path, value);
  return frozenTree(target);
}

/** A part that no argument holds and that is not what the binding fixes. */
function firstFixedRewritten(
  { step, kind }: DecodedStep,
  values: SlotValues,
): SlotName | undefined {
  const left = new Set(Object.keys(values) as SlotName[]);
  for (const { name } of step.placed) left.delete(name);
  for (const { name, value } of step.fixed) {
    if (takes(kind, name) && values[name] !== value) return name;
    left.delete(name);
  }
  return [...left].find((name) => {
    const value = values[name];
    if (value === undefined || isEmptySlot(name, value)) return false;
    return name !== 'context' || !isCompanyScope(value);
  });
}

function writeSlot(
  slot: CompiledSlot,
  { step, given }: DecodedStep,
  values: SlotValues,
  target: Map<string, unknown>,
  tool: ToolArguments,
): void {
  const value = values[slot.name];
  if (value === undefined) return;
  const said =
    given.has(slot.name) || slot.absent.kind === 'value' || !isEmptySlot(slot.name, value);
  if (!said) return;
  try {
    for (const [path, item] of slot.write(value)) writeAt(target, path, item);
  } catch {
    throw new EmitError(
      refusal(tool)(
        `the decision on ${slot.name} of ${step.name} cannot be written in '${slot.label}'.`,
        slot.name,
      ),
    );
  }
}

function unsayable(tool: ToolArguments, { step }: DecodedStep, name: SlotName): EmitError {
  const where = tool.rewritable ? '' : ` of its step ${step.name}`;
  const fixed = [...step.fixed, ...step.templates].some((slot) => slot.name === name);
  const why = fixed ? 'which is fixed by the binding' : 'for which the tool has no argument';
  return new EmitError(
    refusal(tool)(`the policy allows it only with another ${name}${where}, ${why}.`, name),
  );
}

function foreign(tool: ToolArguments): TypeError {
  return new TypeError(`${tool.tool}: the decided operations are not those of the call`);
}

function frozenTree(branch: ReadonlyMap<string, unknown>): JsonObject {
  const entries: [string, Json][] = [];
  for (const [key, value] of branch)
    entries.push([key, value instanceof Map ? frozenTree(value) : (value as Json)]);
  return frozenEntries(entries);
}
