import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');
export const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** A fenced block: what is written after the fence, and what is inside. */
export interface Block {
  readonly language: string;
  readonly text: string;
}

/** Every fenced block of a page, in order. */
export function blocksIn(page: string): readonly Block[] {
  return [...page.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language = '', text = '']) => ({
    language,
    text,
  }));
}

/** Every fenced block of the README, in order. */
export const BLOCKS: readonly Block[] = blocksIn(README);

export function blocksOf(language: string, blocks = BLOCKS): readonly string[] {
  return blocks.filter((block) => block.language === language).map(({ text }) => text);
}

/** The policy files on a page, by name, from the comment each begins with. */
export function policyFiles(blocks = BLOCKS): ReadonlyMap<string, string> {
  return new Map(
    blocksOf('yaml', blocks).map((text) => {
      const name = /^# config\/(\w+\.yaml)\n/.exec(text)?.[1];
      if (name === undefined) throw new Error(`a yaml block does not name its file:\n${text}`);
      return [name, text];
    }),
  );
}
