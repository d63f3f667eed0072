import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openLegacySession } from '../raw-mcp.fixture.ts';
import {
  type ConfiguredGuard,
  type Files,
  withFolder,
  withGuard,
} from './configured-guard.fixture.ts';
import { bearer, type KeyCase, type KeyCases, seenOf } from './key-case.fixture.ts';

const GRANTS: Files = { model_access: 'stock_models: {full_crud: [crm.lead]}' };
const INFORMED = 'server: {transport: http, port: 0, log_level: info}';

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

/** Every key of gateway.yaml about what is recorded, and whether that is all. */
export const GATEWAY_AUDIT: KeyCases = {
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
