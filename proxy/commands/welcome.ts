import type { DemoToken } from './demo-subjects.ts';

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
export function clientConfiguration({ url, tokens }: Welcome): object {
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
  };
}

/** The text `npm start` greets with. */
export function welcome(shown: Welcome): string {
  const { url, odoo, policy, logins, tokens } = shown;
  const lines = [
    '',
    `odoo-mcp-guard is listening at ${url}`,
    `  in front of ${odoo}`,
    `  policy: ${policy}`,
    '',
  ];
  if (logins.length > 0) {
    lines.push('Sign in with the login tool (method "password"):');
    for (const { login, password, what } of logins) {
      lines.push(`  ${`${login} / ${password}`.padEnd(18)} ${what}`);
    }
    lines.push('');
  } else {
    lines.push(
      'Sign in with the login tool and an Odoo account (method "password" or "api_key").',
      '',
    );
  }
  if (tokens.length > 0) {
    lines.push('Or send one of these bearer tokens instead:');
    for (const { token, what } of tokens) lines.push(`  ${token.padEnd(18)} ${what}`);
    lines.push('');
  }
  lines.push(
    'Client configuration to paste:',
    JSON.stringify(clientConfiguration(shown), undefined, 2),
    '',
    'Three calls worth trying:',
    '  search_read {"model": "res.partner", "fields": ["name", "city"], "limit": 3}',
    '  search_read {"model": "hr.employee", "fields": ["name", "ssnid"]}      ssnid comes back masked',
    '  search_read {"model": "res.users"}                                    denied, with the rule that says so',
    '',
    'Ctrl-C ends everything.',
    '',
  );
  return `${lines.join('\n')}\n`;
}
