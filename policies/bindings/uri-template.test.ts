import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandUri, matchUri, overlap, parseUriTemplate } from './uri-template.ts';

function template(written: string) {
  const parsed = parseUriTemplate(written);
  if (parsed === undefined) throw new Error(`${written} is no template`);
  return parsed;
}
const record = template('odoo://record/{model}/{id}{?fields,lang}');
const match = (uri: string) => matchUri(record, uri);

describe('a URI template', () => {
  it('reads the variables of a URI', () => {
    expect(match('odoo://record/res.partner/7')).toEqual({
      variables: { model: 'res.partner', id: '7' },
    });
    expect(match('odoo://record/res.partner/7?lang=en_US&fields=name,email')).toEqual({
      variables: { model: 'res.partner', id: '7', lang: 'en_US', fields: 'name,email' },
    });
  });

  it('decodes percent signs once', () => {
    expect(match('odoo://record/res%2Epartner/%37')).toEqual({
      variables: { model: 'res.partner', id: '7' },
    });
    expect(match('odoo://record/a%252Fb/7')).toEqual({ variables: { model: 'a%2Fb', id: '7' } });
  });

  it.each([
    'odoo://record/res.partner',
    'odoo://record/res.partner/7/name',
    'odoo://record/res.partner/7/',
    'odoo://records/res.partner/7',
    'ODOO://record/res.partner/7',
    'odoo://record/res.partner/7#x',
    'odoo://record/res partner/7',
    'odoo://record/res.partner\n/7',
    'https://record/res.partner/7',
    `odoo://record/${'a'.repeat(3_000)}/7`,
    '',
  ])('is not asked for by %j', (uri) => {
    expect(match(uri)).toBe('foreign');
  });

  it.each([
    ['odoo://record//7', /\{model\} is no plain name/],
    ['odoo://record/../7', /\{model\} is no plain name/],
    ['odoo://record/%2e%2E/7', /\{model\} is no plain name/],
    ['odoo://record/a%2Fb/7', /\{model\} is no plain name/],
    ['odoo://record/a%5Cb/7', /\{model\} is no plain name/],
    ['odoo://record/a%00/7', /\{model\} is no plain name/],
    ['odoo://record/a%E2%80%8Bb/7', /\{model\} is no plain name/],
    ['odoo://record/a%zz/7', /\{model\} is no plain name/],
    ['odoo://record/a%ff/7', /\{model\} is no plain name/],
    ['odoo://record/a/7?', /takes fields, lang/],
    ['odoo://record/a/7?domain=1', /takes fields, lang/],
    ['odoo://record/a/7?field%73=1', /takes fields, lang/],
    ['odoo://record/a/7?fields', /takes fields, lang/],
    ['odoo://record/a/7?fields=a&fields=b', /names fields twice/],
    ['odoo://record/a/7?fields=', /says nothing for fields/],
  ])('says what is wrong with %j', (uri, problem) => {
    expect(match(uri)).toEqual({ problem: expect.stringMatching(problem) });
  });

  it('writes back what it reads, whatever the variables hold', () => {
    const value = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
      .filter((text) => !/^\.{1,2}$|[/\\]|\p{C}/u.test(text));
    fc.assert(
      fc.property(
        fc.record(
          { model: value, id: value, fields: value, lang: value },
          { requiredKeys: ['model', 'id'] },
        ),
        (variables) => {
          expect(match(expandUri(record, variables))).toEqual({ variables });
        },
      ),
    );
  });

  it('writes nothing without every part of the path', () => {
    expect(() => expandUri(record, { model: 'a' })).toThrow(/\{id\} has no value/);
    expect(() => expandUri(record, { model: 'a', id: 7 })).toThrow(/made of texts/);
  });

  it.each([
    'record/{model}',
    'odoo:/record',
    'odoo://{model}/x',
    'odoo://record/x{model}',
    'odoo://record/{+model}',
    'odoo://record/{model*}',
    'odoo://record/{__proto__}',
    'odoo://record/{a}/{a}',
    'odoo://record/{a}{?a}',
    'odoo://record{?a}/x',
    'odoo://record#x',
    'odoo://record?x=1',
    '',
  ])('is not %j', (written) => {
    expect(parseUriTemplate(written)).toBeUndefined();
  });

  it('is told from another by some part that both spell out', () => {
    const models = template('odoo://models/{name}');
    expect(overlap(models, template('odoo://models'))).toBe(false);
    expect(overlap(models, template('odoo://record/{name}'))).toBe(false);
    expect(overlap(models, template('odoo://models/all'))).toBe(true);
    expect(overlap(models, template('odoo://models/{model}{?x}'))).toBe(true);
  });
});
