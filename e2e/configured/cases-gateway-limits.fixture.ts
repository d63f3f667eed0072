import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LegacySession, openLegacySession } from '../raw-mcp.fixture.ts';
import {
  type ConfiguredGuard,
  type Files,
  withFolder,
  withGuard,
} from './configured-guard.fixture.ts';
import {
  allowed,
  bearer,
  denied,
  type KeyCase,
  type KeyCases,
  seenOf,
} from './key-case.fixture.ts';
import { atLaterTime } from './later-time.fixture.ts';
import { lenientAnswers } from './lenient-answers.fixture.ts';
import { createRecordingUpstream, type Respond } from './recording-upstream.fixture.ts';

const GRANTS: Files = { model_access: 'stock_models: {full_crud: [crm.lead]}' };
const RENAMING = { model: 'crm.lead', record_id: 3, values: { name: 'New' } };

/** Makes the same call twice in one session, and tells of the second. */
const secondCall =
  (
    tool: string,
    args: Readonly<Record<string, unknown>>,
    again: Readonly<Record<string, unknown>> = args,
  ): KeyCase['see'] =>
  (files) =>
    withGuard({ ...GRANTS, ...files }, async (guard) => {
      const session = await openLegacySession(guard.url, bearer('worker'));
      await session.call(tool, args);
      const second = await session.call(tool, again);
      return { ...seenOf(second, tool, guard), calls: guard.upstream.argumentsOf(tool).length };
    });

/** An upstream where only the credential `right` signs in. */
const strictAboutCredentials: Respond = (request, context) => {
  const args = Object(request.params?.arguments);
  if (request.params?.name !== 'login' || args.credential === 'right')
    return lenientAnswers(request, context);
  return {
    result: {
      isError: true,
      content: [{ type: 'text', text: 'Odoo refused the credential.' }],
      _meta: { 'odoo-mcp/error': { class: 'auth', retryable: false } },
    },
  };
};

function signIn(session: LegacySession, username: string, credential: string) {
  return session.call('login', { method: 'password', username, credential });
}

/** One wrong credential, then the right one of somebody, after a while. */
const afterOneFailure =
  (second: string, minutes = 0): KeyCase['see'] =>
  (files) =>
    withGuard(
      files,
      async (guard) => {
        const session = await openLegacySession(guard.url);
        await signIn(session, 'ann', 'wrong');
        const { upstream } = guard;
        return atLaterTime(minutes, async () => {
          const seen = seenOf(await signIn(session, second, 'right'), 'login', guard);
          return { ...seen, attempts: upstream.argumentsOf('login').length };
        });
      },
      { upstream: createRecordingUpstream(strictAboutCredentials) },
    );

/** One sign-in with the login tool. */
const signingIn: KeyCase['see'] = (files) =>
  withGuard(files, async (guard) => {
    const session = await openLegacySession(guard.url);
    return seenOf(await signIn(session, 'ann', 'x'), 'login', guard);
  });

/** Makes one call that the audit can record. */
async function callOnce({ url }: ConfiguredGuard): Promise<void> {
  const session = await openLegacySession(url, bearer('worker'));
  await session.call('search_count', { model: 'crm.lead', domain: [['phone', '=', '555-0199']] });
}

/** The records of one call's audit that went to the log. */
const auditedCall: KeyCase['see'] = (files) =>
  withGuard({ ...GRANTS, ...files }, async (guard) => {
    await callOnce(guard);
    const audited = guard.log.filter((line) => 'audit' in line);
    return { records: audited.length > 0, values: JSON.stringify(audited).includes('555-0199') };
  });

const INFORMED = 'server: {transport: http, port: 0, log_level: info}';

