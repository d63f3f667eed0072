import type { Deny, GroupTreatment, Note, Obligation } from '../../policies/decision.ts';
import type { Json } from '../../policies/json.ts';
import { modelOf, type Operation } from '../../policies/operation.ts';
import type { Judged, Way } from './way.ts';

/** The way of a call for a person, stage by stage. */
export function wayInWords(way: Way): string {
  const { subject } = way.caller;
  const groups = [...subject.groups].sort().join(', ') || 'none';
  const lines = [
    `${subject.name} calls ${way.tool}`,
    ...stage('subject', [`groups: ${groups}${subject.admin ? '; an administrator' : ''}`]),
    ...stage('tool rule', [toolRule(way)]),
    ...stage('meaning', meaning(way)),
    ...way.judged.flatMap((judged) => stage('decision', decisionWords(judged))),
    ...stage('asked', askedWords(way)),
    ...stage('unknown', unknownWords(way)),
    ...stage('sent', way.sends ? [JSON.stringify(way.sends)] : []),
    ...stage('answer', way.judged.flatMap(answerWords)),
    ...stage('notes', way.judged.flatMap(notesOf)),
    ...stage('result', resultWords(way)),
  ];
  return `${lines.join('\n')}\n`;
}

const INDENT = 13;

function stage(name: string, lines: readonly string[]): readonly string[] {
  return lines.map((line, index) => `  ${(index === 0 ? name : '').padEnd(INDENT - 2)}${line}`);
}

function toolRule({ access }: Way): string {
  if (access === 'visible') return 'the tool may be called';
  return access === 'hidden' ? 'the tool is hidden' : denialWords(access);
}

function meaning({ operations, effect }: Way): readonly string[] {
  if (operations) return operations.map(operationWords);
  return effect === 'allow'
    ? ['no binding describes the tool: no rule on models, fields or records holds']
    : [];
}

/** `search_read on res.partner: fields ["name"], limit 5`. */
function operationWords(operation: Operation): string {
  const model = modelOf(operation);
  const parts = Object.entries(operation).flatMap(([key, value]) =>
    key === 'kind' || key === 'model' || value === undefined || value === false
      ? []
      : [`${key} ${JSON.stringify(value)}`],
  );
  const on = model === undefined ? '' : ` on ${model}`;
  return `${operation.kind}${on}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}`;
}

function decisionWords({ operation, decision }: Judged): readonly string[] {
  const model = modelOf(operation);
  const what = `${operation.kind}${model === undefined ? '' : ` on ${model}`}`;
  switch (decision.effect) {
    case 'allow':
      return [`${what}: allowed by ${decision.rule}`];
    case 'confirm':
      return [
        `${what}: allowed by ${decision.rule}`,
        `and ${decision.confirmRule} asks a person first`,
      ];
    case 'deny':
      return [`${what}: ${denialWords(decision)}`];
    default:
      return decision satisfies never;
  }
}

/** `denied by rule (code): reason What would be allowed.` */
function denialWords({ code, rule, reason, allowed }: Deny): string {
  return `denied by ${rule} (${code}): ${reason}${allowed === undefined ? '' : ` ${allowed}`}`;
}

function askedWords({ asked }: Way): readonly string[] {
  return asked.map(({ question: { model, ids, domain }, answer }) => {
    const fit = domain.length === 0 ? 'exist' : `fit ${JSON.stringify(domain)}`;
    const asks =
      ids === undefined
        ? `does no record of ${model} ${fit}`
        : `do all of ${model} ${ids.join(', ')} ${fit}`;
    return `${asks}? ${answer ? 'yes' : 'no'}`;
  });
}

function unknownWords({ unknown }: Way): readonly string[] {
  return unknown.length === 0 ? [] : [`the fields of ${unknown.join(', ')} are not described`];
}

function answerWords({ decision }: Judged): readonly string[] {
  return decision.effect === 'deny' ? [] : obligationWords(decision.obligation);
}

function obligationWords(obligation: Obligation): readonly string[] {
  switch (obligation.kind) {
    case 'nothing':
      return ['nothing of it comes from a field'];
    case 'records': {
      const { model, maxRecords, visible, masked, redaction } = obligation;
      const hidden = redaction === 'mask' ? 'masked' : 'left out';
      return [
        `at most ${maxRecords} records of ${model}, with ${treated(visible)}`,
        ...(masked.length === 0 ? [] : [`${hidden}: ${masked.join(', ')}`]),
      ];
    }
    case 'groups':
      return [
        `at most ${obligation.maxGroups} groups of ${obligation.model}, with ${treated(obligation.visible)}`,
      ];
    case 'labels':
      return [`ids and names of at most ${obligation.maxRecords} records of ${obligation.model}`];
    case 'fields':
      return [`the fields of ${obligation.model} that are open to the subject`];
    case 'models':
      return ['the models that are open to the subject'];
    case 'actions':
      return [`the actions on ${obligation.model} that are open to the subject`];
    case 'blob':
      return [`one file of at most ${obligation.maxBytes} bytes`];
    case 'opaque':
      return [`what ${obligation.method} returns is replaced by its type`];
    default:
      return obligation satisfies never;
  }
}

/** Names, and in brackets how one is shown that is not shown as it is. */
function treated(visible: ReadonlyMap<string, GroupTreatment>): string {
  return [...visible]
    .map(([name, how]) => (how === 'value' ? name : `${name} (${treatmentWords(how)})`))
    .join(', ');
}

function treatmentWords(how: GroupTreatment): string {
  if (typeof how === 'string') return how.replaceAll('_', ' ');
  const { kind, reach } = how;
  const what = kind === 'ids_within' ? 'those within reach' : 'label of those within reach';
  if (reach === undefined) return `${what}, which cannot be told`;
  return `${what}: ${JSON.stringify(reach.domain)}`;
}

function notesOf({ decision }: Judged): readonly string[] {
  return decision.effect === 'deny' ? [] : decision.notes.map(noteWords);
}

/** `fields hidden: model res.partner, fields vat`. */
function noteWords({ kind, ...rest }: Note): string {
  const parts = Object.entries(rest).map(([key, value]) => `${key} ${plain(value)}`);
  return `${kind.replaceAll('_', ' ')}: ${parts.join(', ')}`;
}

function plain(value: Json | undefined): string {
  if (Array.isArray(value)) return value.join(' ');
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

function resultWords({ effect, denial }: Way): readonly string[] {
  switch (effect) {
    case 'allow':
      return ['ALLOWED; nothing was sent'];
    case 'confirm':
      return ['ALLOWED once a person confirms it; nothing was sent'];
    case 'deny':
      return [`DENIED: ${denial ? denialWords(denial) : ''}`];
    default:
      return effect satisfies never;
  }
}
