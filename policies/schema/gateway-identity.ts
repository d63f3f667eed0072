import * as z from 'zod';
import { groupName } from './names.ts';

const EMPTY_DIGEST = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** The Odoo account behind a subject: exactly one of `api_key` and `password`. */
const brokeredAccount = z
  .strictObject({
    login: z.string().min(1),
    api_key: z.string().min(1).optional(),
    password: z.string().min(1).optional(),
    database: z.string().min(1).optional(),
  })
  .refine(({ api_key, password }) => (api_key === undefined) !== (password === undefined), {
    error: 'needs either api_key or password',
    params: { hint: `write one of the two, best as \${VARIABLE}` },
  });

/** Odoo's own account for code that runs outside every rule. */
const ODOOBOT_UID = 1;
const recordId = z.int().min(1).max(2_147_483_647);

/** Whom in Odoo a subject stands for, where that is not the account that carries its calls. */
const actsFor = z
  .strictObject({
    uid: recordId
      .refine((uid) => uid !== ODOOBOT_UID, { error: "is Odoo's internal account, nobody's own" })
      .describe('Id of its user in Odoo: what $uid of record rules means.'),
    partner_id: recordId.optional().describe('Id of its contact: what $partner_id means.'),
    company_ids: z
      .array(recordId)
      .min(1, { error: 'must name a company: no company would mean every company of the account' })
      .max(1_000)
      .refine((ids) => new Set(ids).size === ids.length, { error: 'names a company twice' })
      .describe(
        'Its companies, the current one first: what $company_ids means, and what calls are limited to that can carry companies.',
      ),
  })
  .describe(
    'Whom in Odoo this subject stands for. Absent: the account that carries its calls, which is asked who it is.',
  );

const subject = {
  groups: z
    .array(groupName)
    .default([])
    .describe('The groups whose rights this subject has: Odoo XML ids, or your own words.'),
  admin: z.boolean().default(false),
  odoo: brokeredAccount.optional(),
  acts_for: actsFor.optional(),
};

/** A bearer token, by the digest of its text. */
export const tokenSubject = z.strictObject({
  name: z.string().min(1).max(100),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, { error: 'is not a SHA-256 digest (64 lower-case hex digits)' })
    .refine((digest) => digest !== EMPTY_DIGEST, { error: 'is the digest of an empty token' }),
  ...subject,
});

/** Who the person on standard input is. */
export const stdioSubject = z.strictObject({
  name: z.string().min(1).max(100).default('stdio'),
  ...subject,
});

/** Who a caller without credentials is. */
export const anonymousSubject = z
  .strictObject({ name: z.string().min(1).max(100).default('anonymous'), ...subject })
  .refine(({ admin }) => !admin, {
    error: 'an anonymous caller cannot be an administrator',
    path: ['admin'],
  });
