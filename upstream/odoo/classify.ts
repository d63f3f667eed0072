import * as z from 'zod';
import { OdooError, UnknownModel } from './errors.ts';
import { sanitise, sanitiseAccess } from './sanitise.ts';

/** The `error` member of an Odoo JSON-RPC answer, as far as it is used here (Odoo 17 to 19); JSON-2 answers its `data`. */
export const odooFault = z.looseObject({
  code: z.number().optional(),
  message: z.string().optional(),
  data: z.looseObject({ name: z.string().optional(), message: z.unknown().optional() }).optional(),
});
export type OdooFault = z.output<typeof odooFault>;

const BUILTINS = new Set([
  'builtins.AssertionError',
  'builtins.IndexError',
  'builtins.KeyError',
  'builtins.TypeError',
  'builtins.ValueError',
  'builtins.OverflowError',
]);

/**
 * Turns what Odoo answered into an {@link OdooError}. The class comes from `error.data.name` (the
 * Python exception), never from the translated text; `model` is the model the call was for, to tell
 * an unknown model from an unknown key. The text is safe to show.
 */
export function classifyFault(fault: OdooFault, model?: string): OdooError {
  const name = fault.data?.name ?? '';
  const text = typeof fault.data?.message === 'string' ? fault.data.message : '';
  switch (name) {
    case 'odoo.http.SessionExpiredException':
      return new OdooError('session_expired', 'The Odoo session has expired. Log in again.');
    case 'odoo.exceptions.AccessDenied':
      return new OdooError('auth', 'Odoo no longer accepts this credential. Log in again.');
    case 'odoo.exceptions.AccessError':
      if (text === 'Database not found.') return unknownDatabase();
      return new OdooError('access', sanitiseAccess(text));
    case 'odoo.exceptions.MissingError':
      return new OdooError(
        'missing',
        sanitise(text) || 'The record does not exist or has been deleted.',
      );
    case 'odoo.exceptions.ValidationError':
      return new OdooError('validation', sanitise(text) || 'Odoo found the values invalid.');
    case 'odoo.exceptions.UserError':
      if (/^Object \S+ doesn't exist$/.test(text)) return unknownModel(model);
      return new OdooError('user', sanitise(text) || 'Odoo refused the operation.');
    case 'odoo.exceptions.RedirectWarning':
    case 'odoo.exceptions.CacheMiss':
      return new OdooError('user', sanitise(text) || 'Odoo refused the operation.');
    case 'werkzeug.exceptions.NotFound':
      if (/^The method '[^'\n]+' does not exist/.test(text))
        return new OdooError('missing', sanitise(text));
      return unknownModel(model);
    case 'werkzeug.exceptions.Unauthorized':
      return new OdooError('auth', 'Odoo no longer accepts this credential. Log in again.');
    case 'werkzeug.exceptions.Forbidden':
      return new OdooError('access', sanitiseAccess(text));
    case 'werkzeug.exceptions.BadRequest':
    case 'werkzeug.exceptions.UnprocessableEntity':
      return new OdooError('validation', sanitise(text) || 'Odoo could not read the arguments.');
    case 'builtins.AttributeError':
      return new OdooError('missing', sanitise(text) || 'The method does not exist on this model.');
    default:
      break;
  }
  if (name === 'builtins.KeyError' && model !== undefined && text.includes(model))
    return unknownModel(model);
  if (name === 'builtins.KeyError')
    return new OdooError('validation', `Odoo does not know ${sanitise(text) || 'a name'} here.`);
  // Python's JSON writer: over /jsonrpc it runs when the call is done and kept.
  if (name === 'builtins.TypeError' && text.startsWith('keys must be str'))
    return new OdooError('validation', 'The answer of Odoo cannot be written as JSON.', 'unknown');
  if (BUILTINS.has(name))
    return new OdooError('validation', sanitise(text) || 'Odoo could not read the arguments.');
  if (name.startsWith('psycopg2')) return classifyDatabaseFault(name, text);
  if (fault.code === 100)
    return new OdooError('session_expired', 'The Odoo session has expired. Log in again.');
  return new OdooError('internal', 'Odoo failed while carrying out the call.', 'unknown');
}

/** PostgreSQL's own texts hold hosts, SQL and row values: none of it is passed on. */
function classifyDatabaseFault(name: string, text: string): OdooError {
  if (/database "[^"]*" does not exist/.test(text)) return unknownDatabase();
  if (/OperationalError|InterfaceError/.test(name))
    return new OdooError('connection', 'Odoo cannot reach its database at the moment.', 'unknown');
  return new OdooError(
    'validation',
    'The database refused the values: a constraint, a type or a reference does not hold.',
  );
}

/** The named database is not one this Odoo serves. */
export function unknownDatabase(): OdooError {
  return new OdooError(
    'database',
    'Odoo does not have this database: the one that ODOO_DB or the login names.',
  );
}

function unknownModel(model: string | undefined): OdooError {
  if (model !== undefined) return new UnknownModel(model);
  return new OdooError(
    'missing',
    'Odoo does not have this model: the module that defines it may not be installed.',
  );
}
