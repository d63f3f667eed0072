import type { DemoToken } from './demo-subjects.ts';
import { exampleCalls, inspectorCommand } from './example-calls.ts';

/** What a person needs to take the first steps. */
export interface Welcome {
  readonly url: string;
  readonly odoo: string;
  readonly policy: string;
  readonly logins: readonly {
    readonly login: string;
    readonly password: string;
    readonly what: string;
  }[];
  readonly tokens: readonly DemoToken[];
}

/** A client configuration to paste: the `mcpServers` form that most clients read. */
export function clientConfiguration({ url, tokens }: Pick<Welcome, 'url' | 'tokens'>): object {
  const [token] = tokens;
  return {
    mcpServers: {
      odoo: {
        type: 'http',
        url,
        ...(token ? { headers: { Authorization: `Bearer ${token.token}` } } : {}),
      },
    },
  };
}

/** The same for machines: one JSON line. */
export function announcementFor(shown: Welcome): object {
  return {
    ready: true,
    url: shown.url,
    odoo: shown.odoo,
    policy: shown.policy,
    logins: shown.logins,
    tokens: shown.tokens.map(({ token, what }) => ({ token, what })),
    client: clientConfiguration(shown),
    calls: exampleCalls,
  };
}

/** The text `npm start` greets with. */
export function welcome(shown: Welcome): string {
  const { url, odoo, policy } = shown;
  const lines = [
    '',
    `odoo-mcp-guard is listening at ${url}`,
    `  in front of ${odoo}`,
    `  policy: ${policy}`,
    '',
    ...signingIn(shown),
    'Client configuration to paste:',
    JSON.stringify(clientConfiguration(shown), undefined, 2),
    '',
    ...callsToTry(shown),
    'Ctrl-C ends everything.',
    '',
  ];
  return `${lines.join('\n')}\n`;
}

function signingIn({ logins, tokens }: Welcome): readonly string[] {
  const row = (what: string, meaning: string) => `  ${what.padEnd(18)} ${meaning}`;
  const lines =
    logins.length === 0
      ? ['Sign in with the login tool and an Odoo account (method "password" or "api_key").']
      : [
          'Sign in with the login tool (method "password"):',
          ...logins.map(({ login, password, what }) => row(`${login} / ${password}`, what)),
        ];
  if (tokens.length > 0) {
    lines.push('', 'Or send one of these bearer tokens instead:');
    lines.push(...tokens.map(({ token, what }) => row(token, what)));
  }
  return [...lines, ''];
}

function callsToTry({ url, tokens }: Welcome): readonly string[] {
  const [token] = tokens;
  if (!token) {
    // Signing in holds for one session, and a command that ends after one call has no next call to make.
    const calls = exampleCalls.flatMap(({ what, tool, arguments: args }) => [
      `  # ${what}`,
      `  ${tool} ${JSON.stringify(args)}`,
    ]);
    return ['Three calls worth trying in your client, once signed in:', ...calls, ''];
  }
  const commands = exampleCalls.flatMap((call) => [
    `# ${call.what}`,
    inspectorCommand(call, url, token.token),
    '',
  ]);
  return [
    `Three calls worth trying, as ${token.what}: paste each into a second terminal.`,
    'The first downloads the MCP Inspector, a client for the command line.',
    '',
    ...commands,
  ];
}
