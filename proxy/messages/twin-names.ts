import type { HandlerContext } from './context.ts';

type Judging = Pick<HandlerContext, 'binding' | 'policy'>;
type IsTwin = (name: string) => boolean;

/**
 * Tells the names that a server may read as that of a tool which a binding or a rule is about, and which no binding
 * or rule is about themselves: servers may trim names, or ignore case and characters that nobody sees. What holds
 * for a tool has to hold under every name it has, so it has none but its own.
 */
export function toolTwins({ binding, policy: { rbac, gateway } }: Judging): IsTwin {
  return twinsOf([
    ...(binding?.tools.keys() ?? []),
    ...rbac.toolGroups.keys(),
    ...gateway.limits.perTool.keys(),
  ]);
}

/** The same for the prompts that a binding describes. */
export function promptTwins({ binding }: Judging): IsTwin {
  return twinsOf([...(binding?.prompts.keys() ?? [])]);
}

/**
 * Longer names are taken for twins unseen, in UTF-16 units: MCP has names of 128 characters at most, and folding what
 * a stranger makes as long as a message takes seconds.
 */
const LONGEST = 1_024;

function twinsOf(names: readonly string[]): IsTwin {
  const judged = new Set(names);
  const folded = new Set(names.map(fold));
  return (name) => !judged.has(name) && (name.length > LONGEST || folded.has(fold(name)));
}

/** What is left of a name for a reader that is not strict about it. */
function fold(name: string): string {
  return name
    .normalize('NFKC')
    .replaceAll(/[\p{Separator}\p{Other}]/gu, '')
    .toLowerCase();
}
