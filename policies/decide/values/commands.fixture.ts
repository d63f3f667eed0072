import { expect } from 'vitest';
import type { Json } from '../../json.ts';
import type { Policy } from '../../policy.ts';
import type { Subject } from '../../subject.ts';
import { ask, denied, sentValues, write } from '../asking.fixture.ts';
import { POLICY, SALES } from '../demo-policy.fixture.ts';

/** What a write of commands to `model.field` comes to. */
export function command(
  path: string,
  commands: Json,
  who: Subject = SALES,
  policy: Policy = POLICY,
) {
  const dot = path.lastIndexOf('.');
  return ask(write(path.slice(0, dot), { [path.slice(dot + 1)]: commands }), who, policy);
}
/** Expects a write of commands to be sent, as they are or in another form. */
export const passes = (path: string, commands: Json, sent: Json = commands, policy?: Policy) =>
  expect(sentValues(command(path, commands, SALES, policy))).toEqual({
    [path.slice(path.lastIndexOf('.') + 1)]: sent,
  });
/** The denial of a write of commands. */
export const refusal = (path: string, commands: Json, who?: Subject, policy?: Policy) =>
  denied(command(path, commands, who, policy));
