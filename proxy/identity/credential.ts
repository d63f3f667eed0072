import type { IdentityBinding } from '../../policies/bindings/binding.ts';
import type { BrokeredAccount, LoginMethod, Secret } from '../../policies/gateway-settings.ts';
import type { JsonObject } from '../../policies/json.ts';

/** The Odoo account that carries a subject's calls. It cannot print its secret. */
export interface OdooCredential {
  readonly method: LoginMethod;
  readonly database: string;
  readonly login: string;
  readonly secret: Secret;
}

/**
 * The value of the `x-odoo-credential` header, which carries a credential to the bundled upstream:
 * base64url of the credential as JSON. Only the guard sets that header; no client's own ever passes.
 */
export function credentialHeader({ method, database, login, secret }: OdooCredential): string {
  const text = JSON.stringify({ method, database, login, secret: secret.reveal() });
  return Buffer.from(text, 'utf8').toString('base64url');
}

/** The arguments that make the upstream's login tool sign in with an account of the operator's. */
export function loginArguments(
  binding: IdentityBinding,
  { method, login, secret, database }: BrokeredAccount,
): JsonObject {
  const names = binding.arguments;
  return {
    [names.method]: method,
    [names.login]: login,
    [names.credential]: secret.reveal(),
    ...(database === undefined ? {} : { [names.database]: database }),
  };
}

/**
 * The credential of an account the operator wrote down at `where`, in its own database or else the
 * configured one. Throws when there is neither: which account that is would be a guess.
 */
export function brokeredCredential(
  { login, method, secret, database }: BrokeredAccount,
  configuredDatabase: string | undefined,
  where: string,
): OdooCredential {
  const chosen = database ?? configuredDatabase;
  if (chosen === undefined) {
    throw new Error(`${where}: which database? Write ${where}.database or set ODOO_DB.`);
  }
  return { method, database: chosen, login, secret };
}
