/** An HTTP answer among bytes. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** Takes the bytes of a connection apart into answers. Throws where they are not whole ones, one after another. */
export function httpAnswersIn(bytes: Buffer): readonly HttpAnswer[] {
  const answers: HttpAnswer[] = [];
  let rest = bytes;
  while (rest.length > 0) {
    const split = rest.indexOf('\r\n\r\n');
    const head = rest.subarray(0, Math.max(0, split)).toString('latin1');
    const status = /^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1];
    if (status === undefined) throw new Error(`no HTTP answer: ${rest.toString('latin1')}`);
    const content = rest.subarray(split + 4);
    const { body, after } = bodyIn(head, content);
    answers.push({ status: Number(status), body: body.toString('utf8') });
    rest = after;
  }
  return answers;
}

function bodyIn(head: string, content: Buffer): { readonly body: Buffer; readonly after: Buffer } {
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (length !== undefined) {
    const end = Number(length);
    if (content.length < end) throw new Error(`an answer ends early: ${head}`);
    return { body: content.subarray(0, end), after: content.subarray(end) };
  }
  if (/\r\ntransfer-encoding: chunked/i.test(head)) return chunksIn(content);
  // Without a length an answer takes all there is, as Node's own 400 does.
  return { body: content, after: Buffer.alloc(0) };
}

function chunksIn(content: Buffer): { readonly body: Buffer; readonly after: Buffer } {
  const parts: Buffer[] = [];
  let rest = content;
  while (true) {
    const line = rest.indexOf('\r\n');
    const size = Number.parseInt(rest.subarray(0, Math.max(0, line)).toString('latin1'), 16);
    if (!Number.isSafeInteger(size) || rest.length < line + 2 + size + 2)
      throw new Error('an answer in chunks ends early');
    if (size === 0) return { body: Buffer.concat(parts), after: rest.subarray(line + 4) };
    parts.push(rest.subarray(line + 2, line + 2 + size));
    rest = rest.subarray(line + 4 + size);
  }
}
