import type * as z from 'zod';
import { BindingError } from './binding-error.ts';

type Issue = z.core.$ZodIssue;

/** The first problem in words. In a union, the alternative that got furthest knows best what is wrong. */
export function firstProblem(issues: readonly Issue[], source: string): BindingError {
  const [first] = issues;
  if (first === undefined) return new BindingError(source, '', 'is no binding');
  const { issue, path } = deepest(first, []);
  const where = path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.map((key) => `'${key}'`).join(', ');
    return new BindingError(
      source,
      where,
      `${keys} is not part of the binding language; remove it`,
    );
  }
  return new BindingError(source, where, issue.message);
}

function deepest(
  issue: Issue,
  above: readonly PropertyKey[],
): { issue: Issue; path: PropertyKey[] } {
  const path = [...above, ...issue.path];
  if (issue.code !== 'invalid_union') return { issue, path };
  const inner = issue.errors
    .flatMap((alternative) => alternative.slice(0, 1))
    .map((problem) => deepest(problem, path))
    .sort((one, other) => other.path.length - one.path.length);
  const [best] = inner;
  return best !== undefined && best.path.length > path.length
    ? best
    : {
        issue: {
          ...issue,
          message: [...new Set(inner.map(({ issue: { message } }) => message))].join('; or '),
        },
        path,
      };
}
