import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');
export const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** A fenced block: what is written after the fence, and what is inside. */
export interface Block {
  readonly language: string;
  readonly text: string;
}

/** Every fenced block of the README, in order. */
export const BLOCKS: readonly Block[] = [...README.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(
  ([, language = '', text = '']) => ({ language, text }),
);

export function blocksOf(language: string): readonly string[] {
  return BLOCKS.filter((block) => block.language === language).map(({ text }) => text);
}

/** The policy files on the page, by name, from the comment each begins with. */
export function policyFiles(): ReadonlyMap<string, string> {
  return new Map(
    blocksOf('yaml').map((text) => {
      const name = /^# config\/(\w+\.yaml)\n/.exec(text)?.[1];
      if (name === undefined) throw new Error(`a yaml block does not name its file:\n${text}`);
      return [name, text];
    }),
  );
}
