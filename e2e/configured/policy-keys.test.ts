import { describe } from 'vitest';
import { MODEL_ACCESS } from './cases-model-access.fixture.ts';
import { RBAC } from './cases-rbac.fixture.ts';
import { RESTRICTIONS } from './cases-restrictions.fixture.ts';
import { testEveryKey } from './every-key.fixture.ts';

describe('what restrictions.yaml says is enforced', () =>
  testEveryKey('restrictions', RESTRICTIONS));
describe('what model_access.yaml says is enforced', () =>
  testEveryKey('model_access', MODEL_ACCESS));
describe('what rbac.yaml says is enforced', () => testEveryKey('rbac', RBAC));
