import type { FieldTreatment, GroupTreatment, Obligation } from '../decision.ts';
import type { ModelName } from '../names.ts';
import type { Reach } from '../reach.ts';
import type { Decided } from './findings.ts';

/** What is known of records that answers point at. */
export interface ReachView {
  /** Those of the records that are within reach; undefined where nobody could tell. */
  among(reach: Reach, ids: readonly number[]): readonly number[] | undefined;
}

/** Whether what may be shown of an answer turns on which records are within reach. */
export function turnsOnReach(decided: readonly Decided[]): boolean {
  return decided.some(({ obligation }) =>
    treatments(obligation).some((treatment) => typeof treatment === 'object'),
  );
}

/** The same decisions, to filter an answer by with what is known now. */
export function withKnownReach(decided: readonly Decided[], view: ReachView): readonly Decided[] {
  return decided.map((one) => ({ ...one, obligation: known(one.obligation, view) }));
}

/** The records of one model, each once, whose reach an answer turns on. */
export interface AskedReach {
  readonly reach: Reach;
  readonly ids: ReadonlySet<number>;
}

/** A view that knows nothing and keeps what it was asked: what is filtered by it shows nothing in question. */
export function askingView(): ReachView & { asked(): readonly AskedReach[] } {
  const asked = new Map<string, { readonly reach: Reach; readonly ids: Set<number> }>();
  return {
    among(reach, ids) {
      const entry = asked.get(reach.key) ?? { reach, ids: new Set() };
      asked.set(reach.key, entry);
      for (const id of ids) entry.ids.add(id);
      return undefined;
    },
    asked: () => [...asked.values()],
  };
}

/** Why a value was withheld. */
export function withheldReason(model: ModelName, key: string, treatment: GroupTreatment): string {
  return typeof treatment === 'object' && treatment.kind === 'ids_within'
    ? `which records of ${model}.${key} are within reach could not be asked`
    : `${model}.${key} has a structured value that no rule describes`;
}

function treatments(obligation: Obligation): readonly GroupTreatment[] {
  switch (obligation.kind) {
    case 'records':
    case 'groups':
      return [...obligation.visible.values()];
    case 'nothing':
    case 'labels':
    case 'fields':
    case 'models':
    case 'actions':
    case 'blob':
    case 'opaque':
      return [];
    default:
      return obligation satisfies never;
  }
}

function known(obligation: Obligation, view: ReachView): Obligation {
  switch (obligation.kind) {
    case 'records': {
      const visible = [...obligation.visible].map(
        ([field, treatment]) => [field, bound(treatment, view)] as const,
      );
      return { ...obligation, visible: new Map(visible) };
    }
    case 'groups': {
      const visible = [...obligation.visible].map(
        ([key, treatment]) =>
          [key, typeof treatment === 'object' ? bound(treatment, view) : treatment] as const,
      );
      return { ...obligation, visible: new Map(visible) };
    }
    case 'nothing':
    case 'labels':
    case 'fields':
    case 'models':
    case 'actions':
    case 'blob':
    case 'opaque':
      return obligation;
    default:
      return obligation satisfies never;
  }
}

function bound(treatment: FieldTreatment, view: ReachView): FieldTreatment {
  if (typeof treatment !== 'object' || treatment.reach === undefined) return treatment;
  const { reach } = treatment;
  return { ...treatment, among: (ids) => view.among(reach, ids) };
}
