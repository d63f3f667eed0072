import * as z from 'zod';
import type { IdentityBinding } from '../../policies/bindings/binding.ts';
import { isObject, type Json, type JsonObject } from '../../policies/json.ts';
import { parseGroupName, parseRecordId } from '../../policies/names.ts';
import type { OdooAccount, Subject } from '../../policies/subject.ts';

/** Who an Odoo account is, as the upstream tells it. */
export interface AnsweredIdentity {
  readonly account: OdooAccount;
  readonly person: Pick<Subject, 'name' | 'groups' | 'admin'>;
}

/** Odoo's own account for code that runs outside every rule. Nobody signs in as it, and no call is carried by it. */
export const ODOOBOT_UID = 1;

const text = z.string().min(1).max(256);
const recordId = z.unknown().transform((value, context) => {
  const id = parseRecordId(value);
  if (id === undefined) context.addIssue({ code: 'custom', message: 'not a record id' });
  return id ?? z.NEVER;
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

/** Reads the structured answer of a tool that tells who an account is. `problem`: why it cannot be used. */
export function readIdentity(
  keys: IdentityBinding['result'],
  toolResult: JsonObject,
): AnsweredIdentity | { readonly problem: string } {
  const answer = toolResult.structuredContent;
  if (toolResult.isError === true || !isObject(answer)) {
    return { problem: 'the answer has no structured content.' };
  }
  const answered = answeredShape.safeParse(pick(answer, keys));
  if (!answered.success) return { problem: `${where(answered.error)} is missing or malformed.` };
  const { uid, login, name, admin, database, partnerId, companyIds } = answered.data;
  // A display name that no rule could name (padded, empty) grants nothing; it must not bar its members.
  const groups = new Set(answered.data.groups.flatMap((written) => parseGroupName(written) ?? []));
  return {
    account: {
      database,
      login,
      uid,
      ...(partnerId == null ? {} : { partnerId }),
      ...(companyIds == null ? {} : { companyIds }),
    },
    person: { name, groups, admin },
  };
}

/** The bound keys of an object under the names used here. Only its own: nothing inherited is data. */
export function pick<Name extends string>(
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
export function where(error: z.ZodError): string {
  return String(error.issues[0]?.path[0] ?? 'a part');
}
