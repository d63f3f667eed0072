import { type Deny, deny, type Note } from '../../decision.ts';
import type { Json } from '../../json.ts';
import type { FieldName, ModelName } from '../../names.ts';
import type { NameSearch } from '../../operation.ts';
import { judgeContext, withContext } from '../context.ts';
import { emitDomain } from '../domain/emit.ts';
import { refuseSearchByName } from '../domain/search-by-name.ts';
import { judgeSearchedDomain } from '../domain/searched-domain.ts';
import { type Inquiry, schemaOf } from '../inquiry.ts';
import type { Judged } from '../judged.ts';
import { mayShowName } from '../label.ts';
import { isDeny, isFinal, PENDING } from '../refusal.ts';
import { refuseName } from '../rights/field-rights.ts';
import { judgeLimit } from '../window.ts';

const MOST_NAMES = 100;
const LONGEST_NAME = 256;
const DISPLAY_NAME = 'display_name' as FieldName;

/** Judges a search by name: a search of every field it looks in, and a read of the labels it answers. */
export function judgeNameSearch(
  inquiry: Inquiry,
  operation: NameSearch,
  notes: Note[],
): Judged | Deny {
  const { model } = operation;
  const granted = inquiry.rights.on(model).read;
  if (isDeny(granted)) return granted;
  const name = judgeName(operation.name);
  if (isDeny(name)) return name;
  const most = Math.min(MOST_NAMES, inquiry.policy.access.maxRecords);
  const limit = judgeLimit(operation.limit, most, notes);
  if (isDeny(limit)) return limit;
  const context = judgeContext(operation.context, inquiry.subject, notes);
  if (isDeny(context)) return context;
  const hidden = refuseLabels(inquiry, model);
  if (hidden) return hidden;
  const domain = judgeSearchedDomain(inquiry, operation, notes);
  if (isFinal(domain)) return domain;
  const searched = name === '' ? undefined : refuseSearchByName(inquiry, model);
  if (searched !== undefined && searched !== PENDING) {
    return { ...searched, reason: `name_search ${searched.reason}`, allowed: INSTEAD };
  }
  const schema = schemaOf(inquiry, model);
  if (isDeny(schema)) return schema;
  if (isDeny(domain)) return domain;
  if (searched) return searched;
  return {
    operation: {
      kind: 'name_search',
      model,
      ...(name === '' ? {} : { name }),
      domain: emitDomain(domain),
      limit,
      ...withContext(context),
    },
    obligation: { kind: 'labels', model, maxRecords: limit },
    rule: granted.rule,
  };
}

const INSTEAD = 'Search with a domain on a field that may be searched.';

function judgeName(name: Json | undefined): string | Deny {
  if (name === undefined || name === null) return '';
  if (typeof name === 'string' && name.length <= LONGEST_NAME) return name;
  return deny(
    'arguments_invalid',
    'built-in:name-search',
    `the name to look for is a text of at most ${LONGEST_NAME} characters.`,
  );
}

/** The labels of a model's records are a read of `display_name`. */
function refuseLabels(inquiry: Inquiry, model: ModelName): Deny | undefined {
  const refused = refuseName(inquiry, model, DISPLAY_NAME, 'read');
  if (refused) return refused;
  if (mayShowName(inquiry, model)) return undefined;
  const byPolicy = inquiry.policy.access.hiddenLabels.matches(model);
  return deny(
    'field_not_readable',
    byPolicy ? 'model_access.yaml:hidden_labels' : 'built-in:labels',
    `the names of ${model} records are not shown.`,
  );
}
