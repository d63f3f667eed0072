import { Buffer } from 'node:buffer';

/** The line cap of the reference SDK, in bytes. */
export const MAX_LINE_BYTES = 10 * 1024 * 1024;

/** One line of a newline-delimited stream, or the notice that one was longer than the cap. */
export type Line =
  | { readonly kind: 'line'; readonly bytes: Buffer }
  | { readonly kind: 'too_long'; readonly maxBytes: number };

export interface LineDecoder {
  /** Takes the next bytes and returns the lines they complete. Total: never throws. */
  push(chunk: Uint8Array): Line[];
  /** Takes what is left at the end of the stream as a last line. */
  end(): Line[];
}

/**
 * Newline-delimited framing of MCP over stdio. Lines are bytes: a chunk may end inside a character. CRLF is
 * accepted, blank lines are skipped. A line over the cap is reported once, as soon as the cap is passed,
 * is not kept in memory, and reading resumes after its newline.
 */
export function createLineDecoder(maxBytes: number = MAX_LINE_BYTES): LineDecoder {
  let rest: Buffer[] = [];
  let restBytes = 0;
  let skipping = false;

  function keep(tail: Buffer, lines: Line[]): void {
    if (skipping || tail.length === 0) return;
    restBytes += tail.length;
    if (restBytes > maxBytes) {
      lines.push({ kind: 'too_long', maxBytes });
      rest = [];
      restBytes = 0;
      skipping = true;
      return;
    }
    rest.push(tail);
  }

  function endLine(lines: Line[]): void {
    if (!skipping) {
      const joined = rest.length === 1 ? rest[0] : Buffer.concat(rest);
      const bytes = joined === undefined ? Buffer.alloc(0) : withoutCr(joined);
      if (!isBlank(bytes)) lines.push({ kind: 'line', bytes });
    }
    rest = [];
    restBytes = 0;
    skipping = false;
  }

  return {
    push(input) {
      const chunk = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
      const lines: Line[] = [];
      let start = 0;
      for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, start)) {
        keep(chunk.subarray(start, at), lines);
        endLine(lines);
        start = at + 1;
      }
      keep(chunk.subarray(start), lines);
      return lines;
    },
    end() {
      const lines: Line[] = [];
      endLine(lines);
      return lines;
    },
  };
}

function withoutCr(bytes: Buffer): Buffer {
  return bytes.at(-1) === 0x0d ? bytes.subarray(0, -1) : bytes;
}

function isBlank(bytes: Buffer): boolean {
  for (const byte of bytes) if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return false;
  return true;
}
