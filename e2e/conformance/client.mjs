// A client for the suite's own servers: lists everything, calls and reads what there is, answers what it is
// asked. The suite appends the server's address and says in the environment what it plays.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

const modern = process.env.MCP_CONFORMANCE_PROTOCOL_VERSION === '2026-07-28';
const { toolCalls = [] } = JSON.parse(process.env.MCP_CONFORMANCE_CONTEXT ?? '{}');

const client = new Client(
  { name: 'conformance-client', version: '1.0.0' },
  {
    versionNegotiation: { mode: modern ? 'auto' : 'legacy' },
    capabilities: {
      elicitation: { form: { applyDefaults: true } },
      sampling: {},
      roots: {},
    },
  },
);
client.setRequestHandler('elicitation/create', ({ params }) => {
  const properties = Object.keys(params.requestedSchema?.properties ?? {});
  const confirmed = properties.includes('confirmed') ? { confirmed: true } : {};
  return { action: 'accept', content: confirmed };
});
client.setRequestHandler('sampling/createMessage', () => ({
  role: 'assistant',
  content: { type: 'text', text: 'Said by nobody.' },
  model: 'none',
}));
client.setRequestHandler('roots/list', () => ({ roots: [] }));

/** Arguments for tools that cannot do without. */
const ARGUMENTS = {
  add_numbers: { a: 5, b: 3 },
  valid_tool: { region: 'eu' },
};

/**
 * The server decides whether what was done is right; what it refuses is its answer.
 *
 * @param {string} what
 * @param {() => Promise<unknown>} act
 */
async function attempt(what, act) {
  try {
    return await act();
  } catch (error) {
    process.stderr.write(`${what}: ${error}\n`);
    return undefined;
  }
}

await client.connect(new StreamableHTTPClientTransport(new URL(process.argv[2] ?? '')));
const offered = client.getServerCapabilities() ?? {};

const listed = await attempt('tools/list', () => client.listTools());
const schemas = new Map(listed?.tools.map(({ name, inputSchema }) => [name, inputSchema]));
const calls =
  toolCalls.length > 0
    ? toolCalls
    : [...schemas.keys()].map((name) => ({
        name,
        arguments:
          name === 'json_schema_echo'
            ? { schema: schemas.get('json_schema_2020_12_tool') }
            : ARGUMENTS[name],
      }));
for (const call of calls) await attempt(call.name, () => client.callTool(call));

if (offered.resources) {
  const { resources = [] } = (await attempt('resources/list', () => client.listResources())) ?? {};
  for (const { uri } of resources) await attempt(uri, () => client.readResource({ uri }));
}
if (offered.prompts) {
  const { prompts = [] } = (await attempt('prompts/list', () => client.listPrompts())) ?? {};
  for (const { name } of prompts) await attempt(name, () => client.getPrompt({ name }));
}
await client.close();
