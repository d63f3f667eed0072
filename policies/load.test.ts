import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { directoryOf, policyOf, refusal, warningsOf } from './config-directory.fixture.ts';
import { loadPolicy, PolicyError } from './load.ts';
import type { MethodName, ModelName } from './names.ts';

const partner = 'res.partner' as ModelName;
const order = 'sale.order' as ModelName;

describe('where a policy comes from', () => {
  test('without a directory it is the built-in one', () => {
    const policy = loadPolicy({ env: {} });
    expect(policy.source).toBe('built-in defaults');
    expect(policy.warnings).toEqual([]);
  });

  test('a file that is not there is the built-in one of its kind', () => {
    const policy = policyOf({ rbac: 'tool_group_requirements: {a_tool: [boss]}' });
    expect(policy.access.tiers.get(partner)).toBe('full_crud');
    expect([...policy.rbac.toolGroups.keys()]).toEqual(['a_tool']);
  });

  test('an empty file grants nothing: it is not an absent one', () => {
    const { access } = policyOf({ model_access: '# all commented out\n' });
    expect(access.tiers.size + access.groupAccess.length).toBe(0);
    expect(access.defaultPolicy).toBe('deny');
  });

  test('a file of restrictions that was emptied is warned about, and one that says so is not', () => {
    expect(warningsOf({ rbac: '', restrictions: '\n' })).toEqual([
      expect.stringMatching(/^config\/restrictions\.yaml is empty: nothing in it restricts/),
      expect.stringMatching(/^config\/rbac\.yaml is empty: nothing in it restricts/),
    ]);
    expect(warningsOf({ rbac: '{}', restrictions: '# none' })).toEqual([]);
  });

  test('CONFIG_DIR names it, and an explicit directory wins over that', () => {
    const one = directoryOf({ gateway: 'server: {name: one}' });
    const two = directoryOf({ gateway: 'server: {name: two}' });
    const env = { CONFIG_DIR: one };
    expect(loadPolicy({ env }).gateway.server.name).toBe('one');
    expect(loadPolicy({ directory: two, env }).gateway.server.name).toBe('two');
    expect(loadPolicy({ env }).source).toBe(one);
  });

  test('a named directory that does not exist is an error', () => {
    const gone = join(tmpdir(), 'no-such-policy-directory');
    expect(() => loadPolicy({ env: { CONFIG_DIR: gone } })).toThrow(`${gone} does not exist`);
  });

  test('so is a file that cannot be read, or is no file, or is no text', () => {
    const directory = directoryOf({});
    mkdirSync(join(directory, 'rbac.yaml'));
    expect(() => loadPolicy({ directory, env: {} })).toThrow(
      /rbac\.yaml is a directory: write the file/,
    );
    if (process.getuid?.() !== 0) {
      const locked = directoryOf({ rbac: '{}' });
      chmodSync(join(locked, 'rbac.yaml'), 0o000);
      expect(() => loadPolicy({ directory: locked, env: {} })).toThrow(
        /may not be read by the account the guard runs as \(uid \d+\)/,
      );
    }
    expect(() =>
      loadPolicy({ directory: join(mkdtempSync(join(tmpdir(), 'p-')), 'x'), env: {} }),
    ).toThrow(PolicyError);
  });

  test.skipIf(process.platform === 'win32')('a pipe or a device is not waited for', () => {
    const piped = directoryOf({});
    execFileSync('mkfifo', [join(piped, 'rbac.yaml')]);
    expect(() => loadPolicy({ directory: piped, env: {} })).toThrow(/rbac\.yaml is no regular/);
    const endless = directoryOf({});
    symlinkSync('/dev/zero', join(endless, 'rbac.yaml'));
    expect(() => loadPolicy({ directory: endless, env: {} })).toThrow(/rbac\.yaml is no regular/);
  });

  test.each([
    ['rbac.yaml', /rbac\.yaml is a link that leads to itself/],
    ['nowhere', /rbac\.yaml is a link to a file that does not exist/],
  ])('a link to %s is no file that is left out', (to, message) => {
    const directory = directoryOf({});
    symlinkSync(to, join(directory, 'rbac.yaml'));
    expect(() => loadPolicy({ directory, env: {} })).toThrow(message);
  });

  test('.yml will do, and both at once will not', () => {
    expect(policyOf({ 'rbac.yml': '{}' }).rbac.toolGroups.size).toBe(0);
    expect(refusal({ 'rbac.yml': '{}', 'rbac.yaml': '{}' })).toEqual([
      'config/rbac.yml stands beside rbac.yaml: keep one of them',
    ]);
  });

  test('a file name a slip away from a policy file is refused, any other is reported', () => {
    expect(refusal({ 'model-access.yaml': '{}' })).toEqual([
      'config/model-access.yaml is not read: did you mean "model_access.yaml"?',
    ]);
    expect(warningsOf({ 'notes.yaml': '{}', 'rbac.yaml.example': '' })).toEqual([
      'config/notes.yaml is not a policy file and was not read',
    ]);
  });

  test('the revision follows the text of the files', () => {
    const of = (text: string) => policyOf({ rbac: text }).revision;
    expect(of('{}')).toBe(of('{}'));
    expect(of('{}')).not.toBe(of('{ }'));
  });
});

