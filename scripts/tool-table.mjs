// Writes docs/tools.md from what the running server that ships with the guard says of itself:
//   node scripts/tool-table.mjs            compiles what has changed, then writes the page
//   node scripts/tool-table.mjs --print    prints the page instead, from dist/ as it is
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { parse } from 'yaml';
import { cell, typeOf } from './schema-words.mjs';
import { ensureBuilt, root } from './steps.mjs';

const BINDINGS = join(root, 'policies', 'bindings', 'odoo-mcp-upstream');

/** The groups of the page: the binding file that describes the tools, and what they are for. */
const GROUPS = [
  ['core', 'Sign in, discover, read and write'],
  ['workflow', 'What a record needs, and what can be done with it'],
  ['bulk', 'Many records at once'],
  ['chatter', 'Messages, files, reports, and who is signed in'],
  ['hr', 'Employees'],
  ['sales', 'Sales'],
  ['project', 'Projects'],
  ['helpdesk', 'Helpdesk'],
];

/** The four lists of a server that no Odoo is behind: what it offers depends on none. */
async function offered() {
  const client = new Client({ name: 'tool-table', version: '1' });
  const args = [join(root, 'dist', 'upstream', 'main.js')];
  // The port of TCPMUX, which nothing has used for decades.
  const env = { ODOO_URL: 'http://127.0.0.1:1', ODOO_DB: 'none', MCP_LOG_LEVEL: 'error' };
  await client.connect(new StdioClientTransport({ command: process.execPath, args, env }));
  try {
    return {
      tools: (await client.listTools()).tools,
      resources: [
        ...(await client.listResources()).resources,
        ...(await client.listResourceTemplates()).resourceTemplates,
      ],
      prompts: (await client.listPrompts()).prompts,
    };
  } finally {
    await client.close();
  }
}

/** The bindings of the server, by the name of their file. */
function bindings() {
  const files = readdirSync(BINDINGS).filter((name) => name.endsWith('.yaml'));
  return new Map(
    files.map((name) => [name.slice(0, -5), parse(readFileSync(join(BINDINGS, name), 'utf8'))]),
  );
}

const code = (text) => `\`${text}\``;

/** The operations the guard judges a call as. */
function judgedAs({ op, model, method, steps }) {
  const one = (step) => {
    const target = [step.model, step.method].filter((name) => name && !name.startsWith('$'));
    return code([step.op, ...target].join(' '));
  };
  if (steps === undefined) return one({ op, model, method });
  return [...new Set(Object.values(steps).map(one))].join(', ');
}

function rows(schema, required) {
  return Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const optional = !(schema.required ?? []).includes(name);
    const type = typeOf(property);
    if (!required) return [code(name), `${type}${optional ? ', optional' : ''}`, property];
    const standing =
      property.default === undefined
        ? optional
          ? ''
          : 'required'
        : code(JSON.stringify(property.default));
    return [code(name), type, standing, property];
  });
}

function table(head, lines) {
  if (lines.length === 0) return [];
  return [
    '',
    `| ${head.join(' | ')} |`,
    `| ${head.map(() => '---').join(' | ')} |`,
    ...lines.map((line) => {
      const [property, ...words] = [...line].reverse();
      return `| ${[...words.reverse(), cell(property.description)].join(' | ')} |`;
    }),
  ];
}

function toolSection(tool, binding) {
  const { readOnlyHint, destructiveHint } = tool.annotations ?? {};
  const writing = destructiveHint ? 'Changes or removes.' : 'Adds.';
  const kind = readOnlyHint ? 'Reads.' : binding.op === 'login' ? 'Signs in.' : writing;
  return [
    '',
    `### ${tool.name}`,
    '',
    tool.description,
    '',
    `${kind} Judged as ${judgedAs(binding)}.`,
    ...table(['argument', 'type', 'default', 'meaning'], rows(tool.inputSchema, true)),
    ...table(['result', 'type', 'meaning'], rows(tool.outputSchema ?? {}, false)),
  ];
}

function page({ tools, resources, prompts }) {
  const parts = bindings();
  const placed = new Set();
  const sections = GROUPS.map(([part, title]) => {
    const described = parts.get(part)?.tools ?? {};
    const members = tools.filter(({ name }) => Object.hasOwn(described, name));
    for (const { name } of members) placed.add(name);
    return { title, members, described };
  });
  const lost = tools.filter(({ name }) => !placed.has(name)).map(({ name }) => name);
  if (lost.length > 0) throw new Error(`in no group of this script: ${lost.join(', ')}`);
  return [
    '# Tools, resources and prompts',
    '',
    `What the Odoo MCP server that ships with the guard offers: ${tools.length} tools, ` +
      `${resources.length} resources, ${prompts.length} prompts. A client sees those of them its subject can use.`,
    '',
    '<!-- Written by scripts/tool-table.mjs from the running server. Do not edit: run it. -->',
    '',
    'An argument that is not named here is refused. A result can have fewer keys than named: the policy removes',
    'fields or masks them as `***`. "Judged as" names the operations all of which the policy must allow, with the',
    'model where it is not an argument of the call.',
    '',
    '| group | tools |',
    '| --- | --- |',
    ...sections.map(
      ({ title, members }) =>
        `| ${title} | ${members.map(({ name }) => `[${name}](#${name})`).join(', ')} |`,
    ),
    ...sections.flatMap(({ title, members, described }) => [
      '',
      `## ${title}`,
      ...members.flatMap((tool) => toolSection(tool, described[tool.name])),
    ]),
    '',
    '## Resources',
    '',
    '| URI | type | content |',
    '| --- | --- | --- |',
    ...resources.map(
      ({ uri, uriTemplate, mimeType, description }) =>
        `| ${code(uri ?? uriTemplate)} | ${mimeType ?? 'as the file'} | ${cell(description)} |`,
    ),
    '',
    '## Prompts',
    '',
    'A `?` marks an argument that may be left out.',
    '',
    '| prompt | arguments | what it does |',
    '| --- | --- | --- |',
    ...prompts.map(({ name, description, arguments: args = [] }) => {
      const written = args.map((each) => code(`${each.name}${each.required ? '' : '?'}`));
      return `| ${code(name)} | ${written.join(', ')} | ${cell(description)} |`;
    }),
    '',
    '## Completions',
    '',
    'Arguments of prompts and resource templates that can be completed, from what the caller may see:',
    '',
    '| argument | completed with |',
    '| --- | --- |',
    ...completed(parts).map(([name, source]) => `| ${code(name)} | ${source} |`),
    '',
  ].join('\n');
}

function completed(parts) {
  return [...parts.values()].flatMap(({ completions }) =>
    Object.entries(completions?.arguments ?? {}),
  );
}

const print = process.argv.includes('--print');
if (!print) ensureBuilt();
const text = page(await offered());
if (print) process.stdout.write(text);
else writeFileSync(join(root, 'docs', 'tools.md'), text);
