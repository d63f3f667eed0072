import { day, pick, type Seed } from './seed.ts';

const COMMENTS = [
  'Can you send the quotation again?',
  'The delivery address has changed.',
  'Called the customer, waiting for an answer.',
  'Discount approved by the team leader.',
  'Meeting planned for next week.',
];

/** Chatter on orders, leads, tasks and customers, and a few attachments. */
export function seedMessages(seed: Seed): void {
  const documents: readonly (readonly [string, number])[] = [
    ...Array.from({ length: 12 }, (_, at): [string, number] => ['sale.order', at * 2 + 1]),
    ...Array.from({ length: 12 }, (_, at): [string, number] => ['crm.lead', at * 3 + 1]),
    ...Array.from({ length: 10 }, (_, at): [string, number] => ['project.task', at * 4 + 1]),
    ...Array.from({ length: 6 }, (_, at): [string, number] => [
      'res.partner',
      seed.ref(`base.res_partner_${at + 1}`),
    ]),
    ['hr.employee', 5],
  ];
  for (const [at, [model, res_id]] of documents.entries()) {
    if (!seed.has(model)) continue;
    const note = at % 3 === 2;
    seed.add('mail.message', {
      model,
      res_id,
      body: `<p>${pick(COMMENTS, at)}</p>`,
      message_type: 'comment',
      subtype_id: seed.ref(note ? 'mail.mt_note' : 'mail.mt_comment'),
      is_internal: note,
      author_id: seed.ref(
        pick(['base.partner_admin', 'base.partner_demo', 'base.partner_sales'] as const, at),
      ),
      email_from: pick(['admin', 'demo', 'sales'], at).concat('@yourcompany.example.com'),
      date: `${day(30 + at * 3)} 10:15:00`,
    });
  }
  for (const [at, [model, res_id]] of documents.slice(0, 6).entries()) {
    if (!seed.has(model)) continue;
    seed.add('ir.attachment', {
      name: `plan-${at + 1}.txt`,
      res_model: model,
      res_id,
      mimetype: 'text/plain',
      datas: Buffer.from(`Sample attachment ${at + 1} of the demo.\n`).toString('base64'),
      access_token: `demo-attachment-token-${at + 1}`,
    });
  }
}
