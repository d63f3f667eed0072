import * as z from 'zod';
import type { IdentityBinding } from '../../policies/bindings/binding.ts';
import { type Deny, type DenyCode, deny } from '../../policies/decision.ts';
import type { GatewaySettings, LoginMethod } from '../../policies/gateway-settings.ts';
import { isObject, type JsonObject } from '../../policies/json.ts';
import { secret } from '../../policies/secret.ts';
import type { Subject } from '../../policies/subject.ts';
import { ODOOBOT_UID, pick, readIdentity, where } from './answered-identity.ts';
import type { OdooCredential } from './credential.ts';
import { loginKey } from './login-name.ts';
import { odooSubject } from './subject-of.ts';

/** Who signed in, and with what. Always both. */
export interface CapturedIdentity {
  readonly subject: Subject;
  readonly credential: OdooCredential;
}

const METHODS: readonly LoginMethod[] = ['password', 'api_key', 'session'];
const askedShape = z.object({
  method: z.enum(METHODS),
  login: z.string().max(256).optional(),
  credential: z.string().min(1).max(4096),
  database: z.string().max(128).optional(),
});

/**
 * Reads who signed in from a login tool's call and the result it was answered with. The credential comes
 * from the arguments, everything else from the upstream's structured answer. It is all or nothing: an
 * answer of another shape, about another account or database than was asked for, or about one that may not
 * sign in is a denial, and no part of it is kept.
 */
export function captureIdentity(
  binding: IdentityBinding,
  args: JsonObject,
  toolResult: JsonObject,
  settings: Pick<GatewaySettings, 'auth' | 'odoo'>,
): CapturedIdentity | Deny {
  if (toolResult.isError === true || !isObject(toolResult.structuredContent)) {
    return unreadable('the answer has no structured content.');
  }
  const asked = askedShape.safeParse(pick(args, binding.arguments));
  if (!asked.success)
    return refused('arguments_invalid', `${where(asked.error)} is missing or malformed.`);
  const answered = readIdentity(binding.result, toolResult);
  if ('problem' in answered) return unreadable(answered.problem);

  const { method, login: askedLogin, credential, database: askedDatabase } = asked.data;
  const { account, person } = answered;
  const { uid, login, database } = account;
  const { methods, requiredGroup } = settings.auth;

  if (!methods.has(method)) {
    return refused('login_refused', `the login method ${method} is not accepted.`, 'auth.methods');
  }
  if (uid === ODOOBOT_UID) {
    return refused('login_refused', "uid 1 is Odoo's internal account; sign in as a person.");
  }
  if (method !== 'session' && !isGiven(askedLogin)) {
    return refused('arguments_invalid', `the login method ${method} needs a login name.`);
  }
  if (isGiven(askedLogin) && loginKey(askedLogin) !== loginKey(login)) {
    return unreadable('it is about another login name than was asked for.');
  }
  const expected = [askedDatabase, settings.odoo.database].filter(isGiven);
  if (expected.some((one) => one !== database)) {
    return unreadable('it is about another database than was asked for.');
  }
  if (requiredGroup !== undefined && !person.groups.has(requiredGroup)) {
    return refused(
      'login_refused',
      `signing in needs the group ${requiredGroup}.`,
      'auth.required_group',
    );
  }
  return {
    subject: odooSubject(account, person),
    credential: { method, database, login, secret: secret(credential) },
  };
}

function isGiven(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}

function refused(code: DenyCode, reason: string, key = 'identity.login'): Deny {
  return deny(code, `gateway.yaml:${key}`, reason);
}

function unreadable(reason: string): Deny {
  return deny(
    'result_unreadable',
    'binding:identity',
    `nobody was signed in: the upstream's answer cannot be used, ${reason}`,
  );
}
