import { describe, expect, test } from 'vitest';
import { isArray, isObject, type Json } from '../engine/json.ts';
import type { Field } from '../engine/registry.ts';
import { sampleDatabase } from '../testing/environment.fixture.ts';
import { realTargets } from '../testing/targets.fixture.ts';

/** The demo keeps a group's application as text; Odoo has a category (until 18) or a privilege. */
const OWN = new Set(['res.groups.category_name']);

/** Keys of a selection that come with an app the real server may not have. */
const OF_OTHER_APPS = new Set(['stock.picking.type.code:mrp_operation']);

describe.each(realTargets)('fields of $name', ({ version, available, open }) => {
  test.skipIf(!available)(
    'have the type, comodel, requirement and choices the demo says',
    async () => {
      const { client, close } = await open();
      const session = await client.login('admin', 'admin');
      const differences: string[] = [];
      for (const model of sampleDatabase(version).registry.models.values()) {
        const known = await session.call('ir.model', 'search_count', [
          [['model', '=', model.name]],
        ]);
        if (known === 0) continue;
        const fields = await session.call(model.name, 'fields_get', [], {
          attributes: ['type', 'relation', 'required', 'selection'],
        });
        for (const field of model.fields.values()) {
          const path = `${model.name}.${field.name}`;
          const real = isObject(fields) ? fields[field.name] : undefined;
          if (!OWN.has(path)) differences.push(...differencesOf(path, field, real));
        }
      }
      await close();
      expect(differences).toEqual([]);
    },
    60_000,
  );
});

function differencesOf(path: string, field: Field, real: Json | undefined): readonly string[] {
  if (!isObject(real)) return [`${path} is not there`];
  const claims: readonly (readonly [string, Json, Json])[] = [
    ['type', field.type, real.type ?? ''],
    ['relation', field.relation ?? '', real.relation ?? ''],
    ['required', field.required ?? false, real.required ?? false],
  ];
  const wrong = claims
    .filter(([, claimed, found]) => claimed !== found)
    .map(
      ([what, claimed, found]) => `${path}: ${what} is ${String(found)}, not ${String(claimed)}`,
    );
  const choices = isArray(real.selection)
    ? real.selection.map((pair) => (isArray(pair) ? pair[0] : undefined))
    : undefined;
  const strange = (field.selection ?? [])
    .map(([key]) => key)
    .filter((key) => choices && !choices.includes(key) && !OF_OTHER_APPS.has(`${path}:${key}`));
  return [...wrong, ...strange.map((key) => `${path}: there is no choice ${key}`)];
}