describe('both shapes of a file', () => {
  test.each([
    ['restrictions', 'always_blocked: [x.y]'],
    ['model_access', 'portal_models: [x.y]'],
    ['rbac', 'tool_group_requirements: {t: [g]}'],
    ['gateway', 'server: {name: x}'],
  ])('%s', (name, text) => {
    const flat = policyOf({ [name]: text });
    const nested = policyOf({ [name]: `${name}:\n  ${text}\n` });
    expect(describeCompiled(nested)).toEqual(describeCompiled(flat));
    expect(describeCompiled(flat)).not.toEqual(describeCompiled(policyOf({ [name]: '{}' })));
  });

  test('mixed, the outer name is an unknown key', () => {
    expect(refusal({ rbac: 'rbac: {}\nsensitive_fields: {}\n' })[0]).toMatch(
      /^config\/rbac\.yaml:1:1 unknown key "rbac"/,
    );
  });

  test('places are right in the nested one too', () => {
    expect(refusal({ rbac: 'rbac:\n  sensitive_field: {}\n' })).toEqual([
      'config/rbac.yaml:2:3 unknown key "sensitive_field": did you mean "sensitive_fields"?',
    ]);
  });
});

function describeCompiled(policy: ReturnType<typeof policyOf>) {
  return JSON.stringify(
    [policy.restrictions, policy.access, policy.rbac, policy.gateway],
    (_, value: unknown) =>
      value instanceof Map || value instanceof Set ? [...(value as Iterable<unknown>)] : value,
  );
}

