import { describe, expect, it } from 'vitest';
import type { Obligation } from '../decision.ts';
import type { Json } from '../json.ts';
import type { MethodName, RecordId } from '../names.ts';
import type { Operation } from '../operation.ts';
import {
  answer,
  limits,
  nothing,
  outcome,
  partner,
  passed,
  records,
  search,
  shapeOf,
} from './filtering.fixture.ts';
import { filterToolResult } from './tool-result.ts';

describe('answers without records', () => {
  const write: Operation = {
    ...{ kind: 'write', model: partner, ids: [7 as RecordId], dryRun: false },
    values: { name: 'Azure', child_ids: [[3, 9, 0]] },
  };

  it('passes a count and nothing but a count', () => {
    const operation: Operation = { kind: 'search_count', model: partner };
    const count = (value: Json) =>
      passed('search_count', answer({ count: value, model: 'res.partner' }), operation, nothing)
        .result.structuredContent;
    expect(count(12)).toEqual({ count: 12, model: 'res.partner' });
    expect(count('Azure')).toEqual({ model: 'res.partner' });
    expect(count([{ name: 'Azure' }])).toEqual({ model: 'res.partner' });
  });

  it('passes the id of a new record', () => {
    const operation: Operation = { kind: 'create', model: partner, values: [{}], dryRun: false };
    const result = answer({ id: 12, model: 'res.partner', display_name: 'Azure' });
    expect(passed('create_record', result, operation, nothing).result.structuredContent).toEqual({
      id: 12,
      model: 'res.partner',
    });
  });

  it('passes an acknowledgement', () => {
    const result = answer({ success: true, model: 'res.partner', id: 7, record: { name: 'x' } });
    expect(passed('update_record', result, write, nothing).result.structuredContent).toEqual({
      success: true,
      model: 'res.partner',
      id: 7,
    });
  });

  it('repeats in a dry run what the caller wrote, not what the server added', () => {
    const result = answer({
      ...{ dry_run: true, model: 'res.partner', action: 'update', id: 7, field_count: 4 },
      validated_values: {
        name: 'Azure',
        child_ids: [[3, 9, 0]],
        credit_limit: 500,
        comment: 'from the defaults',
      },
    });
    const dry: Operation = { ...write, dryRun: true };
    expect(passed('update_record', result, dry, nothing).result.structuredContent).toEqual({
      ...{ dry_run: true, model: 'res.partner', action: 'update', id: 7, field_count: 4 },
      validated_values: { name: 'Azure', child_ids: [[3, 9, 0]] },
    });
  });

  it('leaves out a repeated value that is not the one the caller wrote', () => {
    const result = answer({ dry_run: true, validated_values: { name: 'Somebody else' } });
    const dry: Operation = { ...write, dryRun: true };
    expect(passed('update_record', result, dry, nothing).result.structuredContent).toEqual({
      dry_run: true,
      validated_values: {},
    });
  });

  it('shows of a method result that it came, and its type', () => {
    const operation: Operation = {
      ...{ kind: 'call', model: partner, method: 'action_x' as MethodName, ids: [7 as RecordId] },
      ...{ args: [1], kwargs: { note: 'mine' }, dryRun: false },
    };
    const opaque: Obligation = { kind: 'opaque', model: partner, method: 'action_x' as MethodName };
    const shown = (result: Json) =>
      passed(
        'execute_method',
        answer({ result, model: 'res.partner', method: 'action_x' }),
        operation,
        opaque,
      ).result.structuredContent;
    const about = { model: 'res.partner', method: 'action_x' };
    expect(shown({ name: 'Azure' })).toEqual({ result: { ok: true, type: 'object' }, ...about });
    expect(shown([1])).toEqual({ result: { ok: true, type: 'list' }, ...about });
    expect(shown('Azure')).toEqual({ result: { ok: true, type: 'text' }, ...about });
    expect(shown(3)).toEqual({ result: { ok: true, type: 'int' }, ...about });
    expect(shown(3.5)).toEqual({ result: { ok: true, type: 'float' }, ...about });
    expect(shown(true)).toEqual({ result: { ok: true, type: 'bool' }, ...about });
    expect(shown(null)).toEqual({ result: { ok: true, type: 'none' }, ...about });
    const dry = answer({
      ...{ dry_run: true, ...about, record_ids: [7], args_count: 1 },
      sanitized_kwargs: { note: 'mine', context: { uid: 2 } },
    });
    expect(
      passed('execute_method', dry, { ...operation, dryRun: true }, opaque).result
        .structuredContent,
    ).toEqual({
      ...{ dry_run: true, ...about, record_ids: [7], args_count: 1 },
      sanitized_kwargs: { note: 'mine' },
    });
  });

  it('says that an unreadable call has been carried out', () => {
    const operation: Operation = {
      ...{ kind: 'call', model: partner, method: 'action_x' as MethodName, ids: [] },
      ...{ args: [], kwargs: {}, dryRun: false },
    };
    const opaque: Obligation = { kind: 'opaque', model: partner, method: 'action_x' as MethodName };
    expect(outcome('execute_method', { content: [] }, operation, opaque)).toMatchObject({
      code: 'result_unreadable',
      reason: expect.stringContaining('has been carried out'),
    });
  });

  it('passes who signed in, and no credential', () => {
    const identity = {
      ...{ user: 'Marc Demo', login: 'demo', uid: 6, partner_id: 7, company_id: 1 },
      ...{ company_ids: [1], method: 'password', groups: ['base.group_user'], is_admin: false },
      ...{ database: 'demo', version: '18.0', edition: 'community' },
    };
    const result = answer({ ...identity, bearer_token: 'sesame', session_id: 'sesame' });
    const filtered = filterToolResult(result, shapeOf('login'), [], limits);
    expect(filtered).toMatchObject({ result: { structuredContent: identity } });
    expect(JSON.stringify(filtered)).not.toContain('sesame');
  });

  it('denies records where nothing was to come back', () => {
    const denied = outcome('search_read', answer({ records: [] }), search, nothing);
    expect(denied).toMatchObject({ code: 'result_unreadable' });
    const alone = filterToolResult(answer({ records: [] }), shapeOf('search_read'), [], limits);
    expect(alone).toMatchObject({ code: 'result_unreadable' });
  });

  it('denies one answer to several operations', () => {
    const decided = { operation: search, obligation: records(), mentionsHidden: () => false };
    const several = [decided, decided];
    expect(
      filterToolResult(answer({ records: [] }), shapeOf('search_read'), several, limits),
    ).toMatchObject({ code: 'result_unreadable' });
  });
});
