import { describe, expect, it } from 'vitest';
import type { CredentialMethod } from './credential.ts';
import { chooseWay, dependsOnRelease, type OdooProtocol, type Way } from './protocol-choice.ts';
import type { OdooMajor } from './version.ts';

const everyRelease: readonly (OdooMajor | undefined)[] = [17, 18, 19, undefined];

describe('the way to Odoo', () => {
  it.each<[OdooProtocol, CredentialMethod, readonly (OdooMajor | undefined)[], Way]>([
    ['auto', 'password', everyRelease, 'session'],
    ['auto', 'session', everyRelease, 'session'],
    ['auto', 'api_key', [17, 18, undefined], 'jsonrpc'],
    ['auto', 'api_key', [19], 'json2-if-it-works'],
    ['jsonrpc', 'password', everyRelease, 'session'],
    ['jsonrpc', 'session', everyRelease, 'session'],
    ['jsonrpc', 'api_key', everyRelease, 'jsonrpc'],
    ['xmlrpc', 'password', everyRelease, 'xmlrpc'],
    ['xmlrpc', 'api_key', everyRelease, 'xmlrpc'],
    ['json2', 'api_key', [19, undefined], 'json2'],
  ])('for %s with %s on Odoo %j is %s', (protocol, method, releases, way) => {
    for (const major of releases) expect(chooseWay(protocol, method, major)).toBe(way);
  });

  it.each<[OdooProtocol, CredentialMethod, readonly (OdooMajor | undefined)[], RegExp]>([
    ['xmlrpc', 'session', everyRelease, /takes no Odoo session.*ODOO_PROTOCOL/],
    ['json2', 'password', everyRelease, /takes no password.*API key/],
    ['json2', 'session', everyRelease, /takes no session.*API key/],
    ['json2', 'api_key', [17, 18], /starts with Odoo 19, and this is Odoo 1[78]/],
  ])('for %s with %s on Odoo %j is none', (protocol, method, releases, reason) => {
    for (const major of releases) {
      const choose = () => chooseWay(protocol, method, major);
      expect(choose).toThrow(expect.objectContaining({ class: 'version' }));
      expect(choose).toThrow(reason);
    }
  });

  it('asks for the release only where it decides', () => {
    const methods: readonly CredentialMethod[] = ['password', 'session', 'api_key'];
    for (const protocol of ['auto', 'jsonrpc', 'xmlrpc', 'json2'] as const)
      for (const method of methods) {
        const ways = new Set(everyRelease.map((major) => wayOrNone(protocol, method, major)));
        if (ways.size > 1) expect(dependsOnRelease(protocol, method)).toBe(true);
      }
    expect(dependsOnRelease('auto', 'password')).toBe(false);
    expect(dependsOnRelease('xmlrpc', 'api_key')).toBe(false);
  });
});

function wayOrNone(protocol: OdooProtocol, method: CredentialMethod, major?: OdooMajor) {
  try {
    return chooseWay(protocol, method, major);
  } catch {
    return 'none';
  }
}
