import type { Json } from '../../json.ts';
import type { Domain } from './domain.ts';

/** A condition no record meets. */
const NEVER: Json = Object.freeze(['id', 'in', Object.freeze([])]);

/**
 * Writes a domain as a list with every operator in front of its operands, so that its arity shows: joining
 * two such lists with `&` can never let one swallow the other. True is the empty list.
 */
export function emitDomain(domain: Domain): readonly Json[] {
  const list: Json[] = [];
  if (domain.kind !== 'and' || domain.nodes.length > 0) emit(domain, list);
  return list;
}

function emit(node: Domain, list: Json[]): void {
  switch (node.kind) {
    case 'and':
    case 'or': {
      if (node.kind === 'or' && node.nodes.length === 0) list.push(NEVER);
      for (let more = node.nodes.length - 1; more > 0; more -= 1) {
        list.push(node.kind === 'and' ? '&' : '|');
      }
      for (const inner of node.nodes) emit(inner, list);
      return;
    }
    case 'not':
      list.push('!');
      emit(node.node, list);
      return;
    case 'leaf':
      list.push([node.path.join('.'), node.operator, node.value]);
      return;
    case 'sub':
      list.push([node.path.join('.'), node.operator, emitDomain(node.domain)]);
      return;
    default:
      node satisfies never;
  }
}
