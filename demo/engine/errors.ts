/**
 * An error as Odoo reports it over RPC: `name` is the dotted Python class a client switches on,
 * `message` the text a user reads.
 */
export class OdooError extends Error {
  override readonly name: string;
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

export const accessDenied = () => new OdooError('odoo.exceptions.AccessDenied', 'Access Denied');
export const accessError = (text: string) => new OdooError('odoo.exceptions.AccessError', text);
export const userError = (text: string) => new OdooError('odoo.exceptions.UserError', text);
export const validationError = (text: string) =>
  new OdooError('odoo.exceptions.ValidationError', text);
export const valueError = (text: string) => new OdooError('builtins.ValueError', text);
export const typeError = (text: string) => new OdooError('builtins.TypeError', text);
export const keyError = (text: string) => new OdooError('builtins.KeyError', text);
export const attributeError = (text: string) => new OdooError('builtins.AttributeError', text);
export const assertionError = (text: string) => new OdooError('builtins.AssertionError', text);

/** A record that does not exist (any more), as seen by user `uid`. */
export const missingError = (model: string, ids: readonly number[], uid: number) =>
  new OdooError(
    'odoo.exceptions.MissingError',
    `Record does not exist or has been deleted.\n(Record: ${model}(${ids.join(', ')}${ids.length === 1 ? ',' : ''}), User: ${uid})`,
  );

/** What PostgreSQL says when the database named in a call is not there. */
export const unknownDatabase = (database: string) =>
  new OdooError(
    'psycopg2.OperationalError',
    `connection to server at "127.0.0.1", port 5432 failed: FATAL:  database "${database}" does not exist\n`,
  );

/** Raised when a request needs a session and has none; answered with code 100 and no id. */
export const sessionExpired = () =>
  new OdooError('odoo.http.SessionExpiredException', 'Session expired');

/** Raised for a model name that is not registered, since Odoo 18 on `call_kw`; code 404 and no id. */
export const notFound = () =>
  new OdooError(
    'werkzeug.exceptions.NotFound',
    '404 Not Found: The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.',
  );
