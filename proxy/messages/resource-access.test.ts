import fc from 'fast-check';
import { expect, it } from 'vitest';
import { loadBundledBindings } from '../../policies/bindings/bundled.ts';
import { policyOf } from '../../policies/config-directory.fixture.ts';
import { askedResource } from './resource-access.ts';

const [binding] = loadBundledBindings();
const context = {
  binding,
  policy: policyOf({ gateway: 'upstream: {unbound: {resources: allow}}' }),
};

/** Bits a URI can be spelt with in more ways than one. */
const BITS = [
  ...['o', 'd', 'O', 'D', 'odoo', 'ODOO', ':', '/', '//', '\\', '\t', '\n', ' ', '%6f', '%2F'],
  ...['record', 'res.users', '1', '?fields=', '#', '@', '..', 'é', '\u0000', 'x'],
];
const spelling = fc
  .tuple(
    fc.constantFrom('', ' ', '\t', '\u0000', 'x'),
    fc.constantFrom('odoo:', 'ODOO:', 'od\noo:', 'oDoO:', 'o\tdoo:', 'test:', ''),
    fc.array(fc.constantFrom(...BITS), { maxLength: 10 }),
  )
  .map(([before, scheme, bits]) => `${before}${scheme}${bits.join('')}`);

it('no spelling that a server may read as a bound scheme passes as unbound', () => {
  fc.assert(
    fc.property(spelling, (uri) => {
      if (askedResource(uri, context).kind !== 'unbound') return;
      expect(URL.canParse(uri) ? new URL(uri).protocol : 'none').not.toBe('odoo:');
      expect(uri).toMatch(/^[\x21-\x7e]+$/);
    }),
    { numRuns: 2_000 },
  );
});
