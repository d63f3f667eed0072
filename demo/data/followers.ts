import { pick, type Seed } from './seed.ts';

/** Followers of the first orders, leads and tasks. */
export function seedFollowers(seed: Seed): void {
  const people = ['base.partner_admin', 'base.partner_demo', 'base.partner_sales'] as const;
  for (const model of ['sale.order', 'crm.lead', 'project.task']) {
    if (!seed.has(model)) continue;
    for (let at = 0; at < 6; at += 1) {
      seed.add('mail.followers', {
        res_model: model,
        res_id: at + 1,
        partner_id: seed.ref(pick(people, at)),
        subtype_ids: [seed.ref('mail.mt_comment')],
      });
    }
  }
}
