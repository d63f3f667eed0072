import type { Caller } from '../caller.ts';
import type { OdooClient } from '../odoo/client.ts';
import { modelName } from '../tools/arguments.ts';
import type { CompletionKind } from './completion.ts';
import { knownMethods } from './known-methods.ts';
import { type Completion, matching, NO_COMPLETION } from './matching.ts';
import { recordIds } from './record-ids.ts';
import { typedList } from './typed-list.ts';

/** One argument that is being typed. */
export interface Typing {
  readonly kind: CompletionKind;
  readonly value: string;
  /** The model that the arguments given so far name. */
  readonly model: string | undefined;
}

/**
 * What may be meant by what was typed, with the rights of the signed-in user. Completing is a
 * convenience: whatever goes wrong (nobody signed in, no such model, Odoo away) offers nothing.
 */
export async function complete(
  caller: Caller,
  { kind, value, model: given }: Typing,
  signal: AbortSignal,
): Promise<Completion> {
  try {
    const client = await caller.client(signal);
    const model = modelName.safeParse(given).data;
    if (kind === 'model') return matching(await modelNames(client, signal), value.trim());
    if (model === undefined) return NO_COMPLETION;
    const { before, last } = typedList(value);
    const found = await ofModel(client, kind, model, last, signal);
    return { ...found, values: found.values.map((one) => `${before}${one}`) };
  } catch {
    return NO_COMPLETION;
  }
}

async function ofModel(
  client: OdooClient,
  kind: Exclude<CompletionKind, 'model'>,
  model: string,
  typed: string,
  signal: AbortSignal,
): Promise<Completion> {
  switch (kind) {
    case 'method': {
      const { major } = await client.version(signal);
      return matching(knownMethods(model, major), typed);
    }
    case 'field':
      return matching((await client.fields(model, signal)).keys(), typed);
    case 'record':
      return recordIds(client, model, typed, signal);
  }
}

async function modelNames(client: OdooClient, signal: AbortSignal): Promise<readonly string[]> {
  return (await client.models(signal)).models.map(({ model }) => model);
}
