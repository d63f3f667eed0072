import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GUARDED_ENTRIES, type GuardedSubject } from './guarded-entries.ts';
import { parseNames, RELEASES } from './guardrail.ts';

/** Names of Odoo by the releases that have them: `[17 18]`, then the names. */
function stockNames(list: string): ReadonlyMap<string, readonly number[]> {
  const text = readFileSync(join(import.meta.dirname, 'stock-names', `${list}.txt`), 'utf8');
  const names = new Map<string, readonly number[]>();
  let releases: readonly number[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('#') || line === '') continue;
    if (line.startsWith('[')) releases = line.slice(1, -1).split(' ').map(Number);
    else for (const name of line.split(' ')) names.set(name, releases);
  }
  return names;
}

const LIST_OF: { readonly [Subject in GuardedSubject]?: string } = {
  models: 'models',
  read_only_models: 'models',
  blocked_methods: 'methods',
  orm_methods: 'methods',
  write_fields: 'fields',
  secret_fields: 'secrets',
};

describe('every guarded name', () => {
  it('has a reason and an id', () => {
    expect(GUARDED_ENTRIES.length).toBeGreaterThan(500);
    for (const { id, reason, name } of GUARDED_ENTRIES) {
      expect([name, id]).toEqual([name, expect.stringMatching(/^G\d+$/)]);
      expect([name, reason.length > 10]).toEqual([name, true]);
    }
  });

  it.each(Object.entries(LIST_OF))(
    'among the %s exists in the releases it says',
    (subject, list) => {
      const stock = stockNames(list);
      const wrong = GUARDED_ENTRIES.filter((entry) => entry.subject === subject).flatMap(
        ({ name, releases }) => {
          const known = stock.get(name) ?? [];
          return `${known}` === `${releases}` ? [] : [`${name}@${releases}, and it is in ${known}`];
        },
      );
      expect(wrong).toEqual([]);
    },
  );

  it.each(['families', 'endings'])('among the %s is a part of some model’s name', (subject) => {
    const models = [...stockNames('models').keys()];
    const of = (name: string) =>
      subject === 'families'
        ? (model: string) => model === name || model.startsWith(`${name}.`)
        : (model: string) => model.endsWith(`.${name}`);
    const idle = GUARDED_ENTRIES.filter((entry) => entry.subject === subject)
      .filter(({ name, releases }) => releases.length > 0 && !models.some(of(name)))
      .map(({ name }) => name);
    expect(idle).toEqual([]);
  });
});

it('names say their releases, or mean all of them', () => {
  expect(parseNames('a.b c@17,19\n d@none')).toEqual([
    { name: 'a.b', releases: RELEASES },
    { name: 'c', releases: [17, 19] },
    { name: 'd', releases: [] },
  ]);
  expect(() => parseNames('a@16')).toThrow(/a@16/);
  expect(() => parseNames('a@')).toThrow(/a@/);
});
