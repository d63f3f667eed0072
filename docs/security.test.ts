import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './readme.fixture.ts';

const PAGE = readFileSync(join(ROOT, 'docs', 'security.md'), 'utf8');
const [, listed = ''] = /^## Claims\n(.*?)^## /ms.exec(PAGE) ?? [];
/** Each claim by its heading, with all that is said of it. */
const CLAIMS = listed
  .split(/^### /m)
  .slice(1)
  .map((text) => {
    const [heading = ''] = text.split('\n', 1);
    return { heading, text: text.slice(heading.length).trim() };
  });
const PARTS = /^\*\*Claim\.\*\* (.+?)\n\n\*\*Does not stop\.\*\* (.+?)\n\n\*\*Held by\*\* (.+)$/s;

describe('the claims about security', () => {
  it('are there', () => expect(CLAIMS.length).toBeGreaterThan(20));

  it.each(CLAIMS)('$heading: says where it ends, and which tests hold it', ({ text }) => {
    const [, , , held = ''] = PARTS.exec(text) ?? [];
    const tests = held.split(', ').map((link) => /^\[([\w.-]+)\]\(\.\.\/(.+)\)$/.exec(link));
    expect(tests.length).toBeGreaterThan(0);
    for (const test of tests) {
      const [link, name = '', file = ''] = test ?? [];
      expect(link, held).toBeDefined();
      expect(file).toMatch(/^(?:proxy|policies|upstream|e2e)\/.*\.test\.ts$/);
      expect(file.endsWith(`/${name}`)).toBe(true);
      expect(existsSync(join(ROOT, file)), file).toBe(true);
      // A file without a case would hold nothing.
      expect(readFileSync(join(ROOT, file), 'utf8')).toMatch(
        /\b(?:it|test|describe)(?:\.each)?[(<]/,
      );
    }
  });
});
