import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_ERROR_LENGTH, sanitise, sanitiseAccess } from './sanitise.ts';

describe('a sanitised text', () => {
  it.each([
    ['Oops\nTraceback (most recent call last):\n  File "/opt/x.py", line 3', 'Oops'],
    ['Cannot open /opt/odoo/addons/sale/models/sale.py today', 'Cannot open [path] today'],
    ['Cannot open C:\\odoo\\server.log', 'Cannot open [path]'],
    ['See https://erp.example.com/web#id=4 for more', 'See [address] for more'],
    ['server at 10.0.0.7:5432 is down', 'server at [address] is down'],
    ['server at localhost:8069 is down', 'server at [address] is down'],
    ['Failed: SELECT id, password FROM res_users WHERE id = 1', 'Failed:'],
    ['Failed: UPDATE "res_users" SET active = true', 'Failed:'],
    ['Failed\nDETAIL:  Key (login)=(bob) already exists.', 'Failed'],
    ['relation "res_users" is broken', 'a table is broken'],
    ['Ask Bob (id=4) about it', 'Ask Bob about it'],
    ['No. Please contact your system administrator and wait.', 'No.'],
    ['<odoo.sql_db.Cursor object at 0x7f00aa> is closed', '[object] is closed'],
  ])('%s', (raw, expected) => {
    expect(sanitise(raw)).toBe(expected);
  });

  it.each([
    'You can not delete a sent quotation or a confirmed sales order. You must first cancel it.',
    'The end date (1/2/2025) is before the start date (3/2/2025).',
    'Choose Sales / Invoicing / Refund, or Administration/Settings.',
    'The select list from the update is empty.',
    'Database backups are not configured.',
  ])('keeps what a person needs: %s', (text) => {
    expect(sanitise(text)).toBe(text);
  });

  it('is never longer than the cap, and has no control characters', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 3000, unit: 'binary' }), (raw) => {
        const text = sanitise(raw);
        expect(text.length).toBeLessThanOrEqual(MAX_ERROR_LENGTH);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is what is tested
        expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
      }),
    );
  });

  it('shows no address and no path, wherever they stand', () => {
    const host = fc.constantFrom(
      'http://odoo.internal:8069/x',
      '192.168.3.4:5432',
      '/var/lib/odoo/f',
    );
    const words = fc.array(fc.constantFrom('the', 'order', 'S00024', 'failed.', '(at)', '-'));
    fc.assert(
      fc.property(words, host, words, (before, secret, after) => {
        const text = sanitise([...before, secret, ...after].join(' '));
        expect(text).not.toMatch(/internal|192\.168|var\/lib/);
      }),
    );
  });
});

describe('a sanitised access error', () => {
  it('is one general sentence when its form is not known and it names people or groups', () => {
    const text = 'Désolé, Sam Sales (id=8) ne fait pas partie des groupes requis';
    expect(sanitiseAccess(text)).toBe(
      "Odoo's access rights do not allow this operation for this user.",
    );
  });

  it('keeps a short business text', () => {
    expect(sanitiseAccess('Only an officer can approve this leave.')).toBe(
      'Only an officer can approve this leave.',
    );
  });
});
