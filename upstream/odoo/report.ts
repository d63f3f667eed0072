import type { FileAnswer, OdooEndpoint } from './endpoint.ts';
import { OdooError } from './errors.ts';
import type { Secret } from './secret.ts';
import type { PrintJob } from './transport.ts';

/** A printed report, and the session that goes on from here when Odoo replaced it. */
export interface PrintedReport {
  readonly bytes: Uint8Array;
  readonly session: string | undefined;
}

const PDF = Buffer.from('%PDF-');

/**
 * Has Odoo print a report through `/report/pdf`, the one way there is in 17 to 19: rendering is no
 * public method, and the page takes a web session only. Sent once, since printing may file the PDF as
 * an attachment. Throws `session_expired` when Odoo asks for a login, before it prints anything.
 */
export async function downloadReport(
  endpoint: OdooEndpoint,
  cookie: Secret,
  { report, ids, maxBytes }: PrintJob,
  signal: AbortSignal | undefined,
): Promise<PrintedReport> {
  const page = `/report/pdf/${encodeURIComponent(report)}/${ids.join(',')}`;
  const get = (path: string, session: string) =>
    endpoint.download(
      { path, headers: { accept: 'application/pdf', cookie: `session_id=${session}` }, maxBytes },
      { signal, repeatable: false },
    );
  let answer = await get(page, cookie.reveal());
  // A site with several languages sends its users on to the page under the code of theirs.
  const inLanguage = localised(answer, page);
  if (inLanguage !== undefined) {
    const session = answer.session ?? cookie.reveal();
    const next = await get(inLanguage, session);
    answer = { ...next, session: next.session ?? answer.session };
  }
  return { bytes: readPdf(answer, ids.length), session: answer.session };
}

/** The path a redirection leads to when it is the same page under a language code. */
function localised({ status, location }: FileAnswer, page: string): string | undefined {
  if (!isRedirection(status) || location === undefined || !URL.canParse(location, BASE))
    return undefined;
  const { pathname } = new URL(location, BASE);
  const language = /^\/([A-Za-z]{2,3}(?:[_@-][A-Za-z0-9]{2,8}){0,2})\/report\/pdf\//.exec(pathname);
  return language === null ? undefined : `/${language[1]}${page}`;
}

const BASE = 'http://odoo.invalid';

/** What may help where Odoo fails at several records: as Debian builds it, wkhtmltopdf takes one page only. */
const ONE_AT_A_TIME = " Some servers' wkhtmltopdf prints one record at a time: try each alone.";

/** The PDF of so many records in an answer; throws what it means when there is none. */
function readPdf({ status, type, location, bytes }: FileAnswer, records: number): Uint8Array {
  if (status === 200) {
    if (type.startsWith('application/pdf') && bytes.subarray(0, PDF.length).equals(PDF))
      return bytes;
    throw new OdooError('user', 'Odoo answered a web page instead of a PDF for this report.');
  }
  if (isRedirection(status) && location !== undefined && /\/web\/login\b/.test(location))
    throw new OdooError('session_expired', 'The Odoo session has expired. Log in again.');
  switch (status) {
    case 400:
    case 422:
      // The page around the text of a UserError, which is the same word in every language.
      if (/wkhtmltopdf/i.test(bytes.toString('utf8')))
        throw new OdooError(
          'user',
          'Odoo cannot print PDF reports at the moment: wkhtmltopdf is missing on the Odoo server, or failed. Whoever runs that server can mend it.',
        );
      throw new OdooError('user', 'Odoo refused to print this report of these records.');
    case 403:
      throw new OdooError(
        'access',
        "Odoo's access rights do not allow this user to print this report of these records.",
      );
    case 404:
      throw new OdooError('missing', 'Odoo does not have this report, or one of the records.');
    default:
      throw new OdooError(
        'internal',
        `Odoo failed while printing the report.${records > 1 ? ONE_AT_A_TIME : ''}`,
        'unknown',
      );
  }
}

function isRedirection(status: number): boolean {
  return status >= 300 && status < 400;
}
