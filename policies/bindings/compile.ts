import type * as z from 'zod';
import type { JsonObject } from '../json.ts';
import type { Operation } from '../operation.ts';
import { bindCall } from './bind.ts';
import type { Binding, BoundTool } from './binding.ts';
import { BindingError } from './binding-error.ts';
import type { BoundPrompt } from './bound-prompt.ts';
import type { Coercion } from './codecs.ts';
import { compileArguments } from './compile-arguments.ts';
import { compilePrompt } from './compile-prompts.ts';
import { compileResources } from './compile-resource.ts';
import { compileResultShape } from './compile-result.ts';
import { compileIdentity, compileSchema } from './compile-services.ts';
import { type Place, requirePath } from './compiled-slot.ts';
import type { CompletionKind, Completions } from './completions.ts';
import { expressCall } from './express.ts';
import { bindingDocument, type PartDocument, partDocument } from './grammar.ts';
import { firstProblem } from './grammar-problem.ts';
import type { ToolDocument } from './grammar-tool.ts';
import { reachOf } from './reach.ts';
import { compileUnits, unitsOf, unitsOfOperations } from './units.ts';

/** A document and what messages call it: its file. */
export interface NamedDocument {
  readonly name: string;
  readonly document: unknown;
}

/**
 * Compiles a binding document with its parts. `name` is what messages call it: its file. Throws
 * {@link BindingError} with the place and what to write instead for anything that is not binding version 1
 * or contradicts itself; two descriptions of one name do.
 */
export function compileBinding(
  document: unknown,
  name: string,
  parts: readonly NamedDocument[] = [],
): Binding {
  const whole = parse(bindingDocument, document, name);
  const { id, coerce, schema, identity } = whole;
  const sources = [
    { name, contents: whole },
    ...parts.map((part) => ({ name: part.name, contents: partOf(id, part) })),
  ];

  const tools = new Map<string, BoundTool>();
  const prompts = new Map<string, BoundPrompt>();
  for (const { name: source, contents } of sources) {
    for (const [tool, toolDocument] of Object.entries(contents.tools)) {
      const place = { source, path: `tools.${tool}` };
      once(tools, tool, place);
      tools.set(tool, compileTool(tool, toolDocument, coerce, id, place));
    }
    for (const [prompt, promptDocument] of Object.entries(contents.prompts)) {
      once(prompts, prompt, { source, path: `prompts.${prompt}` });
      prompts.set(prompt, compilePrompt(prompt, promptDocument, id));
    }
  }
  const resources = sources.flatMap(({ name: source, contents }) =>
    contents.resources.map((resource, index) => ({
      document: resource,
      place: { source, path: `resources.${index}` },
    })),
  );

  const completions = mergeCompletions(sources);
  return Object.freeze({
    id,
    tools,
    resources: compileResources(resources, coerce, id),
    prompts,
    ...(completions === undefined ? {} : { completions }),
    ...(schema === undefined ? {} : { schemaSource: compileSchema(schema, tools, name) }),
    ...(identity === undefined ? {} : { identity: compileIdentity(identity, tools, name) }),
  });
}

function compileTool(
  name: string,
  document: ToolDocument,
  coercion: Coercion,
  binding: string,
  place: Place,
): BoundTool {
  const compiled = compileArguments(document, coercion, { ...place, name, binding });
  const { known } = compiled.arguments;
  const unitsPlace = { ...place, path: `${place.path}.units` };
  const units = document.units === undefined ? undefined : requirePath(document.units, unitsPlace);
  const placed = compiled.arguments.steps.map((step) => step.placed);
  const counted = compileUnits(
    ...([units, known] as const),
    compiled.steps.map(({ kinds }, index) => ({ kinds, placed: placed[index] ?? [] })),
    unitsPlace,
  );
  const counts = counted.length > 0 || compiled.steps.some(({ anyMethod }) => anyMethod === true);
  const bind = (args: JsonObject) => bindCall(compiled.arguments, args);
  return Object.freeze({
    ...reachOf(compiled.steps),
    name,
    bind,
    express: (operation: Operation) => expressCall(compiled.arguments, operation),
    units(args: JsonObject) {
      const call = counts ? bind(args) : undefined;
      const operations = call === undefined || 'effect' in call ? [] : call.operations;
      return Math.max(unitsOf(args, counted, coercion), unitsOfOperations(operations));
    },
    result: compileResultShape(document.result, {
      source: place.source,
      path: `${place.path}.result`,
      steps: new Map(compiled.steps.map((step) => [step.name, step.kinds])),
      isArgument: (path) => known.includes(path),
    }),
  });
}

function mergeCompletions(
  sources: readonly {
    readonly name: string;
    readonly contents: Pick<PartDocument, 'completions'>;
  }[],
): Completions | undefined {
  const kinds = new Map<string, CompletionKind>();
  const modelFrom = new Set<string>();
  for (const { name: source, contents } of sources) {
    for (const [argument, kind] of Object.entries(contents.completions?.arguments ?? {})) {
      once(kinds, argument, { source, path: `completions.arguments.${argument}` });
      kinds.set(argument, kind);
    }
    for (const argument of contents.completions?.model_from ?? []) modelFrom.add(argument);
  }
  return kinds.size === 0
    ? undefined
    : Object.freeze({ arguments: kinds, modelFrom: Object.freeze([...modelFrom]) });
}

function partOf(id: string, { name, document }: NamedDocument): PartDocument {
  const part = parse(partDocument, document, name);
  if (part.part_of === id) return part;
  throw new BindingError(name, 'part_of', `is '${part.part_of}', and the binding is '${id}'`);
}

function once(known: ReadonlyMap<string, unknown>, name: string, place: Place): void {
  if (known.has(name))
    throw new BindingError(place.source, place.path, 'is described in another part already');
}

function parse<Document>(schema: z.ZodType<Document>, document: unknown, name: string): Document {
  const parsed = schema.safeParse(document);
  if (!parsed.success) throw firstProblem(parsed.error.issues, name);
  return parsed.data;
}
