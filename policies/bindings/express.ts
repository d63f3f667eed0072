import type { Json, JsonObject } from '../json.ts';
import type { Operation } from '../operation.ts';
import type { ArgumentPath } from './argument-path.ts';
import { bindCall, type CompiledStep, type ToolArguments } from './bind.ts';
import { emitCall } from './emit.ts';
import { slotsOf } from './operation-slots.ts';
import { sameJson } from './same-json.ts';
import type { SlotName } from './slots.ts';

/**
 * The arguments of a call of this tool that is the given operation and nothing else. Undefined for a tool
 * that does several things, and where it has no argument for a part of the operation. What comes out is read
 * back: it must mean the very same.
 */
export function expressCall(tool: ToolArguments, operation: Operation): JsonObject | undefined {
  const [step, ...others] = tool.steps;
  if (step === undefined || others.length > 0 || !tool.rewritable) return undefined;
  const choice = choiceOf(step, operation);
  if (choice === undefined) return undefined;
  const given = new Set(Object.keys(slotsOf(operation)) as SlotName[]);
  try {
    const decoded = { step, kind: operation.kind, asked: {}, given };
    const args = emitCall(tool, [decoded], choice, [operation]);
    const bound = bindCall(tool, args);
    const [meant] = 'effect' in bound ? [] : bound.operations;
    return meant !== undefined && sameJson(asJson(meant), asJson(operation)) ? args : undefined;
  } catch {
    return undefined;
  }
}

/** The argument that chooses the operation, where one does; undefined when none chooses this one. */
function choiceOf(
  { kind }: CompiledStep,
  operation: Operation,
): readonly (readonly [ArgumentPath, Json])[] | undefined {
  if ('fixed' in kind) return kind.fixed === operation.kind ? [] : undefined;
  for (const [word, chosen] of kind.map) {
    if (chosen === operation.kind) return [[kind.from, word]];
  }
  return undefined;
}

/** An operation is made of JSON. */
function asJson(operation: Operation): Json {
  return JSON.parse(JSON.stringify(operation));
}
