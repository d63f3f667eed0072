import type { FactsView } from '../../facts.ts';
import { isArray, type Json, type JsonObject } from '../../json.ts';

/** A record of a world small enough to evaluate domains over, with nothing but plain values. */
export type SmallRecord = JsonObject & { readonly id: number };

/** Whether a record fits a domain as Odoo reads one: prefix operators, and `&` between what is left over. */
export function fits(record: JsonObject, domain: readonly Json[]): boolean {
  const stack: boolean[] = [];
  const pop = () => {
    const top = stack.pop();
    if (top === undefined) throw new Error('an operator lacks operands');
    return top;
  };
  for (const element of [...domain].reverse()) {
    if (isArray(element)) stack.push(meetsLeaf(record, element));
    else if (element === '!') stack.push(!pop());
    else {
      const [first, second] = [pop(), pop()];
      stack.push(element === '&' ? first && second : first || second);
    }
  }
  return stack.every(Boolean);
}

function meetsLeaf(record: JsonObject, [name, operator, wanted]: readonly Json[]): boolean {
  if (typeof name === 'number') return name === wanted;
  const value = record[String(name)] ?? false;
  const among = isArray(wanted) ? wanted.includes(value) : value === wanted;
  switch (operator) {
    case '=':
    case 'in':
      return among;
    case '!=':
    case 'not in':
      return !among;
    case '>':
      return Number(value) > Number(wanted);
    case '<':
      return Number(value) < Number(wanted);
    default:
      throw new Error(`the small world has no ${String(operator)}`);
  }
}

/** Answers questions by looking at these records, whatever their model. */
export function factsOf(records: readonly SmallRecord[]): FactsView {
  return {
    holds: ({ ids, domain }) =>
      ids === undefined
        ? !records.some((record) => fits(record, domain))
        : ids.every((id) => records.some((record) => record.id === id && fits(record, domain))),
  };
}
