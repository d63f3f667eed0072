import { expect, test } from 'vitest';
import { type Files, warningsOf } from '../config-directory.fixture.ts';

const about = (files: Files) => warningsOf(files).filter((warning) => warning.includes('no tool'));
const RULE =
  'tool_group_requirements: {delete_recrod: base.group_system, delete_record: base.group_system}';

test('a rule on a tool that does not exist is pointed out, with the one that was meant', () => {
  expect(about({ rbac: RULE })).toEqual([
    'config/rbac.yaml:1:27 the server that ships with the guard has no tool "delete_recrod": did you mean "delete_record"?',
  ]);
  expect(about({ gateway: 'limits: {per_tool: {drop_everything: 3}}' })).toEqual([
    'config/gateway.yaml:1:21 the server that ships with the guard has no tool "drop_everything": "odoo-mcp-guard tools" lists those it has; remove this rule',
  ]);
});

test.each([
  ['somebody else’s server over HTTP', 'upstream: {url: "http://127.0.0.1:3000/mcp"}'],
  ['somebody else’s server on stdio', 'upstream: {command: other-server}'],
  ['a plugin', 'upstream: {plugins: [./tools.js]}'],
])('it may be a tool of %s', (_whose, gateway) => {
  expect(about({ rbac: RULE, gateway })).toEqual([]);
});

test('the server that ships with the guard is the same where it runs on its own', () => {
  const key = '0123456789abcdef0123456789abcdef';
  const gateway = `upstream: {url: "http://127.0.0.1:3000/mcp", key: ${key}}`;
  expect(about({ rbac: RULE, gateway })).toHaveLength(1);
});
