// Calls tools of an MCP endpoint the way protocol revision 2026-07-28 does: one POST a call, no session.
import { request } from 'undici';

const VERSION = '2026-07-28';
const META = JSON.stringify({
  'io.modelcontextprotocol/protocolVersion': VERSION,
  'io.modelcontextprotocol/clientCapabilities': {},
  'io.modelcontextprotocol/clientInfo': { name: 'attack-runner', version: '1' },
});
const DECISION = 'odoo-mcp-guard/decision';
/** What survives a header line unchanged; any other name travels as `=?base64?…?=`. */
const PLAIN = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;
const UNKNOWN_TOOL = /^Unknown tool\b/;

/**
 * What came back of a call.
 * @typedef {object} Answer
 * @property {number} status
 * @property {string} text The whole body, as received.
 * @property {boolean} refused An error, or a result that says it is one.
 * @property {string | undefined} code The guard's own code of a denial; undefined where the error is not the guard's.
 * @property {boolean} byGuard The guard refused it: nothing reached Odoo.
 * @property {boolean} unknownTool
 * @property {string} reason The error's text.
 */

/**
 * Posts one request whose parameters are JSON text, and reads the response out of a JSON body or a stream.
 * @param {string} url
 * @param {string} token
 * @param {string} method
 * @param {string} params Members of the parameters as JSON text, without `_meta`; may be empty.
 * @param {string | undefined} name The `Mcp-Name` header.
 */
async function post(url, token, method, params, name) {
  const { statusCode, headers, body } = await request(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      authorization: `Bearer ${token}`,
      'mcp-protocol-version': VERSION,
      'mcp-method': method,
      ...(name === undefined ? {} : { 'mcp-name': headerValue(name) }),
    },
    body: `{"jsonrpc":"2.0","id":1,"method":${JSON.stringify(method)},"params":{${params}"_meta":${META}}}`,
    bodyTimeout: 120_000,
    headersTimeout: 120_000,
  });
  const text = await body.text();
  return { status: statusCode, text, message: messageIn(text, String(headers['content-type'])) };
}

/** @param {string} value */
function headerValue(value) {
  if (PLAIN.test(value)) return value;
  return `=?base64?${Buffer.from(value, 'utf8').toString('base64')}?=`;
}

/**
 * @param {string} text
 * @param {string} type
 * @returns {Record<string, any> | undefined}
 */
function messageIn(text, type) {
  const bodies = type.startsWith('text/event-stream')
    ? text.split('\n').flatMap((line) => (line.startsWith('data:') ? [line.slice(5)] : []))
    : [text];
  for (const one of bodies) {
    try {
      const message = JSON.parse(one);
      if (message?.result !== undefined || message?.error !== undefined) return message;
    } catch {
      // An error page of a proxy in between: no MCP message, and reported as such by its status.
    }
  }
  return undefined;
}

/**
 * Calls a tool with arguments given as JSON text.
 * @param {string} url
 * @param {string} token
 * @param {string} tool
 * @param {string} argumentsText
 * @returns {Promise<Answer>}
 */
export async function callTool(url, token, tool, argumentsText) {
  const params = `"name":${JSON.stringify(tool)},"arguments":${argumentsText},`;
  const { status, text, message } = await post(url, token, 'tools/call', params, tool);
  const error = message?.error;
  const result = message?.result;
  const decision = result?._meta?.[DECISION] ?? error?.data;
  const denied = decision?.effect === 'deny';
  const reason = String(
    error?.message ?? (result?.isError === true ? (result.content?.[0]?.text ?? '') : ''),
  );
  const refused = message === undefined || error !== undefined || result?.isError === true;
  return {
    status,
    text,
    refused,
    code: denied ? String(decision.code) : undefined,
    byGuard: refused && (denied || error !== undefined),
    unknownTool: error !== undefined && UNKNOWN_TOOL.test(reason),
    reason: message === undefined ? `HTTP ${status} without an MCP message` : reason,
  };
}

/**
 * The names of the tools a token sees. Throws when the endpoint does not list any: the address or the token is
 * wrong, and every attack would count as denied.
 * @param {string} url
 * @param {string} token
 * @returns {Promise<ReadonlySet<string>>}
 */
export async function toolsOf(url, token) {
  const { status, message } = await post(url, token, 'tools/list', '', undefined);
  const tools = message?.result?.tools;
  if (!Array.isArray(tools) || tools.length === 0) {
    const said = message?.error?.message ?? 'no tools';
    throw new Error(`tools/list at ${url} answered ${status}: ${said}. Check --url and --tokens`);
  }
  return new Set(tools.map((tool) => String(tool.name)));
}
