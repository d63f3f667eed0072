import { expect, it } from 'vitest';
import type { JsonObject } from '../../policies/json.ts';
import { type Asking, guarded, passwordOf, resultOf, sha256 } from '../guarded.fixture.ts';
import {
  identityOf,
  json,
  likeOdoo,
  memoryUpstream,
  toolCallOf,
  toolError,
  toolResult,
} from '../memory-upstream.fixture.ts';

const ABOUT_ODOO = { version: '18.0', edition: 'community', lang: 'en_US', tools_off: [] };
const ACCOUNT: JsonObject = {
  ...identityOf('powerful-bot'),
  ...{ user: 'Powerful Bot', is_admin: true, groups: ['base.group_system', 'Settings'] },
  ...{ method: 'api_key', company_id: 1, companies: [{ id: 1, name: 'Own Company' }] },
  ...ABOUT_ODOO,
};
const BROKERED = 'groups: [desk], odoo: {login: powerful-bot, api_key: key}';
const GATEWAY = `
odoo: {database: demo}
identity:
  tokens:
    - {name: worker, sha256: ${sha256('worker')}, ${BROKERED}}
    - {name: clerk, sha256: ${sha256('clerk')}, ${BROKERED}, acts_for: {uid: 77, company_ids: [3]}}
  anonymous: {name: visitor, ${BROKERED}}
  stdio: {name: me, ${BROKERED}}
`;

function asked(answer: JsonObject, gateway = GATEWAY) {
  const upstream = memoryUpstream((request, context) =>
    toolCallOf(request).name === 'whoami' ? json(request, answer) : likeOdoo(request, context),
  );
  return guarded(upstream, { gateway });
}

it.each<[string, Asking, JsonObject]>([
  ['of a token', { era: 'modern', bearer: 'worker' }, { user: 'worker' }],
  [
    'of a token that stands for somebody',
    { era: 'modern', bearer: 'clerk' },
    { user: 'clerk', company_ids: [3] },
  ],
  ['without a token, where that is somebody', { era: 'modern' }, { user: 'visitor' }],
  ['on stdio, where that is somebody', { era: 'modern', transport: 'stdio' }, { user: 'me' }],
])('a caller %s hears who it is here, and nothing of the account behind', async (_, who, own) => {
  const told = resultOf(await asked(toolResult(ACCOUNT)).call('whoami', {}, who));
  expect(told.structuredContent).toEqual({
    ...{ ...ABOUT_ODOO, groups: ['desk'], is_admin: false },
    ...own,
  });
  expect(JSON.stringify(told)).not.toMatch(/powerful|Powerful|Settings|group_system|Own Company/);
});

it('whoever signed in hears all of their own account', async () => {
  const guard = asked(toolResult(ACCOUNT), 'odoo: {database: demo}');
  const session = await guard.open();
  await guard.call('login', passwordOf('powerful-bot'), { session });
  const told = resultOf(await guard.call('whoami', {}, { session }));
  expect(told.structuredContent).toEqual(ACCOUNT);
});

it('an answer that holds it in words alone is read the same way', async () => {
  const { content = [] } = toolResult(ACCOUNT);
  const guard = asked({ content });
  const told = resultOf(await guard.call('whoami', {}, { era: 'modern', bearer: 'worker' }));
  expect(told.structuredContent).toMatchObject({ user: 'worker', version: '18.0' });
  expect(JSON.stringify(told)).not.toContain('powerful');
});

it('a failure stays one', async () => {
  const guard = asked(toolError('connection', 'Odoo cannot be reached.'));
  const told = resultOf(await guard.call('whoami', {}, { era: 'modern', bearer: 'worker' }));
  expect(told).toMatchObject({ isError: true });
  expect(JSON.stringify(told)).toContain('cannot be reached');
});
