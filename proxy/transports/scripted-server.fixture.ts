import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/** A request as an upstream saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface ScriptedServer {
  readonly port: number;
  readonly seen: SeenRequest[];
  close(): Promise<void>;
}

/** A server that answers as the script says and remembers what it was asked. */
export async function startScriptedServer(
  script: (request: SeenRequest, response: ServerResponse) => void,
  listenOn: number | string = 0,
): Promise<ScriptedServer> {
  const seen: SeenRequest[] = [];
  const server = createServer(async (request, response) => {
    const { method = '', headers } = request;
    const arrived = { method, headers, body: await text(request) };
    seen.push(arrived);
    script(arrived, response);
  });
  await new Promise<void>((resolve) => {
    if (typeof listenOn === 'number') server.listen(listenOn, '127.0.0.1', resolve);
    else server.listen(listenOn, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
