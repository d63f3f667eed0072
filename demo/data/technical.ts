import type { Database } from '../engine/env.ts';
import { isStored } from '../engine/fields.ts';
import { isReadonly } from '../engine/fields-get.ts';
import type { Seed } from './seed.ts';

/** `ir.model` and `ir.model.fields` records that describe the registry itself. */
export function seedTechnical(db: Database, seed: Seed): void {
  for (const model of db.registry.models.values()) {
    const id = seed.add(
      'ir.model',
      {
        name: model.description,
        model: model.name,
        order: model.order ?? 'id',
        state: 'base',
        modules: 'base',
      },
      `base.model_${model.name.replaceAll('.', '_')}`,
    );
    for (const field of model.fields.values()) {
      seed.add('ir.model.fields', {
        name: field.name,
        model: model.name,
        model_id: id,
        relation: field.relation ?? false,
        relation_field: field.inverse ?? false,
        field_description: field.string,
        help: field.help ?? false,
        ttype: field.type,
        required: field.required ?? false,
        readonly: isReadonly(field),
        store: isStored(field),
        index: field.name === 'id',
        copied: field.copy ?? true,
        related: field.related ?? false,
        translate: translated(db.version, field.translate ?? false),
        state: 'base',
        modules: 'base',
      });
    }
  }
}

/** Since 19 the description says how a text is translated. */
function translated(version: number, translate: boolean): boolean | string {
  return version === 19 && translate ? 'standard' : translate;
}
