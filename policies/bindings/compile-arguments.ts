import { type ModelName, parseModelName } from '../names.ts';
import {
  type ArgumentPath,
  type ArgumentTree,
  parsePath,
  pathText,
  plant,
} from './argument-path.ts';
import type { CompiledStep, ToolArguments } from './bind.ts';
import type { BoundStep } from './binding.ts';
import { BindingError } from './binding-error.ts';
import type { Coercion } from './codecs.ts';
import { compileStepSlots, type StepSlots } from './compile-slots.ts';
import { type CompiledOption, compileOption } from './compiled-option.ts';
import { type Place, requirePath } from './compiled-slot.ts';
import type { ResourceDocument } from './grammar.ts';
import type { StepDocument, ToolDocument } from './grammar-tool.ts';
import type { BoundKind } from './operation-slots.ts';
import { SLOTS, type SlotName } from './slots.ts';

/** What the arguments of one tool or resource compile to. */
export interface CompiledArguments {
  readonly arguments: ToolArguments;
  readonly steps: readonly [BoundStep, ...BoundStep[]];
}

export interface ArgumentsPlace extends Place {
  /** What messages call it: the tool, or the URI of the resource. */
  readonly name: string;
  readonly binding: string;
}

/** The one step of a tool that is a single operation. */
export const CALL = 'call';

/** Compiles the arguments of a tool. Throws `BindingError` for slots that are missing, idle or clash. */
export function compileArguments(
  document: ToolDocument | ResourceDocument,
  coercion: Coercion,
  place: ArgumentsPlace,
): CompiledArguments {
  const { source } = place;
  const tree: ArgumentTree = new Map();
  const known: string[] = [];
  const claim = (path: ArgumentPath, where: string) => {
    if (!plant(tree, path))
      throw new BindingError(source, where, `$.${pathText(path)} is used by another entry already`);
    known.push(pathText(path));
  };

  const written = stepsOf(document, place);
  const steps = written.map(([name, step, path]) => {
    const here = { source, path };
    const kind = compileKind(step.op, here);
    const kinds = new Set('fixed' in kind ? [kind.fixed] : kind.map.values());
    if ('from' in kind) claim(kind.from, `${path}.op.from`);
    const slots = compileStepSlots(step, kinds, coercion, here);
    for (const slot of slots.placed)
      for (const argument of slot.paths) claim(argument, `${path}.${slot.name}`);
    const anyMethod = kinds.has('call') && slots.placed.some((slot) => slot.name === 'method');
    return { name, kind, kinds, ...slots, model: fixedModel(step.model), anyMethod };
  });

  const options: CompiledOption[] = [];
  for (const [option, types] of Object.entries('options' in document ? document.options : {})) {
    const where = `${place.path}.options`;
    const path = requirePath(option, { source, path: where });
    claim(path, where);
    options.push(compileOption(path, typeof types === 'string' ? [types] : types, coercion));
  }
  const secrets = ('secret' in document ? document.secret : []).map((secret, index) => {
    const where = `${place.path}.secret.${index}`;
    const path = requirePath(secret, { source, path: where });
    claim(path, where);
    return path;
  });
  checkTemplates(steps, options, place);

  const [first, ...others] = steps.map(
    ({ name, kinds, model, anyMethod }): BoundStep =>
      Object.freeze({
        ...{ name, kinds },
        ...(model === undefined ? {} : { model }),
        ...(anyMethod ? { anyMethod } : {}),
      }),
  );
  if (first === undefined) throw new BindingError(source, place.path, 'must have a step');
  const { name: tool, binding } = place;
  return {
    arguments: {
      ...{ tool, binding, steps, options, secrets, tree, known },
      rewritable: !isStepped(document),
    },
    steps: [first, ...others],
  };
}

type WrittenStep = Omit<StepDocument, 'op'> & { readonly op: NonNullable<ToolDocument['op']> };

/** The steps of a tool with where they stand; a tool without any is one step itself. */
function stepsOf(
  document: ToolDocument | ResourceDocument,
  place: Place,
): readonly (readonly [string, WrittenStep, string])[] {
  const problem = (text: string) => new BindingError(place.source, place.path, text);
  const { op } = document;
  const slots = SLOT_NAMES.filter((name) => document[name] !== undefined);
  if (!isStepped(document)) {
    if (op === undefined) throw problem('must have op, or steps');
    return [[CALL, { ...document, op }, place.path]];
  }
  if (op !== undefined || slots.length > 0)
    throw problem(
      `has steps, so ${op === undefined ? slots.join(', ') : 'op'} belongs in one of them`,
    );
  return Object.entries(document.steps).map(([name, step]) => [
    name,
    step,
    `${place.path}.steps.${name}`,
  ]);
}

const SLOT_NAMES = Object.keys(SLOTS) as readonly SlotName[];

function isStepped(
  document: ToolDocument | ResourceDocument,
): document is ToolDocument & { readonly steps: NonNullable<ToolDocument['steps']> } {
  return 'steps' in document && document.steps !== undefined;
}

function compileKind(op: WrittenStep['op'], place: Place): CompiledStep['kind'] {
  if (typeof op === 'string') return { fixed: op };
  const from = requirePath(op.from, { source: place.source, path: `${place.path}.op.from` });
  return { from, map: new Map(Object.entries(op.map)) };
}

function fixedModel(written: unknown): ModelName | undefined {
  return typeof written === 'string' && parsePath(written) === undefined
    ? parseModelName(written)
    : undefined;
}

/**
 * A template may refer to arguments that are forwarded as they came. Fields and limits are rewritten, and
 * what is built of them would no longer be what was decided.
 */
function checkTemplates(
  steps: readonly (StepSlots & { readonly name: string; readonly kinds: ReadonlySet<BoundKind> })[],
  options: readonly CompiledOption[],
  place: Place,
): void {
  const usable = new Set(options.map(({ path }) => pathText(path)));
  for (const { placed } of steps)
    for (const { name, paths } of placed)
      if (name !== 'fields' && name !== 'limit' && name !== 'context')
        for (const path of paths) usable.add(pathText(path));
  for (const { name, templates } of steps)
    for (const template of templates)
      for (const reference of template.refers)
        if (!usable.has(reference))
          throw new BindingError(
            place.source,
            `${place.path}.steps.${name}.${template.name}`,
            `$.${reference} is no argument a template can use; declare it in options`,
          );
}
