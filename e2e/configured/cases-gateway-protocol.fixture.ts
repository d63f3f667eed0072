import { post } from '../raw-mcp.fixture.ts';
import type { Files } from './configured-guard.fixture.ts';
import { withHttpUpstream } from './http-upstream.fixture.ts';
import { bearer, type KeyCases } from './key-case.fixture.ts';
import { withServed } from './served-guard.fixture.ts';

/** What becomes of a 2026-07-28 request whose header names an earlier version, and what the server is sent. */
const underAnotherVersion = (files: Files) =>
  withHttpUpstream((upstream) =>
    withServed(
      files,
      async (url) => {
        const _meta = {
          'io.modelcontextprotocol/protocolVersion': '2026-07-28',
          'io.modelcontextprotocol/clientCapabilities': {},
        };
        const { status, response } = await post(
          url,
          { jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta } },
          { ...bearer('worker'), 'mcp-protocol-version': '2025-11-25' },
        );
        const sent = upstream.received.map(({ headers }) => headers['mcp-protocol-version']);
        return { status, error: response?.error?.code, sent };
      },
      { UPSTREAM: upstream.url },
    ),
  );

/** Every key under `protocol` of gateway.yaml. */
export const GATEWAY_PROTOCOL: KeyCases = {
  'protocol.version_header': {
    what: 'whether the version header must say what the body says',
    from: `upstream: {url: "\${UPSTREAM}"}\nprotocol: {version_header: strict}`,
    to: `upstream: {url: "\${UPSTREAM}"}\nprotocol: {version_header: lenient}`,
    see: underAnotherVersion,
    sees: [
      { status: 400, error: -32020, sent: [] },
      { status: 200, error: undefined, sent: ['2026-07-28'] },
    ],
  },
};