describe('the files of odoo-mcp-gateway', () => {
  const files = {
    restrictions: `
always_blocked: [ir.config_parameter, ir.translation, ir.actions.report.xml, bus.bus]
admin_only: [res.users, res.groups, audit.log, res.lang]
admin_write_only: [res.company, res.currency, res.partner.bank]
blocked_methods: [unlink_acl, _compute_access, sudo, with_user]
blocked_write_fields: [password, groups_id, active]
`,
    model_access: `
default_policy: deny
stock_models:
  full_crud: [res.partner, res.partner.bank, sale.order, mail.message, hr.employee]
  read_only: [res.company, res.bank, uom.uom]
  admin_only: [res.users, ir.model]
custom_models:
  full_crud: []
  read_only: []
allowed_methods:
  sale.order: [action_confirm, action_done, _compute_amount]
  project.task: [action_assign_to_me]
sensitive_fields:
  res.partner: [vat, bank_ids]
  hr.employee: [wage, salary, ssnid]
`,
    rbac: `
tool_group_requirements:
  delete_record: [base.group_system]
  update_record: [base.group_user]
sensitive_fields:
  hr.employee: {fields: [wage, ssnid], required_group: hr.group_hr_manager}
  res.users: {fields: [password], required_group: base.group_system}
field_group_overrides:
  account.move:
    amount_total: {read: account.group_account_invoice, write: account.group_account_manager}
`,
    gateway: `
server: {name: odoo-mcp-gateway, transport: streamable-http, host: 127.0.0.1, port: 8000,
  log_level: INFO, max_concurrent_sessions: 100, session_timeout_seconds: 1800}
odoo:
  url: "http://localhost:8069"
  database: ""
  version: auto
  pool_size: 10
  circuit_breaker: {failure_threshold: 5, recovery_timeout_seconds: 30}
  retry: {max_retries: 3, backoff_base_seconds: 1}
auth: {methods: [api_key, password], required_group: ""}
rate_limit: {global_per_minute: 60, write_per_minute: 20}
`,
  };

  test('load, and what has no effect is said', () => {
    expect(warningsOf(files)).toEqual([
      'config/restrictions.yaml:2:39 ir.translation exists in none of Odoo 17, 18 and 19: remove it',
      'config/restrictions.yaml:2:55 ir.actions.report.xml exists in none of Odoo 17, 18 and 19: perhaps ir.actions.report is meant',
      'config/restrictions.yaml:3:37 audit.log exists in none of Odoo 17, 18 and 19: remove it',
      'config/restrictions.yaml:3:14 guardrails block these of admin_only for everyone, administrators included: res.users, res.groups',
      'config/model_access.yaml:4:58 mail.message in full_crud only grants reading: guardrail G20 refuses writes for everyone (writing it sends something, subscribes someone or rewrites a conversation)',
      'config/model_access.yaml:6:16 res.users in admin_only has no effect: guardrail G1 blocks it for everyone (user accounts: who may sign in, and as whom)',
      'config/model_access.yaml:6:27 ir.model in admin_only has no effect: guardrail G4 blocks it for everyone (the data model itself: a custom field can compute anything or rename any secret)',
      'config/model_access.yaml:11:32 sale.order.action_done exists in none of Odoo 17, 18 and 19: perhaps action_lock is meant',
      'config/model_access.yaml:11:45 sale.order._compute_amount has no effect: guardrail G31 (a private method, which Odoo refuses too)',
      'config/model_access.yaml:12:18 project.task.action_assign_to_me exists in none of Odoo 17, 18 and 19: remove it',
      'config/model_access.yaml:15:23 hr.employee.salary exists in none of Odoo 17, 18 and 19: perhaps wage (hr.contract in 17 and 18, hr.version in 19) is meant',
      'config/rbac.yaml:7:3 res.users in sensitive_fields has no effect: guardrail G1 blocks it for everyone (user accounts: who may sign in, and as whom)',
    ]);
  });

  test('mean what they say', () => {
    const policy = policyOf(files);
    expect(policy.access.tiers.get(order)).toBe('full_crud');
    expect(policy.access.portalModels).toEqual(new Set(['res.partner']));
    expect(policy.restrictions.adminWriteOnly.matches('res.company' as ModelName)).toBe(true);
    expect(policy.restrictions.blockedMethods.has('unlink_acl' as MethodName)).toBe(true);
    expect(policy.rbac.toolGroups.get('delete_record')).toEqual(['base.group_system']);
    expect(policy.gateway.server.transport).toBe('http');
    expect(policy.gateway.odoo).not.toHaveProperty('database');
    expect(policy.gateway.auth).not.toHaveProperty('requiredGroup');
    expect(policy.access.traversableFields.get('res.users' as ModelName)).toEqual(
      new Set(['id', 'name', 'display_name', 'company_id', 'active']),
    );
    expect(policy.access.hiddenLabels.matches('res.partner.bank' as ModelName)).toBe(true);
  });

  test('except plugin_overrides, which says what to do', () => {
    const [problem] = refusal({ model_access: 'plugin_overrides: {helpdesk: {}}' });
    expect(problem).toMatch(
      /^config\/model_access\.yaml:1:1 "plugin_overrides" is not supported by this version: .*grant the models/,
    );
  });
});

test('a random key is never accepted, wherever a file has fixed keys', () => {
  const sections = [
    ['restrictions', ''],
    ['model_access', ''],
    ['model_access', 'stock_models'],
    ['model_access', 'admin'],
    ['rbac', ''],
    ['rbac', 'operation_group_requirements'],
    ['gateway', ''],
    ['gateway', 'server'],
    ['gateway', 'odoo'],
    ['gateway', 'upstream'],
    ['gateway', 'identity'],
    ['gateway', 'limits'],
    ['gateway', 'audit'],
  ] as const;
  const known = new Set(
    `always_blocked admin_only full_crud read_only read create write unlink call name host port url mode
     server odoo auth file sink values login tokens`.split(/\s+/),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...sections),
      fc.string({ minLength: 1, maxLength: 12 }).filter((key) => !known.has(key)),
      ([file, section], key) => {
        const entry = { [key]: {} };
        const text = JSON.stringify(section === '' ? entry : { [section]: entry });
        const files = { [file]: key === '__proto__' ? `"__proto__": {}` : text };
        expect(refusal(files)).not.toEqual(['it loaded']);
      },
    ),
    { numRuns: 150 },
  );
});
