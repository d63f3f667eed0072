/** The last of several values with commas between them, and what stands before it. */
export interface TypedList {
  readonly before: string;
  readonly last: string;
}

/** Takes the value that is being typed out of a comma-separated list. */
export function typedList(value: string): TypedList {
  const start = value.lastIndexOf(',') + 1;
  const last = value.slice(start);
  const typed = last.trimStart();
  return { before: value.slice(0, value.length - typed.length), last: typed.trimEnd() };
}
