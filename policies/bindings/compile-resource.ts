import type { Deny } from '../decision.ts';
import type { JsonObject } from '../json.ts';
import type { Operation } from '../operation.ts';
import { bindCall, type ToolArguments } from './bind.ts';
import { refusal } from './bind-refusal.ts';
import type { BoundResource, BoundResourceCall } from './binding.ts';
import { BindingError } from './binding-error.ts';
import type { Coercion } from './codecs.ts';
import { compileArguments } from './compile-arguments.ts';
import { compileResultShape } from './compile-result.ts';
import type { Place } from './compiled-slot.ts';
import type { ResourceDocument } from './grammar.ts';
import { reachOf } from './reach.ts';
import {
  expandUri,
  matchUri,
  overlap,
  parseUriTemplate,
  type UriTemplate,
  variablesOf,
} from './uri-template.ts';

/** Compiles the resources of a binding. Throws `BindingError` where one is no URI or two share a URI. */
export function compileResources(
  documents: readonly { readonly document: ResourceDocument; readonly place: Place }[],
  coercion: Coercion,
  binding: string,
): readonly BoundResource[] {
  const templates: { readonly uri: string; readonly template: UriTemplate }[] = [];
  return Object.freeze(
    documents.map(({ document, place }) => {
      const { uri } = document;
      const here = { ...place, path: `${place.path}.uri` };
      const template = parseUriTemplate(uri);
      if (template === undefined)
        throw new BindingError(
          here.source,
          here.path,
          'must be a URI such as odoo://record/{model}/{id}{?fields}',
        );
      const other = templates.find((one) => overlap(one.template, template));
      if (other !== undefined)
        throw new BindingError(here.source, here.path, `can be the same URI as ${other.uri}`);
      templates.push({ uri, template });
      return compileResource(document, template, coercion, place, binding);
    }),
  );
}

function compileResource(
  document: ResourceDocument,
  template: UriTemplate,
  coercion: Coercion,
  place: Place,
  binding: string,
): BoundResource {
  const { uri } = document;
  const compiled = compileArguments(document, coercion, { ...place, name: uri, binding });
  const variables = variablesOf(template);
  const { known } = compiled.arguments;
  const idle = variables.find((variable) => !known.includes(variable));
  const stranger = known.find((name) => !variables.includes(name));
  if (idle !== undefined)
    throw new BindingError(place.source, `${place.path}.uri`, `{${idle}} means nothing; bind it`);
  if (stranger !== undefined)
    throw new BindingError(place.source, place.path, `$.${stranger} is no variable of the URI`);
  return Object.freeze({
    ...reachOf(compiled.steps),
    uri,
    template: variables.length > 0,
    match: (asked: string) => matchResource(compiled.arguments, template, asked),
    result: compileResultShape(document.result, {
      source: place.source,
      path: `${place.path}.result`,
      steps: new Map(compiled.steps.map(({ name, kinds }) => [name, kinds])),
      isArgument: (path) => known.includes(path),
    }),
  });
}

function matchResource(
  compiled: ToolArguments,
  template: UriTemplate,
  uri: string,
): BoundResourceCall | Deny | undefined {
  const match = matchUri(template, uri);
  if (match === 'foreign') return undefined;
  if ('problem' in match) return refusal(compiled)(`${match.problem}.`);
  const bound = bindCall(compiled, match.variables);
  if ('effect' in bound) return bound;
  const emitArguments = (decided: readonly Operation[]): JsonObject => bound.emit(decided);
  return Object.freeze({
    operations: bound.operations,
    emitArguments,
    emit: (decided: readonly Operation[]) => expandUri(template, emitArguments(decided)),
  });
}
