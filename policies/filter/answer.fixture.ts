import type { GroupObligation, Obligation } from '../decision.ts';
import type { Json } from '../json.ts';
import type { FieldName, MethodName, ModelName } from '../names.ts';
import { type AnswerKind, filterAnswer } from './answer.ts';
import { partner, records } from './filtering.fixture.ts';
import { startFindings } from './findings.ts';

export const GROUPS: GroupObligation = {
  kind: 'groups',
  model: partner,
  visible: new Map([
    ['name', 'value'],
    ['parent_id', 'id_only'],
    ['country_id', 'label'],
    ['date:month', 'period'],
    ['__count', 'count'],
  ]),
  redaction: 'mask',
  maxGroups: 2,
};
export const LABELS: Obligation = { kind: 'labels', model: partner, maxRecords: 2 };
export const FIELDS: Obligation = {
  kind: 'fields',
  model: partner,
  mayDescribe: (name: FieldName) => name === 'name',
  mayName: () => true,
};
export const MODELS: Obligation = {
  kind: 'models',
  accessLevel: (name: ModelName) => (name === 'res.partner' ? 'read_only' : undefined),
};
export const ACTIONS: Obligation = {
  kind: 'actions',
  model: partner,
  mayCall: (method: MethodName) => method === 'action_done',
  mayWrite: () => false,
  stateVisible: true,
};
export const BLOB: Obligation = { kind: 'blob', model: partner, maxBytes: 10 };
export const OPAQUE: Obligation = {
  kind: 'opaque',
  model: partner,
  method: 'action_x' as MethodName,
};
export const NOTHING: Obligation = { kind: 'nothing' };
/** One obligation of each kind. */
export const EVERY: readonly Obligation[] = [
  ...[records(), GROUPS, LABELS, FIELDS, MODELS, ACTIONS, BLOB, OPAQUE, NOTHING],
];

/** An answer after its filter. */
export function filtered(answer: Json | undefined, kind: AnswerKind, obligation: Obligation) {
  const findings = startFindings();
  const part = filterAnswer(answer, kind, obligation, findings);
  return { part, notes: findings.notes() };
}
/** The note on an answer that was withheld. */
export const withheld = (reason: string) => [{ kind: 'result_withheld', reason }];
/** Why an answer was withheld; undefined where it was not. */
export const problem = (answer: Json | undefined, kind: AnswerKind, obligation: Obligation) => {
  const { part } = filtered(answer, kind, obligation);
  return 'problem' in part ? part.problem : undefined;
};
