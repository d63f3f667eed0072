import { openLegacySession } from '../raw-mcp.fixture.ts';
import { type Files, withGuard } from './configured-guard.fixture.ts';
import {
  allowed,
  bearer,
  denied,
  type KeyCase,
  type KeyCases,
  seenOf,
} from './key-case.fixture.ts';
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

/** Every key of gateway.yaml about how often and how much at once. */
export const GATEWAY_LIMITS: KeyCases = {
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
};
