import * as z from 'zod';
import { fieldName, groupName, toolName } from './names.ts';
import { choice } from './shape.ts';

const id = z.int().min(1);

const byName = z.strictObject({
  token: z.string().min(1).describe('The name of a subject in gateway.yaml.'),
  uid: id.optional(),
  partner_id: id.optional(),
  company_ids: z.array(id).optional(),
});

const byGroups = z.strictObject({
  groups: z.array(groupName).default([]).describe('The groups of the caller.'),
  admin: z.boolean().default(false).describe('Whether the administrator rules apply.'),
  uid: id.optional().describe('$uid of record rules.'),
  partner_id: id.optional().describe('$partner_id of record rules.'),
  company_ids: z.array(id).optional().describe('$company_ids of record rules.'),
});

/** A subject: a name of `gateway.yaml`, or anybody with some groups. */
const caller = choice([byName, byGroups], (value) => ('token' in value ? 0 : 1));

const json = z.json();
const object = z.record(z.string(), json);

const expected = z
  .strictObject({
    effect: z.enum(['allow', 'deny', 'confirm']).describe('What is decided.'),
    code: z.string().optional().describe('The code of the denial.'),
    rule: z.string().optional().describe('The rule that decides; "*" stands for anything.'),
    sends: object
      .optional()
      .describe('What the forwarded arguments contain: keys that are not named may be anything.'),
    masked: z
      .array(fieldName)
      .optional()
      .describe('The fields that were asked for and come back hidden: all of them, in any order.'),
    result: object
      .optional()
      .describe('What the filtered answer contains (--live only): the call is then made.'),
  })
  .superRefine((value, context) => {
    const only = (key: 'code' | 'sends' | 'masked' | 'result', effects: readonly string[]) => {
      if (value[key] === undefined || effects.includes(value.effect)) return;
      const hint = `write effect: ${effects.join(' or ')}, or remove "${key}"`;
      const message = `"${key}" says nothing of a call whose effect is ${value.effect}`;
      context.addIssue({ code: 'custom', path: [key], message, params: { hint } });
    };
    only('code', ['deny']);
    only('sends', ['allow', 'confirm']);
    only('masked', ['allow', 'confirm']);
    only('result', ['allow']);
  });

const test = z.strictObject({
  name: z.string().min(1).describe('What the test shows, in a sentence.'),
  as: caller,
  call: z.strictObject({
    tool: toolName,
    arguments: object.default({}),
  }),
  facts: z
    .boolean()
    .default(false)
    .describe('The answer to every question about records while no Odoo is asked.'),
  expect: expected,
});

/** One file of `tests/`: calls, and what the policy says of them. */
export const policyTestsFile = z.strictObject({ tests: z.array(test) });

export type PolicyTest = z.output<typeof test>;
export type Expected = PolicyTest['expect'];
