import type { Logger } from 'pino';
import type { AuditSettings } from '../../policies/gateway-settings.ts';
import { isLogWritten } from '../log.ts';
import { type AuditFile, codeOf, openAuditFile } from './audit-file.ts';
import type { AuditRecord } from './record.ts';

/** Where records go. */
export interface AuditSink {
  /** Never throws: a record that cannot be written is reported on the log. */
  write(record: AuditRecord): void;
  /** Whether the next record can be kept, as far as anybody can tell: what could not be written is tried again. */
  keeps(): boolean;
  close(): void;
}

/** Records that wait to be written. What comes on top is on the log alone, if anywhere: it is of calls that were refused. */
const MOST_UNWRITTEN = 1_000;

/**
 * Opens the configured sink.
 *
 * `log` writes through the log whatever the log's level is; what standard error does not take waits as what a file does
 * not take. `file` appends one JSON line per record, in one write that is with the operating system before the caller
 * has its answer; the file is created readable by its owner alone. A file that cannot be opened throws: a guard that
 * was told to keep records does not run without. A write that fails later does not fail the call, which has happened
 * by then: it is logged as an error together with the record, and the record waits to be written before anything else
 * is. Until it is, `keeps` says no.
 */
export function openAuditSink(settings: AuditSettings, log: Logger): AuditSink {
  switch (settings.sink) {
    case 'off':
      return { write: () => {}, keeps: () => true, close: () => {} };
    case 'log': {
      // A record is safe by its type; searching each for secrets would cost more than writing it.
      const channel = log.child({}, { level: 'info', redact: [] });
      return logSink(channel, () => isLogWritten(log));
    }
    case 'file':
      if (settings.file === undefined)
        throw new Error('audit.sink is "file" and audit.file names none');
      return fileSink(openAuditFile(settings.file), settings.file, log);
    default:
      return settings.sink satisfies never;
  }
}

/** `isWritten`: whether what the channel was given last was written. */
function logSink(channel: Logger, isWritten: () => boolean): AuditSink {
  const unwritten: AuditRecord[] = [];

  function catchUp(): void {
    for (let audit = unwritten[0]; audit !== undefined; audit = unwritten[0]) {
      channel.info({ audit }, 'call');
      if (!isWritten()) return;
      unwritten.shift();
    }
  }

  return {
    write(audit) {
      if (unwritten.length < MOST_UNWRITTEN) unwritten.push(audit);
      catchUp();
    },
    keeps() {
      catchUp();
      return unwritten.length === 0;
    },
    close: () => {},
  };
}

function fileSink(file: AuditFile, path: string, log: Logger): AuditSink {
  const unwritten: string[] = [];

  /** Throws at the first line that cannot be written. */
  function catchUp(): void {
    for (let line = unwritten[0]; line !== undefined; line = unwritten[0]) {
      file.append(line);
      unwritten.shift();
    }
  }

  return {
    write(audit) {
      const line = JSON.stringify(audit);
      try {
        catchUp();
        file.append(line);
      } catch (error) {
        if (unwritten.length < MOST_UNWRITTEN) unwritten.push(line);
        log.error(
          { audit, path, failure: codeOf(error) },
          'an audit record could not be written to its file: nothing is let through until it can',
        );
      }
    },
    keeps() {
      if (unwritten.length === 0) return true;
      try {
        catchUp();
      } catch {
        return false;
      }
      log.info({ path }, 'audit records can be written again');
      return true;
    },
    close: () => file.close(),
  };
}
