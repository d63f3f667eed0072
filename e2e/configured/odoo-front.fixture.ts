import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { request } from 'undici';
import { type DemoOdoo, startDemoOdoo } from '../../demo/server.ts';

/** What becomes of a search before it reaches the demo: it waits for this, and may end there. */
export type Interfere = () => Promise<'pass' | 'lost'>;

export interface OdooFront {
  readonly url: string;
  readonly demo: DemoOdoo;
  /** How many searches have arrived. */
  searches(): number;
}

/** A demo Odoo behind a front that can delay and lose searches, for as long as `use` takes. */
export async function withOdoo<Result>(
  use: (odoo: OdooFront) => Promise<Result>,
  interfere: Interfere = async () => 'pass',
): Promise<Result> {
  const demo = await startDemoOdoo({ version: 18 });
  let searches = 0;
  const server = createServer(async (incoming, response) => {
    const body = await text(incoming);
    if (body.includes('"search_read"')) {
      searches += 1;
      if ((await interfere()) === 'lost') return void incoming.socket.destroy();
    }
    const { cookie = '', 'content-type': type = 'application/json' } = incoming.headers;
    const answer = await request(`${demo.url}${incoming.url ?? ''}`, {
      method: 'POST',
      headers: { 'content-type': type, cookie },
      body,
    });
    const set = answer.headers['set-cookie'];
    response.writeHead(answer.statusCode, {
      'content-type': 'application/json',
      ...(set === undefined ? {} : { 'set-cookie': set }),
    });
    response.end(await answer.body.text());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  try {
    return await use({ url: `http://127.0.0.1:${port}`, demo, searches: () => searches });
  } finally {
    server.closeAllConnections();
    server.close();
    await demo.close();
  }
}
