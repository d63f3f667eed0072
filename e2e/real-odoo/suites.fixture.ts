/** What `npm run test:e2e` runs, by what it shows. Every file that can be in front of a real Odoo is in one of them. */
export const SUITES: Readonly<Record<string, readonly string[]>> = {
  'every tool': [
    'upstream/**/*against-odoo.test.ts',
    'upstream/apps/**/*.test.ts',
    'upstream/plugins/hooks.test.ts',
    'docs/plugins/manufacturing/*.test.ts',
    'e2e/behaviour/**/*.test.ts',
    'e2e/apps.test.ts',
    'e2e/grouping.test.ts',
    'e2e/plugin.test.ts',
  ],
  'every protocol, client and way to sign in': [
    'upstream/tools/by-protocol.test.ts',
    'e2e/clients.test.ts',
    'e2e/strict-clients/strict-clients.test.ts',
    'e2e/first-calls.test.ts',
    'e2e/acting-tokens.test.ts',
  ],
  'policies and record rules with real groups': ['e2e/record-rules.test.ts'],
  'the attack sample': ['e2e/attacks/attacks.test.ts'],
  'identity and isolation': ['e2e/isolation.test.ts', 'e2e/upstream-death.test.ts'],
  'upgrade notes': ['e2e/upgrade-notes.test.ts'],
};
