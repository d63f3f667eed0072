import { type ModelName, parseModelName } from '../names.ts';
import { type ArgumentPath, type ArgumentTree, pathText, plant } from './argument-path.ts';
import type { ToolArguments } from './bind.ts';
import { BindingError } from './binding-error.ts';
import type { Coercion } from './codecs.ts';
import {
  type CompiledOption,
  type CompiledSlot,
  compileOption,
  compileSlot,
  fixedSlot,
  type Place,
  requirePath,
} from './compiled-slot.ts';
import type { ToolDocument } from './grammar.ts';
import { type BoundKind, SLOTS_OF } from './operation-slots.ts';
import { SLOTS, type SlotName } from './slots.ts';

const SLOT_NAMES = Object.keys(SLOTS) as readonly SlotName[];

/** Compiles the arguments of one tool. Throws `BindingError` for slots that are missing, idle or clash. */
export function compileArguments(
  document: ToolDocument,
  coercion: Coercion,
  place: Place & { readonly tool: string; readonly binding: string },
): {
  readonly arguments: ToolArguments;
  readonly kinds: ReadonlySet<BoundKind>;
  readonly model?: ModelName;
} {
  const { source } = place;
  const tree: ArgumentTree = new Map();
  const known: string[] = [];
  const claim = (path: ArgumentPath, where: string) => {
    if (!plant(tree, path))
      throw new BindingError(source, where, `$.${pathText(path)} is used by another entry already`);
    known.push(pathText(path));
  };

  const kind = compileKind(document.op, place);
  const kinds = new Set('fixed' in kind ? [kind.fixed] : kind.map.values());
  if ('from' in kind) claim(kind.from, `${place.path}.op.from`);

  const slots: CompiledSlot[] = [];
  for (const name of SLOT_NAMES) {
    const slot = compileOne(name, document, kinds, coercion, place);
    if (slot === undefined) continue;
    if (slot.path !== undefined) claim(slot.path, `${place.path}.${name}`);
    slots.push(slot);
  }

  const options: CompiledOption[] = [];
  for (const [written, types] of Object.entries(document.options)) {
    const where = `${place.path}.options`;
    const path = requirePath(written, { source, path: where });
    claim(path, where);
    options.push(compileOption(path, typeof types === 'string' ? [types] : types, coercion));
  }
  const secrets = document.secret.map((written, index) => {
    const where = `${place.path}.secret.${index}`;
    const path = requirePath(written, { source, path: where });
    claim(path, where);
    return path;
  });

  const { tool, binding } = place;
  const model = document.model;
  const fixedModel =
    typeof model === 'string' && !model.startsWith('$') ? parseModelName(model) : undefined;
  return {
    arguments: { tool, binding, kind, slots, options, secrets, tree, known },
    kinds,
    ...(fixedModel === undefined ? {} : { model: fixedModel }),
  };
}

function compileKind(op: ToolDocument['op'], place: Place): ToolArguments['kind'] {
  if (typeof op === 'string') return { fixed: op };
  const from = requirePath(op.from, { source: place.source, path: `${place.path}.op.from` });
  return { from, map: new Map(Object.entries(op.map)) };
}

function compileOne(
  name: SlotName,
  document: ToolDocument,
  kinds: ReadonlySet<BoundKind>,
  coercion: Coercion,
  place: Place,
): CompiledSlot | undefined {
  const here = { source: place.source, path: `${place.path}.${name}` };
  const needing = [...kinds].filter((kind) => SLOTS_OF[kind].required.includes(name));
  const taking = [...kinds].filter((kind) => SLOTS_OF[kind].optional.includes(name));
  const written = document[name];
  if (written === undefined) {
    const [kind] = needing;
    if (kind === undefined) return undefined;
    throw new BindingError(here.source, here.path, `is missing: ${kind} needs it`);
  }
  if (needing.length + taking.length === 0)
    throw new BindingError(
      here.source,
      here.path,
      `${[...kinds].join(', ')} does not take it; remove it, or declare the argument in options`,
    );
  if (written === true || (typeof written === 'string' && !written.startsWith('$')))
    return fixedSlot(name, written, here);
  // With several operations a slot may be needed by one and unknown to another: the call decides.
  return compileSlot(name, written, needing.length === kinds.size, coercion, here);
}
