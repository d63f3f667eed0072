import * as z from 'zod';
import { Secret } from './secret.ts';

/** The ways Odoo can be told who is calling. */
export const CREDENTIAL_METHODS = ['password', 'api_key', 'session'] as const;
export type CredentialMethod = (typeof CREDENTIAL_METHODS)[number];

/**
 * Whose Odoo account a call acts as. With the `session` method `login` may be empty; when it is not,
 * the session must be of that login.
 */
export interface OdooCredential {
  readonly method: CredentialMethod;
  readonly database: string;
  readonly login: string;
  readonly secret: Secret;
}

const BASE64URL = /^[A-Za-z0-9_-]+$/;
const MAX_ENCODED_LENGTH = 12_000;

const credentialShape = z
  .strictObject({
    method: z.enum(CREDENTIAL_METHODS),
    database: z.string().min(1).max(128),
    login: z.string().max(256),
    secret: z.string().min(1).max(4096),
  })
  .refine((value) => value.method === 'session' || value.login !== '', {
    message: 'login must not be empty',
  });

/**
 * Reads the `x-odoo-credential` header: base64url of a JSON object with exactly `method`,
 * `database`, `login` and `secret`. Returns undefined for anything else; never says what was wrong
 * with it, because the text would hold parts of a secret.
 */
export function parseCredentialHeader(encoded: string): OdooCredential | undefined {
  if (encoded.length > MAX_ENCODED_LENGTH || !BASE64URL.test(encoded)) return undefined;
  let decoded: unknown;
  try {
    decoded = JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
  const parsed = credentialShape.safeParse(decoded);
  if (!parsed.success) return undefined;
  const { method, database, login, secret } = parsed.data;
  return { method, database, login, secret: new Secret(secret) };
}
