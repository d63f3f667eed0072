import { expect, test } from 'vitest';
import { refusal } from '../config-directory.fixture.ts';

test.each<[string, string, string]>([
  ['gateway', 'odoo: {db: shop}', '1:8 unknown key "db": did you mean "database"?'],
  [
    'gateway',
    'identity: {stdio: {roles: [a]}}',
    '1:20 unknown key "roles": did you mean "groups"?',
  ],
  ['gateway', 'audit: {sink: file, path: /tmp/a}', '1:21 unknown key "path": did you mean "file"?'],
  [
    'restrictions',
    'blocked_models: [a.b]',
    '1:1 unknown key "blocked_models": did you mean "always_blocked"?',
  ],
  [
    'rbac',
    'record_rules: {a.b: [{domian: []}]}',
    '1:23 unknown key "domian": did you mean "domain"?',
  ],
])('%s.yaml, %s: the word of here is told', (file, text, problem) => {
  expect(refusal({ [file]: text })).toContain(`config/${file}.yaml:${problem}`);
});

test('a token in a file is refused without its value, and says what to write', () => {
  const refused = refusal({ gateway: 'identity: {tokens: [{name: a, token: s3cret}]}' });
  expect(refused).toContain(
    'config/gateway.yaml:1:31 unknown key "token": a token is never written in a file; write its "sha256" ("odoo-mcp-guard token new" prints both)',
  );
  expect(refused.join()).not.toContain('s3cret');
});

test.each<[string, string, string]>([
  [
    'model_access',
    'read_only: [a.b]',
    'unknown key "read_only": it belongs under stock_models or custom_models',
  ],
  ['gateway', 'port: 80', 'unknown key "port": it belongs under server'],
  ['gateway', 'tokens: []', 'unknown key "tokens": it belongs under identity'],
  [
    'rbac',
    'always_blocked: [a.b]',
    'unknown key "always_blocked": it belongs into restrictions.yaml',
  ],
  ['restrictions', 'rate_limit: {}', 'unknown key "rate_limit": it belongs into gateway.yaml'],
])('%s.yaml, %s: the place it belongs to is told', (file, text, problem) => {
  expect(refusal({ [file]: text })).toContain(`config/${file}.yaml:1:1 ${problem}`);
});

test('a key that is nowhere is told the ones there are', () => {
  expect(refusal({ restrictions: 'nothing_like_it: 1' })[0]).toContain('known keys are');
});

test.each<[string, string]>([
  [
    'stock_models: {read_only: res.partner}',
    '1:27 expected a list, found text: put it in brackets, [ ]',
  ],
  [
    'stock_models: {read_only: {a.b: 1}}',
    '1:27 expected a list, found a mapping: begin each entry with "- "',
  ],
  [
    'group_access: {base.group_user: {a.b: [read]}}',
    '1:39 expected a mapping, found a list: write it under one of operations, methods, fields',
  ],
])('%s: how it is written is told', (text, problem) => {
  expect(refusal({ model_access: text })).toContain(`config/model_access.yaml:${problem}`);
});

test('a list in quotes is told to lose them', () => {
  const rbac = `record_rules: {a.b: [{domain: "[('user_id', '=', uid)]"}]}`;
  expect(refusal({ rbac })).toEqual([
    'config/rbac.yaml:1:31 expected a list, found text: take the quotes away: what stands in quotes is text',
  ]);
});
