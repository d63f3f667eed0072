import { BindingError } from './binding-error.ts';
import type { Coercion } from './codecs.ts';
import {
  type CompiledSlot,
  compileSlot,
  type FixedSlot,
  fixedSlot,
  type Place,
} from './compiled-slot.ts';
import { compileContextMap } from './context-slot.ts';
import type { StepDocument } from './grammar-tool.ts';
import { type BoundKind, SLOTS_OF } from './operation-slots.ts';
import { SLOTS, type SlotName } from './slots.ts';
import { compileTemplate, type TemplateSlot } from './template.ts';

/** The slots of one operation, by where their values come from. */
export interface StepSlots {
  /** From arguments. */
  readonly placed: readonly CompiledSlot[];
  /** From the binding alone. */
  readonly fixed: readonly FixedSlot[];
  /** From the binding, with arguments inside. */
  readonly templates: readonly TemplateSlot[];
}

const SLOT_NAMES = Object.keys(SLOTS) as readonly SlotName[];

/** Compiles the slots of an operation of one of these kinds. Throws `BindingError` for missing and idle ones. */
export function compileStepSlots(
  document: Omit<StepDocument, 'op'>,
  kinds: ReadonlySet<BoundKind>,
  coercion: Coercion,
  place: Place,
): StepSlots {
  const placed: CompiledSlot[] = [];
  const fixed: FixedSlot[] = [];
  const templates: TemplateSlot[] = [];
  for (const name of SLOT_NAMES) {
    const here = { source: place.source, path: `${place.path}.${name}` };
    const needing = [...kinds].filter((kind) => isNeeded(name, kind, document));
    const written = document[name];
    if (written === undefined) {
      const [kind] = needing;
      if (kind === undefined) continue;
      throw new BindingError(here.source, here.path, `is missing: ${kind} needs it`);
    }
    if (![...kinds].some((kind) => takes(kind, name)))
      throw new BindingError(
        here.source,
        here.path,
        `${[...kinds].join(', ')} does not take it; remove it, or declare the argument in options`,
      );
    // With several operations a slot may be needed by one and unknown to another: the call decides.
    const required = needing.length === kinds.size;
    if (written === true || (typeof written === 'string' && !written.startsWith('$')))
      fixed.push(fixedSlot(name, written, here));
    else if (typeof written === 'string' || 'at' in written)
      placed.push(compileSlot(name, written, required, coercion, here));
    else if ('value' in written) templates.push(compileTemplate(name, written.value, here));
    else placed.push(compileContextMap(written, coercion, here));
  }
  return { placed, fixed, templates };
}

/** Whether this kind of operation has such a part. */
export function takes(kind: BoundKind, name: SlotName): boolean {
  return SLOTS_OF[kind].required.includes(name) || SLOTS_OF[kind].optional.includes(name);
}

/** A read needs ids, unless an external id can stand for them. */
function isNeeded(name: SlotName, kind: BoundKind, document: Omit<StepDocument, 'op'>): boolean {
  if (!SLOTS_OF[kind].required.includes(name)) return false;
  return !(kind === 'read' && name === 'ids' && document.external_id !== undefined);
}
