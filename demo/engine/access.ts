import type { Env } from './env.ts';
import { accessError, type OdooError } from './errors.ts';
import type { AccessMode } from './model.ts';
import { readerOf } from './records.ts';
import type { Field, Model } from './registry.ts';

const LETTER: { readonly [mode in AccessMode]: string } = {
  read: 'r',
  write: 'w',
  create: 'c',
  unlink: 'u',
};

const VERB: { readonly [mode in AccessMode]: string } = {
  read: 'access',
  write: 'modify',
  create: 'create',
  unlink: 'delete',
};

/** True when one of the user's groups grants the operation on the model (`ir.model.access`). */
export function hasModelAccess(env: Env, model: Model, mode: AccessMode): boolean {
  if (env.su) return true;
  return Object.entries(model.access).some(
    ([group, letters]) =>
      letters.includes(LETTER[mode]) && (group === '' || env.actor.groups.has(group)),
  );
}

/** Throws Odoo's AccessError, which lists the groups that may, unless the user may. */
export function checkModelAccess(env: Env, model: Model, mode: AccessMode): void {
  if (!hasModelAccess(env, model, mode)) throw modelAccessError(env, model, mode);
}

/**
 * Throws unless the user may read the model. Where a model has a public view, people outside its
 * group read that instead, so the error for those who may not even do that names the view.
 */
export function checkReadAccess(env: Env, model: Model): void {
  const view = model.publicView;
  if (!view || env.su || env.actor.groups.has(view.group)) {
    checkModelAccess(env, model, 'read');
    return;
  }
  if (publicViewFor(env, model) !== undefined) return;
  const shown = { ...model, name: view.name, description: view.description };
  throw modelAccessError(env, { ...shown, access: { 'base.group_user': 'r' } }, 'read');
}

export function modelAccessError(env: Env, model: Model, mode: AccessMode): OdooError {
  const names = Object.entries(model.access)
    .filter(([group, letters]) => group !== '' && letters.includes(LETTER[mode]))
    .map(([group]) => groupName(env, group, '/'))
    .sort();
  const head = `You are not allowed to ${VERB[mode]} '${model.description}' (${model.name}) records.`;
  const groups = names.length
    ? `This operation is allowed for the following groups:\n${names.map((name) => `\t- ${name}`).join('\n')}`
    : 'No group currently allows this operation.';
  return accessError(
    `${head}\n\n${groups}\n\nContact your administrator to request access if necessary.`,
  );
}

/** True when the field is open to the user: no `groups`, or one of them is the user's. */
export function hasFieldAccess(env: Env, field: Field): boolean {
  if (env.su || !field.groups) return true;
  return field.groups.split(',').some((group) => env.actor.groups.has(group.trim()));
}

/** Throws the series' AccessError when one of the fields is closed to the user. */
export function checkFieldAccess(
  env: Env,
  model: Model,
  fields: readonly Field[],
  mode: 'read' | 'write',
): void {
  const closed = fields.filter((field) => !hasFieldAccess(env, field));
  const [first] = closed;
  if (!first) return;
  const allowed = (field: Field) =>
    `allowed for groups ${(field.groups ?? '')
      .split(',')
      .map((group) => group.trim())
      .sort((a, b) => (idOfXmlId(env, a) ?? 0) - (idOfXmlId(env, b) ?? 0))
      .map((group) => `'${groupName(env, group, ' / ')}'`)
      .join(', ')}`;
  const document = `${model.description} (${model.name})`;
  const list = closed.map((field) => `- ${field.name} (${allowed(field)})`).join('\n');
  switch (env.db.version) {
    case 17:
      throw accessError(
        `The requested operation can not be completed due to security restrictions.\n\nDocument type: ${document}\nOperation: ${mode}\nUser: ${env.actor.id}\nFields:\n${list}`,
      );
    case 18: {
      const names = closed.map((field) => `"${field.name}"`).join(', ');
      throw accessError(
        `You do not have enough rights to access the fields ${names} on ${document}. Please contact your system administrator.\n\nOperation: ${mode}\nUser: ${env.actor.id}\nFields:\n${list}`,
      );
    }
    case 19:
      throw accessError(
        `You do not have enough rights to access the field "${first.name}" on ${document}. Please contact your system administrator.\n\nOperation: ${mode}\nUser: ${env.actor.id}\nGroups: ${allowed(first)}`,
      );
  }
}

/** A group's name with its application before it, as error texts print it. */
export function groupName(env: Env, xmlId: string, separator: string): string {
  const id = idOfXmlId(env, xmlId);
  if (id === undefined) return xmlId;
  const full = readerOf(env, 'res.groups', id).text('full_name');
  return separator === '/' && !full.startsWith('Role / ') ? full.replace(' / ', '/') : full;
}

/** The record an XML id names, or undefined. */
function idOfXmlId(env: Env, xmlId: string): number | undefined {
  const [module = '', name = ''] = xmlId.split('.', 2);
  const { store } = env.db;
  for (const id of store.ids('ir.model.data')) {
    const row = store.get('ir.model.data', id);
    if (row?.name === name && row.module === module && typeof row.res_id === 'number') {
      return row.res_id;
    }
  }
  return undefined;
}

/** The public view a user falls back to on a model that is closed to their groups. */
export function publicViewFor(env: Env, model: Model): string | undefined {
  const view = model.publicView;
  if (!view || env.su || env.actor.groups.has(view.group)) return undefined;
  return env.actor.groups.has('base.group_user') ? view.name : undefined;
}
