/**
 * What authenticated the connection a message came over. A session id is not among them: it says which
 * conversation is meant, never who speaks.
 */
export type Principal =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'token'; readonly name: string }
  | { readonly kind: 'stdio' };

/** Whether two messages were authenticated as the same party. */
export function samePrincipal(one: Principal, other: Principal): boolean {
  switch (one.kind) {
    case 'token':
      return other.kind === 'token' && one.name === other.name;
    case 'anonymous':
    case 'stdio':
      return one.kind === other.kind;
    default:
      return one satisfies never;
  }
}
