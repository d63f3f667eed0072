// An MCP server that tries out every message of the protocol, in both eras, so that what a relay loses can be
// seen: on stdio, or with --http PORT. It has what the conformance suite's server scenarios look for.
import { serveHttp } from './fixture/serve-http.mjs';
import { startStdio } from './fixture/serve-stdio.mjs';

if (process.argv[2] === '--http') {
  process.stdout.write(`${await serveHttp(Number(process.argv[3] ?? 0))}\n`);
} else {
  startStdio();
}
