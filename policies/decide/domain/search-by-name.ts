import { type Deny, deny } from '../../decision.ts';
import type { ModelName } from '../../names.ts';
import type { Inquiry } from '../inquiry.ts';
import { searchedNames } from '../record-names.ts';
import { refuseThrough } from '../record-rules/record-rules.ts';
import { isDeny, PENDING } from '../refusal.ts';
import { parsePath } from './domain.ts';
import { resolvePath, startAt } from './path.ts';

/**
 * Why the subject may not search a model by name, or undefined. It needs the model, and every field such a
 * search looks in; where those are not known, nobody can say what it reveals. The reason reads on from the
 * name of what searches.
 */
export function refuseSearchByName(inquiry: Inquiry, model: ModelName): Deny | undefined {
  const refuse = (rule: string, reason: string) =>
    deny('field_not_searchable', rule, `searches ${model} by name, and ${reason}`);
  const read = inquiry.rights.on(model).read;
  if (isDeny(read)) return refuse(read.rule, read.reason);
  const names = searchedNames(model);
  if (names === undefined) {
    return refuse('built-in:name-search', 'which of its fields that looks in is not known.');
  }
  const schema = inquiry.schemas.get(model);
  for (const name of names) {
    const path = parsePath(name);
    const [first] = path ?? [];
    // The table names the fields of every version; one this server does not have is not looked in.
    const gone = typeof schema === 'object' && first !== undefined && !schema.fields.has(first);
    if (path === undefined || gone) continue;
    const answer = resolvePath(inquiry, startAt(model), path);
    if (answer === PENDING) return answer;
    if (isDeny(answer)) return refuse(answer.rule, answer.reason);
    // Odoo builds the conditions of such a search itself, and no rule can be joined to them.
    for (const { comodel } of answer.hops) {
      const narrowed = refuseThrough(inquiry, comodel, 'read');
      if (narrowed) return refuse(narrowed.rule, narrowed.reason);
    }
  }
  return undefined;
}
