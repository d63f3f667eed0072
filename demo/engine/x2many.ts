import { type Command, parseCommands } from './commands.ts';
import { type Env, modelOf, sudo } from './env.ts';
import { valueError } from './errors.ts';
import { isIds, type Value } from './fields.ts';
import type { Json } from './json.ts';
import { fieldValue } from './records.ts';
import type { Field, Model } from './registry.ts';
import { createRecord, unlinkRecords, writeRecords } from './write.ts';

/**
 * Applies what was written to a one2many or many2many. The comodel's own access rights hold for
 * created, changed and deleted records; as in Odoo nothing checks that a record named by an
 * update or delete belongs to the parent.
 */
export function writeX2many(env: Env, model: Model, id: number, field: Field, value: Json): void {
  if (typeof value === 'string' && value !== '') {
    throw valueError(`Wrong value for ${model.name}.${field.name}: ${value}`);
  }
  for (const command of parseCommands(value)) {
    if (field.type === 'one2many') applyToOne2many(env, id, field, command);
    else applyToMany2many(env, model, id, field, command);
  }
}

function applyToOne2many(env: Env, id: number, field: Field, command: Command): void {
  const comodel = modelOf(env, field.relation ?? '');
  const inverse = field.inverse ?? '';
  const held = () =>
    env.db.store
      .ids(comodel.name)
      .filter((other) => env.db.store.get(comodel.name, other)?.[inverse] === id);
  const detach = (other: number) => {
    const back = comodel.fields.get(inverse);
    if (back?.required || back?.ondelete === 'cascade') unlinkRecords(env, comodel, [other]);
    else writeRecords(env, comodel, [other], { [inverse]: false });
  };
  switch (command.kind) {
    case 'create':
      createRecord(env, comodel, { ...command.values, [inverse]: id });
      return;
    case 'update':
      writeRecords(env, comodel, [command.id], command.values);
      return;
    case 'delete':
      unlinkRecords(env, comodel, [command.id]);
      return;
    case 'unlink':
      detach(command.id);
      return;
    case 'link':
      writeRecords(env, comodel, [command.id], { [inverse]: id });
      return;
    case 'clear':
      for (const other of held()) detach(other);
      return;
    case 'set':
      for (const other of held()) if (!command.ids.includes(other)) detach(other);
      for (const other of command.ids) writeRecords(env, comodel, [other], { [inverse]: id });
      return;
  }
}

function applyToMany2many(
  env: Env,
  model: Model,
  id: number,
  field: Field,
  command: Command,
): void {
  const comodel = modelOf(env, field.relation ?? '');
  const linked = linkedIds(fieldValue(env, model, id, field.name));
  const keep = (ids: readonly number[]) => setLinks(env, model, id, field, [...new Set(ids)]);
  switch (command.kind) {
    case 'create':
      keep([...linked, createRecord(env, comodel, command.values)]);
      return;
    case 'update':
      writeRecords(env, comodel, [command.id], command.values);
      return;
    case 'delete':
      unlinkRecords(env, comodel, [command.id]);
      return;
    case 'unlink':
      keep(linked.filter((other) => other !== command.id));
      return;
    case 'link':
      keep([...linked, command.id]);
      return;
    case 'clear':
      keep([]);
      return;
    case 'set':
      keep(command.ids);
      return;
  }
}

/** Stores the links on the side that owns the relation. */
function setLinks(env: Env, model: Model, id: number, field: Field, ids: readonly number[]): void {
  const { store } = env.db;
  if (field.mirror === undefined) {
    store.put(model.name, id, { ...store.get(model.name, id), [field.name]: ids });
    return;
  }
  const comodel = modelOf(sudo(env), field.relation ?? '');
  for (const other of store.ids(comodel.name)) {
    const row = store.get(comodel.name, other);
    const held = linkedIds(row?.[field.mirror] ?? []);
    const wanted = ids.includes(other);
    if (held.includes(id) === wanted) continue;
    const links = wanted ? [...held, id] : held.filter((linked) => linked !== id);
    store.put(comodel.name, other, { ...row, [field.mirror]: links });
  }
}

function linkedIds(value: Value): readonly number[] {
  return isIds(value) ? value : [];
}
