import { request } from 'undici';

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** Sends a body to an address of the demo, and reads the answer as text. */
export async function send(
  url: string,
  body: string,
  headers: Record<string, string>,
  method: 'GET' | 'POST' = 'POST',
): Promise<Answer> {
  const answer = await request(url, method === 'GET' ? { method } : { method, headers, body });
  return {
    status: answer.statusCode,
    type: String(answer.headers['content-type']),
    headers: answer.headers,
    text: await answer.body.text(),
  };
}
