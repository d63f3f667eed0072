import type { JsonObject } from '../../policies/json.ts';

/** A tool call worth trying first, and what a person sees then. */
export interface ExampleCall {
  readonly what: string;
  readonly tool: string;
  readonly arguments: JsonObject;
}

/** Allowed, allowed with a field masked, denied: for a salesperson under the built-in policy. */
export const exampleCalls: readonly ExampleCall[] = [
  {
    what: 'Read three contacts',
    tool: 'search_read',
    arguments: { model: 'res.partner', fields: ['name', 'city'], limit: 3 },
  },
  {
    what: 'The same with tax numbers: they come back as "***", except for administrators',
    tool: 'search_read',
    arguments: { model: 'res.partner', fields: ['name', 'vat'], limit: 3 },
  },
  {
    what: 'Guess logins letter by letter, by way of contacts: denied, with the rule that says so',
    tool: 'search_read',
    arguments: { model: 'res.partner', domain: [['user_ids.login', '=like', 'a%']] },
  },
];

/**
 * One shell line that makes the call with the MCP Inspector. Its major version is named because on a Node.js
 * older than it asks for, npx would quietly take a release that cannot do this; it runs there all the same, and
 * npm's warnings about that would only hide the answer.
 */
export function inspectorCommand(call: ExampleCall, url: string, token: string): string {
  const words = [
    'npx -y --loglevel=error @modelcontextprotocol/inspector@2 --cli',
    url,
    `--header ${quoted(`Authorization: Bearer ${token}`)}`,
    `--method tools/call --tool-name ${call.tool}`,
    `--tool-args-json ${quoted(JSON.stringify(call.arguments))}`,
  ];
  return words.join(' ');
}

/** In single quotes, inside which a POSIX shell changes nothing. */
function quoted(text: string): string {
  if (text.includes("'")) throw new Error(`this cannot stand in single quotes: ${text}`);
  return `'${text}'`;
}
