import { newToken } from '../identity/tokens.ts';

/** Prints a fresh bearer token once, with the hash and the lines that let it in. Neither is stored. */
export function newTokenCommand(options: { readonly json?: boolean }): void {
  const { token, sha256 } = newToken();
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ token, sha256 })}\n`);
    return;
  }
  process.stdout.write(
    [
      `token   ${token}`,
      `sha256  ${sha256}`,
      '',
      'Give the token to the client (Authorization: Bearer …) and the hash to gateway.yaml:',
      '',
      'identity:',
      '  tokens:',
      '    - name: my-agent',
      `      sha256: ${sha256}`,
      '      groups: [base.group_user]',
      `      odoo: { login: bot, api_key: "\${ODOO_BOT_KEY}", database: prod }`,
      '',
    ].join('\n'),
  );
}
