import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** An HTTP answer as it came over the socket. */
interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export async function openSocket(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

/** Sends bytes as they are and reads one answer: as long as it says, or until the connection closes. */
export async function sendRaw(port: number, bytes: string | Buffer): Promise<RawAnswer> {
  const socket = await openSocket(port);
  socket.write(bytes);
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
    const { headers, body } = parseAnswer(text);
    if (Buffer.byteLength(body) >= Number(headers['content-length'])) socket.destroy();
  });
  await once(socket, 'close');
  return parseAnswer(text);
}

export function parseAnswer(text: string): RawAnswer {
  const split = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = text.slice(0, split).split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  );
  return { status: Number(first.split(' ')[1]), headers, body: text.slice(split + 4) };
}

/** A POST to `/mcp`, correct unless headers say otherwise: null takes one away, an array repeats it. */
export function post(
  body: string,
  changes: Readonly<Record<string, string | readonly string[] | null>> = {},
): string {
  const headers: Record<string, string | readonly string[] | null> = {
    host: 'localhost',
    connection: 'close',
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'content-length': String(Buffer.byteLength(body)),
    ...changes,
  };
  return `POST /mcp HTTP/1.1\r\n${headerLines(headers)}\r\n${body}`;
}

export function request(
  method: string,
  target: string,
  changes: Readonly<Record<string, string | readonly string[] | null>> = {},
): string {
  const headers = { host: 'localhost', connection: 'close', ...changes };
  return `${method} ${target} HTTP/1.1\r\n${headerLines(headers)}\r\n`;
}

function headerLines(headers: Readonly<Record<string, string | readonly string[] | null>>): string {
  return Object.entries(headers)
    .flatMap(([name, value]) => {
      if (value === null) return [];
      return (typeof value === 'string' ? [value] : value).map((each) => `${name}: ${each}\r\n`);
    })
    .join('');
}
