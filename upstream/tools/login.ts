import * as z from 'zod';
import { CREDENTIAL_METHODS } from '../odoo/credential.ts';
import { readIdentity } from '../odoo/identity.ts';
import { Secret } from '../odoo/secret.ts';
import { ArgumentError, defineTool } from './tool.ts';

/** What is told of an account: never its credential. */
export const identityResult = {
  user: z.string().describe('Display name.'),
  login: z.string(),
  uid: z.int(),
  partner_id: z.int(),
  company_id: z.int(),
  company_ids: z.array(z.int()),
  method: z.enum(CREDENTIAL_METHODS),
  groups: z.array(z.string()).describe('XML ids of the groups first, then their names.'),
  is_admin: z.boolean(),
  database: z.string(),
  version: z.string(),
  edition: z.enum(['community', 'enterprise']),
};

export const login = defineTool({
  name: 'login',
  title: 'Log in to Odoo',
  description:
    'Prove an Odoo account and act as it from then on. method: "password" (username + password), ' +
    '"api_key" (username + API key from the Odoo profile), or "session" (value of an existing ' +
    'session_id cookie, no username). Answers who that is; the credential is never returned.',
  hints: { readOnly: false, idempotent: true },
  input: z.strictObject({
    method: z.enum(CREDENTIAL_METHODS).describe('What kind of credential it is.'),
    credential: z.string().min(1).max(4096).describe('The password, API key or session id.'),
    username: z
      .string()
      .max(256)
      .default('')
      .describe('Login name in Odoo; not needed for method "session".'),
    database: z
      .string()
      .max(128)
      .default('')
      .describe('Odoo database; only the configured one is accepted, so it can be left out.'),
  }),
  output: z.looseObject(identityResult),
  async run(args, { caller, databases, signal }) {
    if (args.method !== 'session' && args.username === '')
      throw new ArgumentError(`username: needed for method "${args.method}"`);
    const database = await databases.resolve(args.database || undefined, signal);
    const client = await caller.signIn(
      {
        method: args.method,
        database,
        login: args.method === 'session' ? '' : args.username,
        secret: new Secret(args.credential),
      },
      signal,
    );
    const identity = await readIdentity(client, signal);
    return { ...identity, company_ids: [...identity.company_ids], groups: [...identity.groups] };
  },
});
