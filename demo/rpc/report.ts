import { environmentOf } from '../engine/actor.ts';
import { type Env, modelOf, sudo } from '../engine/env.ts';
import { OdooError } from '../engine/errors.ts';
import { readRecords } from '../engine/read.ts';
import { displayNameOf, readerOf, recordExists } from '../engine/records.ts';
import type { DemoState } from '../state.ts';
import { pdfOf } from './pdf.ts';
import { requireSession } from './session.ts';

/** A page or a file; `location` is where a browser is sent instead. */
export interface ReportAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string | Buffer;
  readonly location?: string;
}

/**
 * `/report/<html|pdf|text>/<report>/<ids>` for the user of a session: the printed records, as HTML, as
 * a small PDF or as plain text. Errors are pages, as in Odoo: 403 without access, 500 for an unknown
 * report, 400 (19: 500) for records that are gone; without a session one is sent to the login page.
 */
export function answerReport(
  state: DemoState,
  path: string,
  sessionId: string | undefined,
): ReportAnswer {
  const uid = userOf(state, sessionId);
  if (uid === undefined) return toLogin(path);
  const [, , converter = '', name = '', ids = ''] = path.split('/').map(decodeURIComponent);
  if (!['html', 'pdf', 'text'].includes(converter)) {
    return page(200, `Converter ${converter} not implemented.`);
  }
  const env = environmentOf(state.db, uid, {});
  try {
    const lines = printed(env, name, numbersIn(ids));
    return converted(converter, lines);
  } catch (error) {
    if (!(error instanceof OdooError)) throw error;
    return page(statusOf(env, error), error.message);
  }
}

function userOf(state: DemoState, sessionId: string | undefined): number | undefined {
  try {
    return requireSession(state, sessionId).uid;
  } catch {
    return undefined;
  }
}

function toLogin(path: string): ReportAnswer {
  const location = `/web/login?redirect=${encodeURIComponent(`${path}?`)}`;
  return { ...page(303, 'Redirecting...'), location };
}

function statusOf(env: Env, error: OdooError): number {
  switch (error.name) {
    case 'odoo.exceptions.AccessError':
      return 403;
    case 'odoo.exceptions.MissingError':
      return env.db.version === 19 ? 500 : 400;
    default:
      return 500;
  }
}

/** The text of a report: its title, and of each record the label and a few figures. */
function printed(env: Env, name: string, ids: readonly number[]): readonly string[] {
  const reports = modelOf(env, 'ir.actions.report');
  const found = env.db.store
    .ids(reports.name)
    .map((id) => readerOf(env, reports.name, id))
    .find((report) => report.text('report_name') === name);
  if (!found) throw new OdooError('builtins.ValueError', `External ID not found: ${name}`);
  const model = modelOf(env, found.text('model'));
  const gone = ids.filter((id) => !recordExists(env, model.name, id));
  if (gone.length > 0) {
    throw new OdooError(
      'odoo.exceptions.MissingError',
      'Record does not exist or has been deleted.',
    );
  }
  readRecords(env, model, ids, ['display_name'], { labels: false });
  const figures = ['partner_id', 'state', 'amount_total', 'date_order', 'origin'].filter((field) =>
    model.fields.has(field),
  );
  return [
    found.text('name'),
    ...ids.flatMap((id) => {
      const [record = {}] = readRecords(sudo(env), model, [id], figures, { labels: true });
      return [
        displayNameOf(env, model, id),
        ...figures.map((field) => `  ${model.fields.get(field)?.string}: ${shown(record[field])}`),
      ];
    }),
  ];
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return String(value[1] ?? '');
  return value === false || value === undefined ? '' : String(value);
}

function converted(converter: string, lines: readonly string[]): ReportAnswer {
  if (converter === 'pdf') {
    return { status: 200, contentType: 'application/pdf', body: pdfOf(lines) };
  }
  if (converter === 'text') {
    return { status: 200, contentType: 'text/plain; charset=utf-8', body: lines.join('\n') };
  }
  return page(200, lines.join('\n'));
}

function page(status: number, text: string): ReportAnswer {
  const paragraphs = text.split('\n').map((line) => `<p>${escaped(line)}</p>`);
  return {
    status,
    contentType: 'text/html; charset=utf-8',
    body: `<!DOCTYPE html>\n<html><head><title>Odoo Report</title></head><body>${paragraphs.join('\n')}</body></html>\n`,
  };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function numbersIn(ids: string): readonly number[] {
  return ids
    .split(',')
    .filter((id) => /^\d+$/.test(id))
    .map(Number);
}
