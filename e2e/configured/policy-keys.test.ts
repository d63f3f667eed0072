import { describe } from 'vitest';
import { MODEL_ACCESS } from './cases-model-access.fixture.ts';
import { RBAC } from './cases-rbac.fixture.ts';
import { RESTRICTIONS } from './cases-restrictions.fixture.ts';
import { testEveryKey } from './every-key.fixture.ts';
import type { KeyCases } from './key-case.fixture.ts';

const FILES = { restrictions: RESTRICTIONS, model_access: MODEL_ACCESS, rbac: RBAC } as const;
const NAMES = ['restrictions', 'model_access', 'rbac'] as const;

describe.each(NAMES)('what %s.yaml says is enforced', (file) => {
  describe('with its keys at the top', () => testEveryKey(file, FILES[file]));
  describe('with its keys under its own name', () => testEveryKey(file, nested(file, FILES[file])));
});

function nested(file: string, cases: KeyCases): KeyCases {
  const under = (text: string) => `${file}:\n${text.replaceAll(/^/gm, '  ')}`;
  return Object.fromEntries(
    Object.entries(cases).map(([key, one]) => [
      key,
      { ...one, from: under(one.from), to: under(one.to) },
    ]),
  );
}
