// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy files write variables this way
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeProblem } from './load-error.ts';
import { readYaml } from './yaml-document.ts';

const keep = (text: string) => ({ value: text });

function problemsOf(text: string): readonly string[] {
  const answer = readYaml('f.yaml', text, keep);
  return 'problems' in answer ? answer.problems.map(describeProblem) : [];
}

function documentOf(text: string, env: Record<string, string> = {}) {
  const answer = readYaml('f.yaml', text, (value) => ({ value: env[value] ?? value }));
  if ('problems' in answer) throw new Error(answer.problems.map(describeProblem).join('\n'));
  return answer.document;
}

test.each([
  ['a: 1\na: 2\n', 'f.yaml:2:1 this key is written twice in the same mapping'],
  [
    'a: 1\n---\nb: 2\n',
    'f.yaml:2:1 a second document ("---") is not allowed: keep one document to a file',
  ],
  ['a: !secret x\n', 'f.yaml:1:4 tags ("!") are not allowed'],
  ['a: !!binary aGk=\n', 'f.yaml:1:4 tags ("!") are not allowed'],
  ['a: !!set {x}\n', 'f.yaml:1:4 tags ("!") are not allowed'],
  ['a: !!str 5\n', 'f.yaml:1:10 tag "tag:yaml.org,2002:str" is not allowed'],
  [
    '17: x\n',
    'f.yaml:1:1 a key must be a plain word: quote it if it is meant to be a word, such as "17" or "true"',
  ],
  [
    '? [a]\n: x\n',
    'f.yaml:1:3 a key must be a plain word: quote it if it is meant to be a word, such as "17" or "true"',
  ],
  ['a: {__proto__: {b: 1}}\n', 'f.yaml:1:5 unknown key "__proto__"'],
  [
    'a: &x {b: 1}\nc: {<<: *x}\n',
    'f.yaml:2:5 merge keys ("<<") are not part of YAML 1.2: write the keys out',
  ],
  [
    'a: [*.wizard]\n',
    'f.yaml:1:5 *.wizard refers to an anchor (&.wizard) that this file does not have before it: quote it if it is meant as it stands: "*.wizard"',
  ],
])('%j is refused', (text, problem) => {
  expect(problemsOf(text)).toEqual([problem]);
});

test.each([
  ['a:\n\tb: 1\n', '2:1', 'indent with spaces'],
  ['a:\n  b: [x\n', '3:1', 'close the bracket that an earlier line opens'],
  ['a: {b: 1\n', '2:1', 'close the bracket that an earlier line opens'],
  ['a:\n  b: 1\n c: 2\n', '3:1', 'indent all keys of one mapping alike'],
  ['a: "x\n', '2:1', 'close what was opened before this place'],
  [
    'a: b: c\n',
    '1:4',
    'quote a value that has ": " in it, and begin a mapping on a line of its own',
  ],
  ['a: [x, *]\n', '1:8', 'quote a value that begins so'],
  ['a: @x\n', '1:4', 'quote a value that begins so'],
])('%j: what to write is told', (text, place, remedy) => {
  const [problem = '', ...others] = problemsOf(text);
  expect(others).toEqual([]);
  expect(problem.startsWith(`f.yaml:${place} `)).toBe(true);
  expect(problem.endsWith(`: ${remedy}`)).toBe(true);
});

test('of a syntax error only the first is told: the rest is noise', () => {
  expect(problemsOf('a: [b, c\nd: e\nf: }\n')).toHaveLength(1);
});

test('aliases that multiply are refused, a shared list is not', () => {
  const bomb = [
    'a: &a [x, x, x, x, x, x, x, x, x, x]',
    ...['b', 'c', 'd', 'e'].map((name, index) => {
      const before = 'abcd'[index];
      return `${name}: &${name} [${`*${before}, `.repeat(9)}*${before}]`;
    }),
  ].join('\n');
  expect(problemsOf(bomb)).toEqual(['f.yaml:1:1 expands too many aliases']);
  expect(documentOf('a: &a [x]\nb: *a\n').data).toEqual({ a: ['x'], b: ['x'] });
});

test('scalars are those of YAML 1.2: yes, on and 017 are words and numbers', () => {
  expect(documentOf('a: yes\nb: on\nc: 017\nd: true\ne: ~\nf: 2020-01-01\n').data).toEqual({
    a: 'yes',
    b: 'on',
    c: 17,
    d: true,
    e: null,
    f: '2020-01-01',
  });
});

describe('places', () => {
  const document = documentOf('one:\n  - {a: 1}\n  - b:\n      c: 2\nempty:\n');

  test.each([
    [['one'], undefined, 2, 3],
    [['one'], 'key', 1, 1],
    [['one', 0, 'a'], undefined, 2, 9],
    [['one', 1, 'b', 'c'], 'key', 4, 7],
    [['one', 1, 'b', 'gone'], undefined, 4, 7],
    [['gone', 'x'], undefined, 1, 1],
  ] as const)('%j %s', (path, key, line, column) => {
    expect(document.position(path, key)).toEqual({ line, column });
  });
});

test('what came out of a variable is marked, and keys are not filled', () => {
  const document = documentOf('a: ${X}\n"${X}": b\nc: plain\n', { '${X}': '5' });
  expect(document.data).toEqual({ a: '5', '${X}': 'b', c: 'plain' });
  expect(document.interpolated(['a'])).toBe(true);
  expect(document.interpolated(['c'])).toBe(false);
});

test('any text is read or refused with a place inside it', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.stringMatching(/^[a-c:\-{}[\]&*!|>\n "'#]{0,40}$/)),
      (text) => {
        const answer = readYaml('f.yaml', text, keep);
        const lines = text.split(/\r\n|\r|\n/).length;
        for (const problem of 'problems' in answer ? answer.problems : []) {
          expect(problem.line).toBeGreaterThan(0);
          expect(problem.line).toBeLessThanOrEqual(lines);
        }
      },
    ),
  );
});
