import { parsedObject } from '../bindings/codecs.ts';
import { isArray, isObject, type Json, type JsonObject } from '../json.ts';

/**
 * The structured answer of a tool: `structuredContent`, or the object that the single text block holds when
 * the server sends none. Undefined when there is no such object; nothing is guessed from prose.
 */
export function structuredAnswer(result: JsonObject): JsonObject | undefined {
  const structured = result.structuredContent;
  if (structured !== undefined) return isObject(structured) ? structured : undefined;
  const [text, ...others] = textBlocks(result);
  return text === undefined || others.length > 0 ? undefined : parsedObject(text);
}

/** The part of a structured answer at the end of a path: all of it for an empty one. */
export function partAt(answer: JsonObject | undefined, path: readonly string[]): Json | undefined {
  let part: Json | undefined = answer;
  for (const key of path) part = isObject(part) && Object.hasOwn(part, key) ? part[key] : undefined;
  return part;
}

/** The texts of a result's text blocks. */
export function textBlocks(result: JsonObject): readonly string[] {
  return blocks(result).flatMap((block) =>
    isObject(block) && block.type === 'text' && typeof block.text === 'string' ? [block.text] : [],
  );
}

/**
 * Whether a result carries anything beside text: images, audio, embedded resources, links. So many embedded
 * resources are expected.
 */
export function hasOtherBlocks(result: JsonObject, resources: number): boolean {
  const others = blocks(result).filter((block) => !isObject(block) || block.type !== 'text');
  const embedded = others.filter((block) => isObject(block) && block.type === 'resource');
  return others.length > embedded.length || embedded.length > resources;
}

function blocks(result: JsonObject): readonly Json[] {
  return isArray(result.content) ? result.content : [];
}
