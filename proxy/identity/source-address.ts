import { isIPv6 } from 'node:net';

/**
 * The part of a peer address that a caller cannot multiply: an IPv4 address (also where it is written as
 * IPv6, `::ffff:192.0.2.1`), the /64 network of an IPv6 address, anything else as it is (`stdio`). What
 * anonymous subjects and lockouts are keyed on.
 */
export function sourceKey(address: string): string {
  const [bare = address] = address.split('%');
  if (!isIPv6(bare)) return bare;
  const groups = expand(bare);
  const [, , , , , marker, high = 0, low = 0] = groups;
  if (marker === 0xffff && groups.slice(0, 5).every((group) => group === 0)) {
    return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
  }
  const network = groups.slice(0, 4).map((group) => group.toString(16));
  // The loopback address is one host; its /64 reads like "no address at all".
  return groups.every((group, at) => group === (at === 7 ? 1 : 0))
    ? '::1'
    : `${network.join(':')}::/64`;
}

/** The eight 16-bit groups of a valid IPv6 address. The URL parser writes every form the same way. */
function expand(address: string): readonly number[] {
  const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const parse = (part: string) =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const before = parse(head);
  const after = parse(tail ?? '');
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}
