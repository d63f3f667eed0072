import { describe, expect, test } from 'vitest';
import type { OdooVersion } from '../engine/version.ts';
import { refusalOf } from '../testing/environment.fixture.ts';
import { openOffice } from '../testing/office.fixture.ts';

describe.each<OdooVersion>([17, 18, 19])('attachments as Odoo %i', (version) => {
  test('content, size, checksum and type of a file', () => {
    const { create, read } = openOffice(version);
    const id = create('admin', 'ir.attachment', {
      name: 'hello.txt',
      datas: 'aGVsbG8gd29ybGQ=',
      res_model: 'sale.order',
      res_id: 1,
    });
    const names = ['datas', 'raw', 'file_size', 'checksum', 'mimetype', 'res_name', 'type'];
    expect(read('ir.attachment', id, names)).toEqual({
      id,
      datas: 'aGVsbG8gd29ybGQ=',
      raw: 'hello world',
      file_size: 11,
      checksum: '2aae6c35c94fcfb415dbe95f408b9ce91ee846ed',
      mimetype: 'text/plain',
      res_name: 'S00001',
      type: 'binary',
    });
  });

  test('text as raw content is taken since 19 only', () => {
    const { create, read } = openOffice(version);
    const add = () => create('admin', 'ir.attachment', { name: 'x.png', raw: 'abc' });
    if (version < 19) {
      expect(refusalOf(add)).toBe("builtins.TypeError: a bytes-like object is required, not 'str'");
    } else {
      const id = add();
      expect(read('ir.attachment', id, ['datas', 'mimetype'])).toEqual({
        id,
        datas: 'YWJj',
        mimetype: 'image/png',
      });
    }
  });

  test('a file follows its document, and a file behind a field stays out of searches', () => {
    const { create, call, find } = openOffice(version);
    const theirs = find('sale.order', [['user_id', '=', 2]]);
    const file = { datas: 'eA==', res_model: 'sale.order', res_id: theirs };
    const id = create('admin', 'ir.attachment', { name: 'a.txt', ...file });
    expect(refusalOf(() => call('sales', 'ir.attachment', 'read', [[id], ['name']]))).toContain(
      "doesn't have 'read' access to:\n- Attachment (ir.attachment)",
    );
    expect(refusalOf(() => create('sales', 'ir.attachment', { name: 'b', ...file }))).toContain(
      "doesn't have 'create' access to:\n- Attachment (ir.attachment)",
    );
    const behind = create('admin', 'ir.attachment', { name: 'f', ...file, res_field: 'signature' });
    expect(find('ir.attachment', [['name', '=', 'f']])).toBe(0);
    expect(find('ir.attachment', [['id', '=', behind]])).toBe(behind);
  });
});
