import type { Onchange } from '../../operation.ts';
import type { Subject } from '../../subject.ts';
import { ask } from '../asking.fixture.ts';
import { model, SALES } from '../demo-policy.fixture.ts';

/** What is asked about a form. */
export type Form = Partial<Omit<Onchange, 'kind' | 'model'>>;

/** What the policy says of a form that asks what changes, by default without values and for sales people. */
export const form = (name: string, parts: Form = {}, who: Subject = SALES) =>
  ask({ kind: 'onchange', model: model(name), values: {}, changed: [], ...parts }, who);

/** The same subject on an account of its own. */
export const SIGNED_IN: Subject = {
  ...SALES,
  odoo: { database: 'd', login: 'l', uid: 7, companyIds: [1] },
};
