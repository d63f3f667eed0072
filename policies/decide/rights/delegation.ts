import { type Deny, deny } from '../../decision.ts';
import type { FieldSchema } from '../../model-schema.ts';
import { type FieldName, type ModelName, parseFieldName } from '../../names.ts';
import { type Inquiry, schemaOf } from '../inquiry.ts';
import { refuseThrough } from '../record-rules/record-rules.ts';
import { isDeny } from '../refusal.ts';
import {
  codeOf,
  type FieldUse,
  grantFor,
  isWrite,
  listed,
  refuseName,
  refuseUngrantedCopy,
} from './field-rights.ts';
import { isTraversable } from './passage.ts';

const DISPLAY_NAME = 'display_name' as FieldName;

/** Related fields of related fields: longer chains than this are a loop. */
const MOST_LINKS = 6;

/**
 * `resource.resource` is where Odoo keeps the name, hours and company of an employee (and of work centres):
 * those are the employee's own data, and `hr.employee` would be useless if they needed a grant of their own.
 * Not the user: writing that one re-links an identity.
 */
const MIXED_IN: ReadonlyMap<string, { readonly [Right in 'read' | 'write']: ReadonlySet<string> }> =
  new Map([
    [
      'resource.resource',
      {
        read: new Set(['name', 'active', 'company_id', 'user_id', 'calendar_id', 'tz']),
        write: new Set(['name', 'company_id', 'calendar_id', 'tz']),
      },
    ],
  ]);

/**
 * Why a related field (an `_inherits` delegate is one too) may not be used, or undefined. It is as open as
 * every hop on its way and as the field it ends at. `named`: the operator's own list names the field, which
 * grants what it shows; rules that bar a model or a field still hold all along the way.
 */
export function refuseDelegation(
  inquiry: Inquiry,
  model: ModelName,
  field: FieldSchema,
  use: FieldUse,
  named: boolean,
  links = 0,
): Deny | undefined {
  const path = field.related?.split('.').map(parseFieldName) ?? [];
  const unclear = () =>
    deny(
      codeOf(use),
      'built-in:related',
      `${model}.${field.name} takes its value from elsewhere, and where that is cannot be followed.`,
    );
  if (links >= MOST_LINKS) return unclear();
  let place = model;
  for (const [index, name] of path.entries()) {
    if (name === undefined) return unclear();
    const last = index === path.length - 1;
    if (last && name === DISPLAY_NAME && use === 'search' && !field.store)
      return byLabel(model, field);
    const step = last ? use : isWrite(use) ? 'read' : use;
    const answer =
      index === 0
        ? (refuseName(inquiry, place, name, step) ?? (named ? 'named' : 'granted'))
        : refuseAway(inquiry, place, name, step, named);
    if (isDeny(answer)) return through(answer, model, field, use);
    if (last && answer === 'open') return undefined;

    const schema = schemaOf(inquiry, place);
    if (isDeny(schema)) return schema;
    const hop = schema.fields.get(name);
    if (hop === undefined) return unclear();
    if (hop.related !== undefined && answer !== 'open') {
      const byName = answer === 'named';
      const deeper = refuseDelegation(inquiry, place, hop, step, byName, links + 1);
      if (deeper) return deeper;
    }
    if (last) return undefined;
    if (hop.relation === undefined) return unclear();
    place = hop.relation;
  }
  return unclear();
}

/**
 * How a field of another model may be used on the way. `open`: by its name alone, whatever its metadata says;
 * `granted`, `named`: as far as what it is itself related to allows.
 */
function refuseAway(
  inquiry: Inquiry,
  place: ModelName,
  name: FieldName,
  use: FieldUse,
  named: boolean,
): 'open' | 'granted' | 'named' | Deny {
  const refused = refuseName(inquiry, place, name, use);
  if (refused) return refused;
  const changes = isWrite(use);
  const narrowed = refuseThrough(inquiry, place, changes ? 'write' : 'read');
  if (narrowed) return narrowed;
  if (!changes && isTraversable(inquiry, place, name)) return 'open';
  const rights = inquiry.rights.on(place);
  const barred = changes ? rights.writeBarred : rights.readBarred;
  if (barred) return barred;
  if (MIXED_IN.get(place)?.[changes ? 'write' : 'read'].has(name)) return 'open';

  const grant = grantFor(inquiry, place, changes ? 'write' : use);
  const listing = isDeny(grant) ? 'unlisted' : listed(grant, name, place, use);
  if (named || listing === 'named') return 'named';
  if (isDeny(grant)) return grant;
  return listing === 'open'
    ? (refuseUngrantedCopy(inquiry, place, name, use) ?? 'granted')
    : deny(codeOf(use), grant.rule, `${place}.${name} is not among the fields granted.`);
}

/** Odoo looks for a label in the fields of a search by name, whichever field the label was taken into. */
function byLabel(model: ModelName, { name, related }: FieldSchema): Deny {
  return deny(
    codeOf('search'),
    'built-in:labels',
    `${model}.${name} is taken from ${related}, and a condition on it searches those records by name.`,
  );
}

function through(refused: Deny, model: ModelName, field: FieldSchema, use: FieldUse): Deny {
  return deny(
    codeOf(use),
    refused.rule,
    `${model}.${field.name} is taken from ${field.related}, and ${refused.reason}`,
  );
}
