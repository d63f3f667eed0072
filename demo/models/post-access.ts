import { hasModelAccess, modelAccessError } from '../engine/access.ts';
import { type Env, modelOf } from '../engine/env.ts';
import { accessError } from '../engine/errors.ts';
import type { AccessMode } from '../engine/model.ts';
import { checkRules, rulePredicate } from '../engine/rules.ts';

/**
 * Throws unless the user has `mode` on the record that a message, a follower or an attachment hangs
 * on. Odoo 17 names the record's model; since 18 the error is about the message.
 */
export function checkPosting(env: Env, name: string, id: number, mode: AccessMode): void {
  const model = modelOf(env, name);
  if (env.db.version === 17) {
    if (!hasModelAccess(env, model, mode)) throw modelAccessError(env, model, mode);
    checkRules(env, model, [id], mode);
    return;
  }
  if (hasModelAccess(env, model, mode) && rulePredicate(env, model, mode)(id)) return;
  const next = env.db.store.nextId('mail.message');
  const records = env.db.version === 18 ? `[${next}]` : String(next);
  throw accessError(
    `The requested operation cannot be completed due to security restrictions. Please contact your system administrator.\n\n(Document type: Message, Operation: create)\n\nRecords: ${records}, User: ${env.actor.id}`,
  );
}
