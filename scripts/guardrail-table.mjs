// Writes docs/guardrails.md from the data the guard itself decides by:
//   node scripts/guardrail-table.mjs            compiles what has changed, then writes the page
//   node scripts/guardrail-table.mjs --print    prints the page instead, from dist/ as it is
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt, root } from './steps.mjs';

/** The sections of the page: which entries, under which title, and what a guardrail on them means. */
const SECTIONS = [
  ['models', 'Models nobody reaches', 'Not read, searched, written or called, by any tool.'],
  [
    'families',
    'Families of models nobody reaches',
    'By what their names begin with: `payment` is `payment.provider` and whatever an add-on calls `payment.…`.',
  ],
  [
    'endings',
    'Models nobody reaches, by the end of their names',
    'By the last part of their names: `wizard` is `payment.link.wizard`.',
  ],
  [
    'read_only_models',
    'Models nobody writes',
    'They may be read where the policy grants it. Messages and files have tools of their own.',
  ],
  [
    'blocked_methods',
    'Methods nobody calls',
    'Whatever `allowed_methods` says. Every other method whose name begins with `_` is private, and refused as G31.',
  ],
  [
    'orm_methods',
    'Methods every model inherits',
    'Never called for being listed. Those that are reads or writes as a whole are judged as the operation they are (see below); the others are refused.',
  ],
  [
    'write_fields',
    'Fields nobody writes',
    'On any model. `in_group_…` and `sel_groups_…` are refused as G51.',
  ],
  [
    'secret_fields',
    'Secrets whose names do not say so',
    'Never read, searched, sorted, grouped or written. So is every field, on any model, one of whose words is a word for a secret: `password`, `secret`, `api_key`, `access_token`, `private_key`, `otp` and their like.',
  ],
];

const RELEASES = '17,18,19';

/** A name with the releases that have it, where these are not all. */
function named({ name, releases }) {
  const which =
    `${releases}` === RELEASES
      ? ''
      : ` (${releases.length === 0 ? 'add-on' : releases.join(', ')})`;
  return `\`${name}\`${which}`;
}

/** One row for each reason, in the order of the data. */
function table(entries) {
  const rows = new Map();
  for (const entry of entries) {
    const key = `${entry.id} | ${entry.reason}`;
    rows.set(key, [...(rows.get(key) ?? []), named(entry)]);
  }
  return [
    '| id | why | names |',
    '| --- | --- | --- |',
    ...[...rows].map(([key, names]) => `| ${key} | ${names.join(', ')} |`),
  ];
}

function page(entries, judged) {
  return [
    '# Guardrails',
    '',
    '<!-- Written by scripts/guardrail-table.mjs from the data. Do not edit: run it. -->',
    '',
    'What no policy file can loosen, for anyone, administrators included. The id stands in denials and in the',
    'audit. A name without releases is in Odoo 17, 18 and 19; "(18, 19)" is in these; "(add-on)" is in none of',
    'them: it belongs to an add-on, or is a spelling people take for the real one. Every name is guarded in every',
    'release, whichever has it.',
    ...SECTIONS.flatMap(([subject, title, meaning]) => [
      '',
      `## ${title}`,
      '',
      meaning,
      '',
      ...table(entries.filter((entry) => entry.subject === subject)),
    ]),
    '',
    '## Inherited methods that are judged as the operation they are',
    '',
    'A call of one of these through a tool for any method needs the grant of the operation, not the one to call',
    'methods; its arguments are read by place and by name, judged like those of the tool for the operation, and',
    'written anew. The answer is filtered like that tool’s. What that tool would leave out and say so is refused',
    'here: a program that calls methods expects what it asked for. So fields are named, and all of them are open.',
    '',
    '| method | operation | releases | arguments |',
    '| --- | --- | --- | --- |',
    ...judged.map(
      ({ method, kind, versions, parameters }) =>
        `| \`${method}\` | ${kind} | ${versions.join(', ')} | ${parameters
          .map(({ names }) => [...names.keys()].map((name) => `\`${name}\``).join(' or '))
          .join(', ')} |`,
    ),
    '',
  ].join('\n');
}

const printed = process.argv.includes('--print');
if (!printed) ensureBuilt();
const from = (path) => import(join(root, 'dist', 'policies', path));
const { GUARDED_ENTRIES } = await from('guardrails/guarded-entries.js');
const { ORM_SIGNATURES } = await from('decide/orm/signatures.js');
const text = page(GUARDED_ENTRIES, [...ORM_SIGNATURES.values()]);
if (printed) process.stdout.write(text);
else writeFileSync(join(root, 'docs', 'guardrails.md'), text);
