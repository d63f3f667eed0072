/** A binding that cannot be used: what is wrong, where in the document, and what to write instead. */
export class BindingError extends Error {
  override readonly name = 'BindingError';
  /** The file or other name the document was given under. */
  readonly source: string;
  /** Dotted path inside the document; empty for the document itself. */
  readonly path: string;

  constructor(source: string, path: string, problem: string) {
    super(`${source}: ${path === '' ? '' : `${path}: `}${problem}`);
    this.source = source;
    this.path = path;
  }
}
