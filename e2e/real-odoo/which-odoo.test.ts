import { describe, expect, it } from 'vitest';
import { inWords, postgresImage, whichOdoos } from './which-odoo.fixture.ts';

const URL_18 = 'http://127.0.0.1:8018?db=d&admin=admin:secret';

describe('what the end-to-end tests run on', () => {
  it('is the Odoo that is named, else a container, else the demo', () => {
    expect(whichOdoos({ ODOO_E2E_18: URL_18 }).map(({ kind }) => kind)).toEqual([
      'container',
      'url',
      'container',
    ]);
    const without = whichOdoos({ ODOO_E2E_18: URL_18 }, 'no Docker engine answers');
    expect(without.map(({ kind }) => kind)).toEqual(['demo', 'url', 'demo']);
  });

  it('is made of official images, unless others are named', () => {
    const env = { ODOO_IMAGE_19: 'mirror.example.com/odoo:19', POSTGRES_IMAGE: 'pg:1' };
    expect(whichOdoos(env)).toEqual([
      { kind: 'container', major: 17, image: 'odoo:17.0' },
      { kind: 'container', major: 18, image: 'odoo:18.0' },
      { kind: 'container', major: 19, image: 'mirror.example.com/odoo:19' },
    ]);
    expect(postgresImage(env)).toBe('pg:1');
    expect(postgresImage({})).toMatch(/^postgres:\d/);
  });

  it('can be some releases only, and none that is unknown', () => {
    expect(whichOdoos({ ODOO_E2E_VERSIONS: '19, 17' }).map(({ major }) => major)).toEqual([17, 19]);
    expect(() => whichOdoos({ ODOO_E2E_VERSIONS: '18,16' })).toThrow('16 is none of 17, 18, 19');
  });

  it('is told in words that call no demo an Odoo, and show no password', () => {
    const text = inWords(whichOdoos({ ODOO_E2E_18: URL_18 }, 'no Docker engine answers'));
    expect(text.split('\n')).toEqual([
      'Odoo 17: NOT TESTED. The demo stands in for it: ODOO_E2E_17 is not set, and no Docker engine answers',
      'Odoo 18: a real one, at http://127.0.0.1:8018',
      'Odoo 19: NOT TESTED. The demo stands in for it: ODOO_E2E_19 is not set, and no Docker engine answers',
    ]);
  });
});
