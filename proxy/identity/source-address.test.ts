import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sourceKey } from './source-address.ts';

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['::FFFF:c000:207', '192.0.2.7'],
  ['::1', '::1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['stdio', 'stdio'],
  ['', ''],
])('%s counts as %s', (address, key) => {
  expect(sourceKey(address)).toBe(key);
});

test('every address of one /64 network is one source', () => {
  const network = fc.array(fc.integer({ min: 1, max: 0xffff }), { minLength: 4, maxLength: 4 });
  const host = fc.array(fc.nat(0xffff), { minLength: 4, maxLength: 4 });
  const hex = (groups: readonly number[]) => groups.map((group) => group.toString(16)).join(':');
  fc.assert(
    fc.property(network, host, host, (prefix, one, other) => {
      const key = sourceKey(`${hex(prefix)}:${hex(one)}`);
      expect(sourceKey(`${hex(prefix)}:${hex(other)}`)).toBe(key);
      expect(key).toBe(`${hex(prefix)}::/64`);
    }),
  );
});
