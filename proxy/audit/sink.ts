import { closeSync, openSync, writeSync } from 'node:fs';
import type { Logger } from 'pino';
import type { AuditSettings } from '../../policies/gateway-settings.ts';
import type { AuditRecord } from './record.ts';

/** Where records go. */
export interface AuditSink {
  /** Never throws: a record that cannot be written is reported on the log. */
  write(record: AuditRecord): void;
  close(): void;
}

/**
 * Opens the configured sink.
 *
 * `log` writes through the log whatever the log's level is. `file` appends one JSON line per record, in one
 * write that is with the operating system before the caller has its answer; the file is created readable by
 * its owner alone. A file that cannot be opened throws: a guard that was told to keep records does not run
 * without. A write that fails later does not fail the call, which has happened by then; each one is logged
 * as an error together with the record, so that nothing is lost silently.
 */
export function openAuditSink(settings: AuditSettings, log: Logger): AuditSink {
  switch (settings.sink) {
    case 'off':
      return { write: () => {}, close: () => {} };
    case 'log': {
      // A record is safe by its type; searching each for secrets would cost more than writing it.
      const channel = log.child({}, { level: 'info', redact: [] });
      return { write: (audit) => channel.info({ audit }, 'call'), close: () => {} };
    }
    case 'file':
      return openFile(settings.file, log);
    default:
      return settings.sink satisfies never;
  }
}

function openFile(path: string | undefined, log: Logger): AuditSink {
  if (path === undefined) throw new Error('audit.sink is "file" and audit.file names none');
  let file: number | undefined;
  try {
    file = openSync(path, 'a', 0o600);
  } catch (error) {
    throw new Error(
      `audit.file: ${path} cannot be opened for writing (${codeOf(error)}). ` +
        'Name a file in a folder that exists and is writable.',
      { cause: error },
    );
  }
  return {
    write(audit) {
      try {
        if (file === undefined) throw new Error('closed');
        appendLine(file, `${JSON.stringify(audit)}\n`);
      } catch (error) {
        log.error(
          { audit, path, failure: codeOf(error) },
          'an audit record could not be written to its file',
        );
      }
    },
    close() {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}

function appendLine(file: number, line: string): void {
  const bytes = Buffer.from(line, 'utf8');
  let written = 0;
  while (written < bytes.length) written += writeSync(file, bytes, written);
}

function codeOf(error: unknown): string {
  if (error instanceof Error) {
    return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
  }
  return 'unknown';
}
