import { type Deny, deny } from '../decision.ts';
import type { SlotName } from './slots.ts';

/** Makes the denials of one tool's calls: which rule, what is wrong, what its arguments are. */
export function refusal(tool: {
  readonly tool: string;
  readonly binding: string;
  readonly known: readonly string[];
}): (problem: string, slot?: SlotName) => Deny {
  return (problem, slot) =>
    deny(
      slot === 'ids' || slot === 'external_id' ? 'ids_invalid' : 'arguments_invalid',
      `binding:${tool.binding}:${tool.tool}`,
      `${tool.tool}: ${problem}`,
      {
        allowed:
          tool.known.length === 0
            ? 'The tool takes no arguments.'
            : `Arguments of ${tool.tool}: ${tool.known.join(', ')}.`,
      },
    );
}

/** Names of unknown arguments as the caller wrote them, quoted and cut to what a message can carry. */
export function named(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => {
    const short = name.length > 40 ? `${name.slice(0, 39)}…` : name;
    return `'${short.replace(/[^\x20-\x7e]/g, '?')}'`;
  });
  const rest = names.length - shown.length;
  return `argument ${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
