import { describe, expect, it } from 'vitest';
import { policyOf } from '../../policies/config-directory.fixture.ts';
import type { FieldSchema, ModelSchema } from '../../policies/model-schema.ts';
import {
  type FieldName,
  type ModelName,
  parseFieldName,
  parseModelName,
  parseRecordId,
} from '../../policies/names.ts';
import type { Operation } from '../../policies/operation.ts';
import { UpstreamFailure } from '../exchange.ts';
import type { ActingAccounts } from '../identity/acting-account.ts';
import type { FactSource } from '../lookups/facts.ts';
import type { SchemaProvider } from '../lookups/schema-provider.ts';
import { decideOperations } from './decide-operations.ts';
import { stdioCall } from './stdio-call.fixture.ts';

const policy = policyOf({
  model_access: 'stock_models: {read_only: [res.partner, crm.lead]}',
});
function model(name: string): ModelName {
  const parsed = parseModelName(name);
  if (!parsed) throw new Error(`${name} is no model`);
  return parsed;
}
const count = (name: string): Operation => ({
  kind: 'search_count',
  model: model(name),
  domain: [['name', '=', 'x']],
});

/** Everybody here says for itself whom it acts for. */
const acting: ActingAccounts = { accountOf: () => Promise.resolve(undefined) };
/** What a decision asks of records is answered with no. */
const facts: FactSource = { ask: () => Promise.resolve(false) };

function decided(operations: readonly Operation[], schemas: SchemaProvider) {
  return decideOperations(operations, stdioCall(), {
    policy,
    schemas,
    facts,
    acting,
  });
}

/** Learns a model when it is asked for it. */
function learning(): SchemaProvider & { readonly loaded: string[] } {
  const known = new Map<ModelName, ModelSchema | 'absent'>();
  const loaded: string[] = [];
  return {
    loaded,
    view: () => ({ get: (name) => known.get(name) }),
    async load(models) {
      for (const name of models) {
        loaded.push(name);
        known.set(name, 'absent');
      }
    },
  };
}

describe('the operations of a call', () => {
  it('are denied where the metadata they need is not to be had', async () => {
    const schemas = learning();
    const decision = await decided([count('res.partner'), count('crm.lead')], schemas);
    expect(decision).toMatchObject({ effect: 'deny' });
    expect(schemas.loaded).toEqual(['res.partner']);
  });

  it('are denied by the first that is, without asking about the others', async () => {
    const schemas = learning();
    const decision = await decided([count('ir.rule'), count('crm.lead')], schemas);
    expect(decision).toMatchObject({ effect: 'deny', code: 'model_blocked' });
    expect(schemas.loaded).toEqual([]);
  });

  it('are denied when asking for metadata never ends', async () => {
    let rounds = 0;
    const forgetful: SchemaProvider = {
      view: () => ({ get: () => undefined }),
      load: async () => {
        rounds += 1;
      },
    };
    expect(await decided([count('res.partner')], forgetful)).toMatchObject({
      code: 'schema_unavailable',
    });
    expect(rounds).toBeLessThan(20);
  });

  it('are not decided while nobody can be asked', async () => {
    const down: SchemaProvider = {
      view: () => ({ get: () => undefined }),
      load: () => Promise.reject(new UpstreamFailure('unreachable', 'x')),
    };
    await expect(decided([count('res.partner')], down)).rejects.toThrow(UpstreamFailure);
  });

  it('turn on answers that hold for the call and no longer', async () => {
    const narrowed = policyOf({
      model_access: 'stock_models: {full_crud: [crm.lead]}',
      rbac: "record_rules: {crm.lead: [{domain: [[name, '=', mine]]}]}",
    });
    const lead = model('crm.lead');
    const name = parseFieldName('name');
    const id = parseRecordId(3);
    if (name === undefined || id === undefined) throw new Error('no such name or id');
    const known: SchemaProvider = {
      view: () => ({ get: () => ({ model: lead, fields: new Map([[name, charField(name)]]) }) }),
      load: () => Promise.reject(new Error('nothing is missing')),
    };
    const asked: string[] = [];
    const answering = (answer: boolean): FactSource => ({
      ask: async ({ key }) => {
        asked.push(key);
        return answer;
      },
    });
    const unlink: Operation = { kind: 'unlink', model: lead, ids: [id], dryRun: false };
    const decideWith = (answer: boolean) =>
      decideOperations([unlink, unlink], stdioCall(), {
        policy: narrowed,
        schemas: known,
        facts: answering(answer),
        acting,
      });
    expect(await decideWith(true)).toHaveLength(2);
    expect(await decideWith(false)).toMatchObject({ code: 'record_not_allowed' });
    expect(asked).toEqual([asked[0], asked[0]]);
  });
});

function charField(name: FieldName): FieldSchema {
  return {
    name,
    type: 'char',
    store: true,
    searchable: true,
    readonly: false,
    required: false,
    byDefault: true,
  };
}
