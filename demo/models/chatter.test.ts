import { describe, expect, test } from 'vitest';
import type { OdooVersion } from '../engine/version.ts';
import { refusalOf } from '../testing/environment.fixture.ts';
import { openOffice } from '../testing/office.fixture.ts';

describe.each<OdooVersion>([17, 18, 19])('messages as Odoo %i', (version) => {
  test('a body is escaped, and the answer is an id, in 19 a list of one', () => {
    const { call, read } = openOffice(version);
    const posted = call('sales', 'sale.order', 'message_post', [[1]], { body: 'Hi <b>x</b> & y' });
    const id = Number(Array.isArray(posted) ? posted[0] : posted);
    expect(posted).toEqual(version === 19 ? [id] : id);
    expect(
      read('mail.message', id, ['body', 'message_type', 'subtype_id', 'author_id', 'subject']),
    ).toEqual({
      id,
      body: '<p>Hi &lt;b&gt;x&lt;/b&gt; &amp; y</p>',
      message_type: 'notification',
      subtype_id: [2, 'Note'],
      author_id: [expect.any(Number), 'Sam Sales'],
      subject: false,
    });
  });

  test('one record at a time, known keywords only', () => {
    const { call } = openOffice(version);
    const post = (ids: readonly number[], extra = {}) =>
      refusalOf(() => call('admin', 'sale.order', 'message_post', [[...ids]], extra));
    expect(post([1, 2])).toBe('builtins.ValueError: Expected singleton: sale.order(1, 2)');
    expect(post([])).toBe('builtins.ValueError: Expected singleton: sale.order()');
    expect(post([1], { body: 'x', bogus: 1 })).toBe(
      'builtins.ValueError: Those values are not supported when posting or notifying: bogus',
    );
    expect(post([1], { message_type: 'bogus' })).toBe(
      "builtins.ValueError: Wrong value for mail.message.message_type: 'bogus'",
    );
  });

  test('a new record has a first message and its author as follower', () => {
    const { create, read } = openOffice(version);
    const id = create('sales', 'sale.order', { partner_id: 9 });
    const order = read('sale.order', id, ['message_ids', 'message_partner_ids']);
    const [message] = Array.isArray(order.message_ids) ? order.message_ids : [];
    expect(read('mail.message', Number(message), ['body'])).toMatchObject({
      body: '<p>Sales Order created</p>',
    });
    expect(order.message_partner_ids).toHaveLength(1);
  });

  test('who cannot change a record cannot post on it either, where that is asked for', () => {
    const { call, find } = openOffice(version);
    const own = find('sale.order', [['partner_id.name', '=', 'Joel Willis']]);
    expect(
      refusalOf(() => call('portal', 'sale.order', 'message_post', [[own]], { body: 'x' })),
    ).toContain(
      version === 17
        ? "You are not allowed to modify 'Sales Order' (sale.order) records."
        : '(Document type: Message, Operation: create)',
    );
  });
});