/** Every key of gateway.yaml about signing in, limits and the audit. */
export const GATEWAY_LIMITS: KeyCases = {
  'auth.methods': {
    what: 'how people may sign in',
    from: 'auth: {methods: [password, api_key]}',
    to: 'auth: {methods: [api_key]}',
    see: signingIn,
    sees: [allowed({ answer: { user: 'ann' } }), denied('gateway.yaml:auth.methods')],
  },
  'auth.required_group': {
    what: 'who may sign in',
    from: 'auth: {required_group: base.group_user}',
    to: 'auth: {required_group: base.group_system}',
    see: signingIn,
    sees: [
      allowed({ answer: { user: 'ann' } }),
      { denied: 'gateway.yaml:auth.required_group', answer: undefined },
    ],
  },
  'rate_limit.global_per_minute': {
    what: 'how many calls of one subject pass in a minute (the handshake is one)',
    from: 'rate_limit: {global_per_minute: 3}',
    to: 'rate_limit: {global_per_minute: 2}',
    see: secondCall('search_count', { model: 'crm.lead' }),
    sees: [
      { denied: undefined, calls: 2 },
      { denied: 'gateway.yaml:rate_limit.global_per_minute', calls: 1 },
    ],
  },
  'rate_limit.write_per_minute': {
    what: 'how many writes of one subject pass in a minute',
    from: 'rate_limit: {write_per_minute: 2}',
    to: 'rate_limit: {write_per_minute: 1}',
    see: secondCall('update_record', RENAMING),
    sees: [
      { denied: undefined, calls: 2 },
      { denied: 'gateway.yaml:rate_limit.write_per_minute', calls: 1 },
    ],
  },
  'limits.per_tool.*': {
    what: 'how many calls of one tool pass in a minute',
    from: 'limits: {per_tool: {search_count: 2}}',
    to: 'limits: {per_tool: {search_count: 1}}',
    see: secondCall('search_count', { model: 'crm.lead' }),
    sees: [
      { denied: undefined, calls: 2 },
      { denied: 'gateway.yaml:limits.per_tool.search_count', calls: 1 },
    ],
  },
  'limits.oracle_per_minute': {
    what: 'how many questions with new conditions pass in a minute, on a model with hidden fields',
    from: 'limits: {oracle_per_minute: 2}',
    to: 'limits: {oracle_per_minute: 1}',
    beside: {
      rbac: 'sensitive_fields: {crm.lead: {required_group: directors, fields: [phone]}}',
    },
    see: secondCall(
      'search_count',
      { model: 'crm.lead', domain: [['name', '=', 'A']] },
      { model: 'crm.lead', domain: [['name', '=', 'B']] },
    ),
    sees: [
      { denied: undefined, calls: 2 },
      { denied: 'gateway.yaml:limits.oracle_per_minute', calls: 1 },
    ],
  },
  'limits.concurrent': {
    what: 'how many calls of one subject are under way at once',
    from: 'limits: {concurrent: 2}',
    to: 'limits: {concurrent: 1}',
    see: async (files) => {
      let release: () => void = () => {};
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      let arrived: () => void = () => {};
      const first = new Promise<void>((resolve) => {
        arrived = resolve;
      });
      const holdReads: Respond = async (request, context) => {
        if (request.params?.name === 'get_record') {
          arrived();
          await released;
        }
        return lenientAnswers(request, context);
      };
      return withGuard(
        { ...GRANTS, ...files },
        async (guard) => {
          const session = await openLegacySession(guard.url, bearer('worker'));
          const held = session.call('get_record', { model: 'crm.lead', record_id: 3 });
          await first;
          const second = await session.call('search_count', { model: 'crm.lead' });
          release();
          await held;
          return seenOf(second, 'search_count', guard);
        },
        { upstream: createRecordingUpstream(holdReads) },
      );
    },
    sees: [allowed(), denied('gateway.yaml:limits.concurrent')],
  },
  'limits.lockout.per_login.failures': {
    what: 'after how many failures a login name is locked',
    from: 'limits: {lockout: {per_login: {failures: 2}}}',
    to: 'limits: {lockout: {per_login: {failures: 1}}}',
    see: afterOneFailure('ann'),
    sees: [
      { denied: undefined, attempts: 2 },
      { denied: 'gateway.yaml:limits.lockout.per_login', attempts: 1 },
    ],
  },
  'limits.lockout.per_login.minutes': {
    what: 'for how long',
    from: 'limits: {lockout: {per_login: {failures: 1, minutes: 4}}}',
    to: 'limits: {lockout: {per_login: {failures: 1, minutes: 6}}}',
    see: afterOneFailure('ann', 5),
    sees: [
      { denied: undefined, attempts: 2 },
      { denied: 'gateway.yaml:limits.lockout.per_login', attempts: 1 },
    ],
  },
  'limits.lockout.per_source.failures': {
    what: 'after how many failures an address is locked',
    from: 'limits: {lockout: {per_source: {failures: 2}}}',
    to: 'limits: {lockout: {per_source: {failures: 1}}}',
    see: afterOneFailure('bea'),
    sees: [
      { denied: undefined, attempts: 2 },
      { denied: 'gateway.yaml:limits.lockout.per_source', attempts: 1 },
    ],
  },
  'limits.lockout.per_source.minutes': {
    what: 'for how long',
    from: 'limits: {lockout: {per_source: {failures: 1, minutes: 4}}}',
    to: 'limits: {lockout: {per_source: {failures: 1, minutes: 6}}}',
    see: afterOneFailure('bea', 5),
    sees: [
      { denied: undefined, attempts: 2 },
      { denied: 'gateway.yaml:limits.lockout.per_source', attempts: 1 },
    ],
  },
  mode: {
    what: 'whether the policy is enforced or only recorded',
    from: 'mode: enforce',
    to: 'mode: shadow',
    beside: { model_access: 'stock_models: {read_only: [res.partner]}' },
    see: (files) =>
      withGuard(
        { ...files, gateway: `${files.gateway}\naudit: {sink: log}\n${INFORMED}` },
        async (guard) => {
          const session = await openLegacySession(guard.url, bearer('worker'));
          const reading = { model: 'crm.lead', record_id: 3 };
          const secret = { model: 'ir.config_parameter', record_id: 3 };
          const seen = seenOf(await session.call('get_record', reading), 'get_record', guard);
          const guardrail = seenOf(await session.call('get_record', secret), 'get_record', guard);
          const audited = guard.log.flatMap(({ audit }) => (audit ? [Object(audit)] : []));
          const warned = guard.log.some(({ msg }) => /SHADOW MODE/.test(String(msg)));
          const recorded = audited.map(({ shadow }) => shadow).filter(Boolean);
          return { denied: seen.denied, guardrail: guardrail.code, warned, recorded };
        },
      ),
    sees: [
      {
        denied: 'model_access.yaml:default_policy',
        guardrail: 'model_blocked',
        warned: false,
        recorded: [],
      },
      {
        denied: undefined,
        guardrail: 'model_blocked',
        warned: true,
        recorded: [{ would: 'deny', code: 'model_not_allowed' }, { code: 'model_blocked' }],
      },
    ],
  },
  'audit.sink': {
    what: 'whether calls are recorded',
    from: 'audit: {sink: log}',
    to: "audit: {sink: 'off'}",
    see: auditedCall,
    sees: [{ records: true }, { records: false }],
  },
  'audit.file': {
    what: 'the file they are recorded in',
    from: `audit: {sink: file, file: "\${FOLDER}/one.jsonl"}`,
    to: `audit: {sink: file, file: "\${FOLDER}/other.jsonl"}`,
    see: (files) =>
      withFolder({}, async (folder) => {
        await withGuard({ ...GRANTS, ...files }, callOnce, { env: { FOLDER: folder } });
        const recorded = (name: string) =>
          existsSync(join(folder, name)) &&
          readFileSync(join(folder, name), 'utf8').includes('search_count');
        return { one: recorded('one.jsonl'), other: recorded('other.jsonl') };
      }),
    sees: [
      { one: true, other: false },
      { one: false, other: true },
    ],
  },
  'audit.values': {
    what: 'whether the records hold the values of calls',
    from: 'audit: {sink: log, values: false}',
    to: 'audit: {sink: log, values: true}',
    see: auditedCall,
    sees: [
      { records: true, values: false },
      { records: true, values: true },
    ],
  },
};
