/** The right to have one call under way. */
export interface Slot {
  /** Gives it back. Again: nothing happens. */
  release(): void;
}

export interface Concurrency {
  /** A slot, or undefined when the subject has as many calls under way as it may. */
  enter(subjectId: string): Slot | undefined;
}

/** Bounds the calls that each subject has under way at once. Subjects without any take no memory. */
export function createConcurrency(limit: number): Concurrency {
  const underWay = new Map<string, number>();

  return {
    enter(subjectId) {
      const count = underWay.get(subjectId) ?? 0;
      if (count >= limit) return undefined;
      underWay.set(subjectId, count + 1);
      let held = true;
      return {
        release() {
          if (!held) return;
          held = false;
          const left = (underWay.get(subjectId) ?? 1) - 1;
          if (left > 0) underWay.set(subjectId, left);
          else underWay.delete(subjectId);
        },
      };
    },
  };
}
