import type { Deny } from '../decision.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Operation } from '../operation.ts';
import {
  type ArgumentPath,
  type ArgumentTree,
  pathText,
  strangers,
  valueAt,
} from './argument-path.ts';
import { named, refusal } from './bind-refusal.ts';
import type { BoundCall } from './binding.ts';
import type { StepSlots } from './compile-slots.ts';
import { takes } from './compile-slots.ts';
import type { CompiledOption } from './compiled-option.ts';
import { emitCall } from './emit.ts';
import { type BoundKind, buildOperation, type SlotProblem } from './operation-slots.ts';
import type { SlotName, SlotTypes, SlotValues } from './slots.ts';

/** One operation of a tool, compiled. */
export interface CompiledStep extends StepSlots {
  readonly name: string;
  readonly kind:
    | { readonly fixed: BoundKind }
    | { readonly from: ArgumentPath; readonly map: ReadonlyMap<string, BoundKind> };
}

/** A tool's compiled arguments: everything `bind` needs. */
export interface ToolArguments {
  readonly tool: string;
  /** Id of the binding, for the rule a denial names. */
  readonly binding: string;
  readonly steps: readonly CompiledStep[];
  /** Whether the server does what the forwarded arguments say, all of it. */
  readonly rewritable: boolean;
  readonly options: readonly CompiledOption[];
  readonly secrets: readonly ArgumentPath[];
  /** Every path above. */
  readonly tree: ArgumentTree;
  /** The argument names, for messages. */
  readonly known: readonly string[];
}

/** One step of a decoded call: what was asked for, and which slots the caller gave. */
export interface DecodedStep {
  readonly step: CompiledStep;
  readonly kind: BoundKind;
  readonly asked: SlotValues;
  readonly given: ReadonlySet<SlotName>;
}

type Values = { [Name in SlotName]?: SlotTypes[Name] };

/** Decodes a call of this tool. Total: whatever cannot be understood is a denial, and nothing throws. */
export function bindCall(tool: ToolArguments, args: JsonObject): BoundCall | Deny {
  const refuse = refusal(tool);
  const unknown = strangers(args, tool.tree);
  if (unknown.length > 0)
    return refuse(`${named(unknown)} ${unknown.length === 1 ? 'is' : 'are'} not known.`);

  const decoded = new Map<string, Json>();
  const plain: [ArgumentPath, Json][] = [];
  const steps: (DecodedStep & { readonly asked: Values })[] = [];
  for (const step of tool.steps) {
    const kind = chooseKind(step, args);
    if (kind === undefined) return refuse('the operation it names is not one the binding allows.');
    if ('from' in step.kind) plain.push([step.kind.from, valueAt(args, step.kind.from) ?? null]);
    const read = readSlots(step, kind, args, decoded, refuse);
    if ('effect' in read) return read;
    steps.push({ step, kind, ...read });
  }

  for (const option of tool.options) {
    const reading = option.read(args);
    if (reading === 'undecodable')
      return refuse(`argument '${pathText(option.path)}' must be ${option.words}.`);
    if (reading === 'missing') continue;
    plain.push([option.path, reading.value]);
    decoded.set(pathText(option.path), reading.decoded);
  }
  for (const path of tool.secrets) {
    const secret = valueAt(args, path);
    if (secret === undefined) continue;
    if (typeof secret !== 'string') return refuse(`argument '${pathText(path)}' must be a text.`);
    plain.push([path, secret]);
  }

  const operations: Operation[] = [];
  for (const { step, kind, asked } of steps) {
    for (const template of step.templates) {
      const filled = template.fill(decoded);
      if (filled === 'undecodable')
        return refuse(
          `its arguments do not give the step ${step.name} ${template.words}.`,
          template.name,
        );
      if (filled !== 'missing') put(asked, template.name, filled.value);
    }
    const operation = buildOperation(kind, asked);
    if ('problem' in operation) {
      const { problem, slot } = operation;
      return refuse(problemWords(problem, slot, step, kind), slot);
    }
    operations.push(operation);
  }
  const [first, ...others] = operations;
  if (first === undefined) return refuse('the binding gives it no meaning.');
  return Object.freeze({
    operations: Object.freeze([first, ...others] as const),
    emit: (decided: readonly Operation[]) => emitCall(tool, steps, plain, decided),
  });
}

function problemWords(
  problem: SlotProblem['problem'],
  slot: SlotName,
  step: CompiledStep,
  kind: BoundKind,
): string {
  switch (problem) {
    case 'missing': {
      const stands = (name: SlotName) =>
        name === slot || (slot === 'ids' && name === 'external_id');
      const labels = step.placed
        .filter(({ name }) => stands(name))
        .map(({ label }) => `'${label}'`);
      return labels.length === 0
        ? `${kind} needs ${slot}, which the call does not give.`
        : `argument ${labels.join(' or ')} is missing: ${kind} needs ${slot}.`;
    }
    case 'several':
      return `${kind} takes one set of values.`;
    case 'beside_ids':
      return `${kind} takes ids or an external id, not both.`;
  }
}

function readSlots(
  step: CompiledStep,
  kind: BoundKind,
  args: JsonObject,
  decoded: Map<string, Json>,
  refuse: (problem: string, slot?: SlotName) => Deny,
): { readonly asked: Values; readonly given: ReadonlySet<SlotName> } | Deny {
  const asked: Values = {};
  const given = new Set<SlotName>();
  for (const { name, value } of step.fixed) if (takes(kind, name)) put(asked, name, value);
  for (const slot of step.placed) {
    const reading = slot.read(args);
    if (reading === 'undecodable')
      return refuse(`argument '${slot.label}' must be ${slot.words}.`, slot.name);
    const taken = takes(kind, slot.name);
    if (reading === 'missing') {
      if (!taken) continue;
      if (slot.absent.kind === 'deny')
        return refuse(`argument '${slot.label}' is missing: ${slot.words}.`, slot.name);
      if (slot.absent.kind === 'value') put(asked, slot.name, slot.absent.value);
      continue;
    }
    if (!taken) return refuse(`argument '${slot.label}' has no meaning for ${kind}.`, slot.name);
    put(asked, slot.name, reading.value);
    given.add(slot.name);
    const [path] = slot.paths;
    decoded.set(pathText(path), reading.decoded);
  }
  return { asked, given };
}

function chooseKind(step: CompiledStep, args: JsonObject): BoundKind | undefined {
  if ('fixed' in step.kind) return step.kind.fixed;
  const chosen = valueAt(args, step.kind.from);
  return typeof chosen === 'string' ? step.kind.map.get(chosen) : undefined;
}

function put<Name extends SlotName>(
  values: { [Key in SlotName]?: SlotTypes[Key] },
  name: Name,
  value: SlotTypes[Name],
): void {
  values[name] = value;
}
