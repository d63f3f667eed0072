import type { McpServer } from '@modelcontextprotocol/server';
import type { Caller } from '../caller.ts';
import { completionOf } from '../prompts/prompt-arguments.ts';
import { PROMPTS } from '../prompts/registry.ts';
import { RESOURCES } from '../resources/registry.ts';
import { complete } from './complete.ts';
import type { CompletionKind } from './completion.ts';
import { NO_COMPLETION } from './matching.ts';

type Kinds = ReadonlyMap<string, CompletionKind>;

/** What is completed: by the prompt's name or the template's URI, then by argument. */
const PROMPT_ARGUMENTS: ReadonlyMap<string, Kinds> = new Map(
  PROMPTS.map((prompt) => [prompt.name, completionOf(prompt)]),
);
const TEMPLATE_VARIABLES: ReadonlyMap<string, Kinds> = new Map(
  RESOURCES.map(({ uri, completes }) => [uri, new Map(Object.entries(completes))]),
);

/** Answers `completion/complete` for the arguments of prompts and the variables of resource templates. */
export function registerCompletions(server: McpServer, caller: Caller): void {
  server.server.registerCapabilities({ completions: {} });
  server.server.setRequestHandler('completion/complete', async ({ params }, { mcpReq }) => {
    const { ref, argument, context } = params;
    const kinds =
      ref.type === 'ref/prompt' ? PROMPT_ARGUMENTS.get(ref.name) : TEMPLATE_VARIABLES.get(ref.uri);
    const kind = kinds?.get(argument.name);
    const model = namedModel(kinds, context?.arguments ?? {});
    const { values, total } =
      kind === undefined
        ? NO_COMPLETION
        : await complete(caller, { kind, value: argument.value, model }, mcpReq.signal);
    return { completion: { values: [...values], total, hasMore: total > values.length } };
  });
}

function namedModel(
  kinds: Kinds | undefined,
  given: Readonly<Record<string, string>>,
): string | undefined {
  const name = [...(kinds ?? [])].find(([, kind]) => kind === 'model')?.[0];
  return name === undefined || !Object.hasOwn(given, name) ? undefined : given[name];
}
