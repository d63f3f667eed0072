// What `vitest` means inside a mutation run: tests are collected once and called again for each mutant.
// `expect` is Vitest's own; a name that is missing here fails the import of the test file.
import { expect } from 'vitest';

/** @typedef {{ id: string, name: string, fileName: string, run: () => unknown }} CollectedTest */

let collected = new Map();
let fileName = '';
let describing = [];
let afterwards = [];

/** Forgets what earlier modules wanted done after tests: for when modules are loaded anew. */
export function startOver() {
  afterwards = [];
}

/** Imports a test file and returns its tests by id, in order. */
export async function collect(file, load) {
  collected = new Map();
  fileName = file;
  describing = [];
  await load(file);
  return collected;
}

function format(title, row, index) {
  let next = 0;
  return title
    .replace(/%[sdifjo]/g, () => String(row[next++]))
    .replace(/%#/g, String(index))
    .replace(/\$(\w+)/g, (whole, key) =>
      row[0] !== null && Object(row[0])[key] !== undefined ? String(row[0][key]) : whole,
    );
}

/** Calls `register` for each row of a table, as Vitest's `each` does: arrays are spread where all are. */
const each =
  (register) =>
  (table) =>
  (title, ...more) => {
    const body = bodyOf(more);
    const spread = table.every((cell) => Array.isArray(cell));
    table.forEach((cell, index) => {
      const row = spread ? cell : [cell];
      register(format(title, row, index), () => body(...row));
    });
  };

/** The function among what follows a title: Vitest takes options before it and a time limit behind it. */
function bodyOf(more) {
  return more.find((one) => typeof one === 'function');
}

function test(title, ...more) {
  const body = bodyOf(more);
  const name = [...describing, title].join(' > ');
  const base = `${fileName} > ${name}`;
  let id = base;
  for (let copy = 2; collected.has(id); copy += 1) id = `${base} (${copy})`;
  collected.set(id, { id, name, fileName, run: () => runAndCleanUp(body) });
}
test.each = each(test);

function describe(title, ...more) {
  describing.push(title);
  bodyOf(more)();
  describing.pop();
}
describe.each = each(describe);

async function runAndCleanUp(body) {
  try {
    await body();
  } finally {
    for (const cleanUp of afterwards) cleanUp();
  }
}

/** A module is imported once for all test files, so what it wants done after a test is done after each. */
function afterEach(cleanUp) {
  afterwards.push(cleanUp);
}

export { afterEach, describe, expect, test, test as it };
