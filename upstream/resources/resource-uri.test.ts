import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchUri, ResourceUri } from './resource-uri.ts';

const RECORD = 'odoo://record/{model}/{id}{?fields}';

describe('a URI under a template', () => {
  it.each([
    ['odoo://record/res.partner/7', { model: 'res.partner', id: '7' }],
    [
      'odoo://record/res.partner/7?fields=name,email',
      { model: 'res.partner', id: '7', fields: 'name,email' },
    ],
    [
      'odoo://record/res.partner/7?fields=name%2Cemail',
      { model: 'res.partner', id: '7', fields: 'name,email' },
    ],
    ['odoo://record/res%2Epartner/7', { model: 'res.partner', id: '7' }],
  ])('%s gives its variables', (uri, variables) => {
    expect(matchUri(RECORD, uri)).toEqual(variables);
    expect(new ResourceUri(RECORD).match(uri)).toEqual(variables);
  });

  it.each([
    'odoo://record/res.partner',
    'odoo://record/res.partner/7/name',
    'odoo://record//7',
    'odoo://record/res.partner/7?field=name',
    'odoo://record/res.partner/7?fields=name&fields=email',
    'odoo://record/res.partner/7?fields=a=b',
    'odoo://record/res.partner/7?fields=name?fields=email',
    'odoo://record/res.partner/7#name',
    'odoo://record/res.partner/%E0%A4',
    'odoo://schema/res.partner',
    `odoo://record/res.partner/${'7'.repeat(2_000)}`,
  ])('%s does not fit', (uri) => {
    expect(matchUri(RECORD, uri)).toBeUndefined();
  });

  it('gives back what the SDK put in', () => {
    const template = new ResourceUri(RECORD);
    const part = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' });
    fc.assert(
      fc.property(part, part, part, (model, id, fields) => {
        expect(template.match(template.expand({ model, id, fields }))).toEqual({
          model,
          id,
          fields,
        });
      }),
    );
  });
});
