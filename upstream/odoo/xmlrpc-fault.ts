import { classifyFault } from './classify.ts';
import { OdooError } from './errors.ts';

/**
 * What an XML-RPC fault of Odoo 17 to 19 says. `none`: the call was carried out and returned nothing,
 * which Odoo cannot write as XML-RPC. `unwritable`: it was carried out and returned what Odoo cannot
 * write (a map with number keys, a whole number over 32 bits, nothing inside of something).
 */
export type XmlRpcFault =
  | { readonly kind: 'none' }
  | { readonly kind: 'unwritable' }
  | { readonly kind: 'error'; readonly error: OdooError };

const HEADER = 'Traceback (most recent call last):';
const CHAIN =
  /\n\n(?:The above exception was the direct cause of the following exception|During handling of the above exception, another exception occurred):\n\n(?=Traceback )/;
const NIL = 'TypeError: cannot marshal None unless allow_none is enabled';
const WRITING = /^ {2}File "[^"]*client\.py", line \d+, in __dump$/;

/** MissingError ends with the records and the user, in the user's language. */
const MISSING = /\([^()\n]*: [a-z][\w.]*\([\d, ]*\), [^()\n]*: \d+\)\s*$/;
/** Characters at the end of a fault that are searched for it. */
const MISSING_LENGTH = 20_000;
/** Texts that Odoo's own constraints use; those of modules cannot be told from a UserError. */
const VALIDATION = /^(?:The operation cannot be completed:|You cannot create recursive )/;

/**
 * Reads a fault of `/xmlrpc/2`: code 2 is a UserError and what derives from it (told apart by the
 * text, so that a ValidationError of a module comes out as class `user`), 3 AccessDenied, 4 AccessError,
 * 1 a Python traceback, which names the exception at its end.
 */
export function readFault(code: number, text: string, model?: string): XmlRpcFault {
  switch (code) {
    case 1:
      return readTraceback(text, model);
    case 2:
      return failed(warningName(text), text, model);
    case 3:
      return failed('odoo.exceptions.AccessDenied', text, model);
    case 4:
      return failed('odoo.exceptions.AccessError', text, model);
    default:
      return failed('', text, model);
  }
}

function warningName(text: string): string {
  if (MISSING.test(text.slice(-MISSING_LENGTH))) return 'odoo.exceptions.MissingError';
  return VALIDATION.test(text) ? 'odoo.exceptions.ValidationError' : 'odoo.exceptions.UserError';
}

function readTraceback(text: string, model: string | undefined): XmlRpcFault {
  const trimmed = text.replace(/\n$/, '');
  const written = writingFailure(trimmed.split('\n'));
  if (written !== undefined) return { kind: written };
  const last = trimmed.split(CHAIN).at(-1) ?? '';
  const [header, ...lines] = last.split('\n');
  const at = lines.findIndex((line) => !line.startsWith(' '));
  const said = header === HEADER && at >= 0 ? lines.slice(at).join('\n') : '';
  const [, type = '', message = ''] = /^([\w.]+)(?:: ([\s\S]*))?$/.exec(said) ?? [];
  const name = type === '' || type.includes('.') ? type : `builtins.${type}`;
  return failed(name, name === 'builtins.KeyError' ? unquote(message) : message, model);
}

/**
 * Whether the traceback is that of Python's XML-RPC writer, which runs after the call was carried out.
 * Only a traceback whose first line outside of the frames is its last one counts, so that no text inside
 * of an error can look like one.
 */
function writingFailure(lines: readonly string[]): 'none' | 'unwritable' | undefined {
  const frames = lines.slice(1, -1);
  if (lines[0] !== HEADER || !frames.every((line) => line.startsWith('  '))) return undefined;
  const depth = frames.filter((line) => WRITING.test(line)).length;
  if (depth === 0) return undefined;
  return depth === 1 && lines.at(-1) === NIL ? 'none' : 'unwritable';
}

/** A KeyError prints its key as Python would write it. */
function unquote(text: string): string {
  return /^'([^'\\]*)'$/.exec(text)?.[1] ?? text;
}

function failed(name: string, message: string, model: string | undefined): XmlRpcFault {
  return { kind: 'error', error: classifyFault({ data: { name, message } }, model) };
}

/** The call was carried out, but its answer cannot come over XML-RPC. */
export function answerUnwritable(): OdooError {
  return new OdooError(
    'validation',
    'Odoo carried the call out, but its answer cannot be written as XML-RPC. Set ODOO_PROTOCOL to jsonrpc to get such answers.',
    'unknown',
  );
}
