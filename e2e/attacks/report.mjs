// The table of a run: one row a class, then every case that someone should look at.
import { fails } from './verdict.mjs';

/**
 * @typedef {object} Played
 * @property {string} id
 * @property {string} class
 * @property {string} as
 * @property {string} tool
 * @property {string} expect
 * @property {string} why
 * @property {import('./verdict.mjs').Outcome | 'skipped'} outcome
 * @property {string} detail
 */

/** @type {readonly Played['outcome'][]} */
const COLUMNS = [
  'denied',
  'filtered',
  'leaked',
  'broken',
  'worked',
  'upstream',
  'not_offered',
  'inconclusive',
  'skipped',
];

/**
 * @param {readonly Played[]} played
 * @param {number} version
 * @returns {string}
 */
export function render(played, version) {
  const classes = [...new Set(played.map((one) => one.class))].sort();
  const width = Math.max(...classes.map((name) => name.length), 'class'.length);
  const row = (/** @type {string} */ name, /** @type {readonly (string | number)[]} */ cells) =>
    `${name.padEnd(width)}  ${cells.map((cell, at) => String(cell).padStart(COLUMNS[at]?.length ?? 0)).join('  ')}`;
  const counts = (/** @type {readonly Played[]} */ some) =>
    COLUMNS.map((column) => some.filter(({ outcome }) => outcome === column).length);
  const lines = [
    `Odoo ${version}: ${played.length} cases`,
    row('class', COLUMNS),
    ...classes.map((name) => row(name, counts(played.filter((one) => one.class === name)))),
    row('all', counts(played)),
    '',
  ];
  const notable = played.filter(
    ({ outcome }) => outcome !== 'skipped' && (fails(outcome) || outcome === 'upstream'),
  );
  for (const { id, outcome, as, tool, expect, why, detail } of notable)
    lines.push(
      `${outcome.toUpperCase()} ${id} (${expect}, ${tool} as ${as}): ${why}`,
      `    ${detail}`,
    );
  for (const outcome of /** @type {const} */ (['not_offered', 'skipped'])) {
    const some = played.filter((one) => one.outcome === outcome);
    if (some.length > 0)
      lines.push(`${outcome}: ${some.map(({ id, detail }) => `${id} (${detail})`).join(', ')}`);
  }
  return `${lines.join('\n')}\n`;
}
