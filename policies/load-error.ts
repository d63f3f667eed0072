/** One thing wrong with a policy, and where. Without a line it concerns a file, a variable or an option. */
export interface Problem {
  /** A file as the operator named it, or `environment`, `options` or `gateway settings`. */
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
  /** What to write instead. */
  readonly hint?: string;
}

/** A policy that was refused, with everything that is wrong with it at once. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const ordered = inReadingOrder(problems);
    super(ordered.map(describeProblem).join('\n'));
    this.problems = ordered;
  }
}

/** `config/rbac.yaml:12:5 unknown key "x": did you mean "y"?` */
export function describeProblem(problem: Problem): string {
  const place =
    problem.line === undefined
      ? problem.file
      : `${problem.file}:${problem.line}:${problem.column ?? 1}`;
  const hint = problem.hint === undefined ? '' : `: ${problem.hint}`;
  return `${place} ${problem.message}${hint}`;
}

/** Keeps the files in the order they first appear, and sorts the problems of each by place. */
function inReadingOrder(problems: readonly Problem[]): readonly Problem[] {
  return [...new Set(problems.map(({ file }) => file))].flatMap((file) =>
    problems
      .filter((problem) => problem.file === file)
      .sort(
        (one, other) =>
          (one.line ?? 0) - (other.line ?? 0) || (one.column ?? 0) - (other.column ?? 0),
      ),
  );
}
