import { Buffer, isUtf8 } from 'node:buffer';

/**
 * Server-sent events (WHATWG HTML, section 9.2) as MCP uses them: a stream of frames, each a message, a
 * cursor, a retry hint or a comment.
 */

/** One frame. `data` is absent, not empty, where the frame had no `data` line. */
export interface SseFrame {
  readonly data?: string;
  readonly id?: string;
  readonly event?: string;
  /** Milliseconds. */
  readonly retry?: number;
  readonly comment?: string;
}

/** Why a stream can be read no further. */
export class SseFailure extends Error {
  override readonly name = 'SseFailure';
  readonly kind: 'too_large' | 'utf8';
  constructor(kind: SseFailure['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

const LINE_END = /\r\n|\r|\n/;
const FORBIDDEN_IN_FIELD = /[\r\n\0]/;

/**
 * Encodes one frame, blank line included. Line ends inside `data` and `comment` become further lines, so
 * that nothing in them can start a frame of its own. Throws where `id` or `event` hold a line end or NUL.
 */
export function encodeSse(frame: SseFrame): string {
  let text = '';
  if (frame.comment !== undefined)
    for (const line of frame.comment.split(LINE_END)) text += `:${line}\n`;
  if (frame.event !== undefined) text += field('event', frame.event);
  if (frame.id !== undefined) text += field('id', frame.id);
  if (frame.retry !== undefined) text += `retry: ${Math.max(0, Math.trunc(frame.retry))}\n`;
  if (frame.data !== undefined)
    for (const line of frame.data.split(LINE_END)) text += `data: ${line}\n`;
  return `${text}\n`;
}

function field(name: string, value: string): string {
  if (FORBIDDEN_IN_FIELD.test(value))
    throw new TypeError(`an SSE ${name} may not hold a line end or NUL`);
  return `${name}: ${value}\n`;
}

export interface SseDecoder {
  /**
   * Takes the next bytes and returns the frames they complete. Throws `SseFailure` when a frame is larger
   * than the cap or is not UTF-8; the decoder is of no use after that.
   */
  push(chunk: Uint8Array): SseFrame[];
}

const LF = 0x0a;
const CR = 0x0d;

/**
 * An incremental decoder. Accepts LF, CR and CRLF, a byte order mark, several `data` lines, comments, and
 * chunks that end anywhere, inside a character too. A comment is a frame of its own, given at once. A
 * frame left unfinished at the end of the stream is dropped, as the standard says.
 *
 * @param maxFrameBytes Most bytes of one frame, and of one line.
 */
export function createSseDecoder(maxFrameBytes: number): SseDecoder {
  let rest: Buffer[] = [];
  let frameBytes = 0;
  let first = true;
  let skipLf = false;
  let draft: Draft = {};

  function takeLine(tail: Buffer): Buffer {
    if (rest.length === 0) return tail;
    const line = Buffer.concat([...rest, tail]);
    rest = [];
    return line;
  }

  function count(bytes: number): void {
    frameBytes += bytes;
    if (frameBytes > maxFrameBytes)
      throw new SseFailure('too_large', `an event is larger than ${maxFrameBytes} bytes`);
  }

  function endLine(raw: Buffer, frames: SseFrame[]): void {
    const line = first && startsWithBom(raw) ? raw.subarray(3) : raw;
    first = false;
    if (line.length === 0) {
      const frame = finish(draft);
      if (frame !== undefined) frames.push(frame);
      draft = {};
      frameBytes = 0;
      return;
    }
    if (!isUtf8(line)) throw new SseFailure('utf8', 'an event is not UTF-8');
    const text = line.toString('utf8');
    if (text.startsWith(':')) frames.push({ comment: text.slice(1) });
    else readField(text, draft);
  }

  return {
    push(input) {
      const chunk = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
      const frames: SseFrame[] = [];
      let start = 0;
      for (let at = 0; at < chunk.length; at++) {
        const byte = chunk[at];
        if (byte !== LF && byte !== CR) {
          skipLf = false;
          continue;
        }
        if (byte === LF && skipLf) {
          skipLf = false;
          start = at + 1;
          continue;
        }
        skipLf = byte === CR;
        count(at - start);
        endLine(takeLine(chunk.subarray(start, at)), frames);
        start = at + 1;
      }
      if (start < chunk.length) {
        const tail = chunk.subarray(start);
        count(tail.length);
        rest.push(tail);
      }
      return frames;
    },
  };
}

interface Draft {
  data?: string[];
  id?: string;
  event?: string;
  retry?: number;
}

function readField(line: string, draft: Draft): void {
  const colon = line.indexOf(':');
  const name = colon < 0 ? line : line.slice(0, colon);
  const raw = colon < 0 ? '' : line.slice(colon + 1);
  const value = raw.startsWith(' ') ? raw.slice(1) : raw;
  switch (name) {
    case 'data':
      draft.data ??= [];
      draft.data.push(value);
      return;
    case 'id':
      if (!value.includes('\0')) draft.id = value;
      return;
    case 'event':
      draft.event = value;
      return;
    case 'retry':
      if (/^\d{1,15}$/.test(value)) draft.retry = Number(value);
      return;
    default:
    // Unknown fields are ignored, as the standard says.
  }
}

function finish(draft: Draft): SseFrame | undefined {
  const { data, id, event, retry } = draft;
  if (data === undefined && id === undefined && event === undefined && retry === undefined)
    return undefined;
  return {
    ...(data === undefined ? {} : { data: data.join('\n') }),
    ...(id === undefined ? {} : { id }),
    ...(event === undefined ? {} : { event }),
    ...(retry === undefined ? {} : { retry }),
  };
}

function startsWithBom(line: Buffer): boolean {
  return line[0] === 0xef && line[1] === 0xbb && line[2] === 0xbf;
}
