import { hasFieldAccess, hasModelAccess, publicViewFor } from '../engine/access.ts';
import type { Env } from '../engine/env.ts';
import { rulePredicate } from '../engine/rules.ts';
import type { Predicate } from '../engine/search.ts';
import type { Row } from '../engine/store.ts';

/** Ids of the messages whose document the user may read, or that the user made. */
export function readableMessages(env: Env): number[] {
  const visible = documents(env, 'read');
  return env.db.store.ids('mail.message').filter((id) => {
    const row = env.db.store.get('mail.message', id);
    return row?.create_uid === env.actor.id || onVisible(visible, row, row?.model);
  });
}

/**
 * Ids of the attachments the user may read or change: those on a document open to the user in that
 * way, and, of those on none, the user's own. The administrator may any without a document. A file
 * behind a field takes the field's groups as well; in 17 only the administrator reads those.
 */
export function readableAttachments(env: Env, mode: 'read' | 'write'): number[] {
  const visible = documents(env, mode);
  const isAdministrator = env.actor.groups.has('base.group_system');
  return env.db.store.ids('ir.attachment').filter((id) => {
    const row = env.db.store.get('ir.attachment', id);
    if (!row?.res_id) return isAdministrator || row?.create_uid === env.actor.id;
    return onVisible(visible, row, row.res_model) && (isAdministrator || isOpenField(env, row));
  });
}

function isOpenField(env: Env, row: Row): boolean {
  if (typeof row.res_field !== 'string') return true;
  if (env.db.version === 17) return false;
  const field = env.db.registry.models.get(String(row.res_model))?.fields.get(row.res_field);
  return field !== undefined && hasFieldAccess(env, field);
}

function onVisible(
  visible: (model: string) => Predicate,
  row: Row | undefined,
  document: Row[string] | undefined,
): boolean {
  return typeof document === 'string' && typeof row?.res_id === 'number'
    ? visible(document)(row.res_id)
    : false;
}

/** What the user may read or write of each model, looked up once per model. */
function documents(env: Env, mode: 'read' | 'write'): (model: string) => Predicate {
  const known = new Map<string, Predicate>();
  return (name) => {
    const cached = known.get(name);
    if (cached) return cached;
    const model = env.db.registry.models.get(name);
    const open =
      model &&
      (hasModelAccess(env, model, mode) ||
        (mode === 'read' && publicViewFor(env, model) !== undefined));
    const predicate = model && open ? rulePredicate(env, model, mode) : () => false;
    known.set(name, predicate);
    return predicate;
  };
}
