import * as z from 'zod';
import type { IdentityBinding } from '../../policies/bindings/binding.ts';
import { type Deny, type DenyCode, deny } from '../../policies/decision.ts';
import type { GatewaySettings, LoginMethod } from '../../policies/gateway-settings.ts';
import { isObject, type Json, type JsonObject } from '../../policies/json.ts';
import { parseGroupName, parseRecordId } from '../../policies/names.ts';
import { secret } from '../../policies/secret.ts';
import type { Subject } from '../../policies/subject.ts';
import type { OdooCredential } from './credential.ts';
import { loginKey } from './login-name.ts';
import { odooSubject } from './subject-of.ts';

/** Who signed in, and with what. Always both. */
export interface CapturedIdentity {
  readonly subject: Subject;
  readonly credential: OdooCredential;
}

const METHODS: readonly LoginMethod[] = ['password', 'api_key', 'session'];
const text = z.string().min(1).max(256);
const recordId = z.unknown().transform((value, context) => {
  const id = parseRecordId(value);
  if (id === undefined) context.addIssue({ code: 'custom', message: 'not a record id' });
  return id ?? z.NEVER;
});
const askedShape = z.object({
  method: z.enum(METHODS),
  login: z.string().max(256).optional(),
  credential: z.string().min(1).max(4096),
  database: z.string().max(128).optional(),
});

const answeredShape = z.object({
  uid: recordId,
  login: text,
  name: text,
  groups: z.array(z.string()).max(5_000),
  admin: z.boolean(),
  database: text,
  partnerId: recordId.nullish(),
  companyIds: z.array(recordId).max(5_000).nullish(),
});

/** Odoo's own account for code that runs outside every rule. Nobody signs in as it. */
const ODOOBOT_UID = 1;

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
  const answer = toolResult.structuredContent;
  if (toolResult.isError === true || !isObject(answer)) {
    return unreadable('the answer has no structured content.');
  }
  const asked = askedShape.safeParse(pick(args, binding.arguments));
  if (!asked.success)
    return refused('arguments_invalid', `${where(asked.error)} is missing or malformed.`);
  const answered = answeredShape.safeParse(pick(answer, binding.result));
  if (!answered.success) return unreadable(`${where(answered.error)} is missing or malformed.`);

  const { method, login: askedLogin, credential, database: askedDatabase } = asked.data;
  const { uid, login, name, admin, database, partnerId, companyIds } = answered.data;
  // A display name that no rule could name (padded, empty) grants nothing; it must not bar its members.
  const groups = new Set(answered.data.groups.flatMap((written) => parseGroupName(written) ?? []));
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
  if (requiredGroup !== undefined && !groups.has(requiredGroup)) {
    return refused(
      'login_refused',
      `signing in needs the group ${requiredGroup}.`,
      'auth.required_group',
    );
  }
  const account = {
    database,
    login,
    uid,
    ...(partnerId == null ? {} : { partnerId }),
    ...(companyIds == null ? {} : { companyIds }),
  };
  return {
    subject: odooSubject(account, { name, groups, admin }),
    credential: { method, database, login, secret: secret(credential) },
  };
}

function isGiven(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}

/** The bound keys of an object under the names used here. Only its own: nothing inherited is data. */
function pick<Name extends string>(
  from: JsonObject,
  keys: { readonly [Part in Name]: string },
): Partial<Record<string, Json>> {
  const picked: Partial<Record<string, Json>> = {};
  for (const [part, key] of Object.entries<string>(keys)) {
    if (Object.hasOwn(from, key)) picked[part] = from[key];
  }
  return picked;
}

/** Which part was wrong. zod's own text would quote the value. */
function where(error: z.ZodError): string {
  return String(error.issues[0]?.path[0] ?? 'a part');
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
