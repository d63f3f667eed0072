import {
  type McpServer,
  ProtocolError,
  ProtocolErrorCode,
  type StandardSchemaWithJSON,
} from '@modelcontextprotocol/server';
import * as z from 'zod';
import { argumentsSchema, fenced, parseArguments } from './prompt-arguments.ts';
import { PROMPTS } from './registry.ts';

type ArgumentsSchema = StandardSchemaWithJSON<Record<string, unknown>, Record<string, unknown>>;

/** The schemas are made once per process; servers come and go with requests. */
const COMPILED = PROMPTS.map((prompt) => {
  const schema = argumentsSchema(prompt);
  return { prompt, schema, shown: shownSchema(schema) };
});

/** Makes the prompts known to an MCP server instance. */
export function registerPrompts(server: McpServer): void {
  for (const { prompt, schema, shown } of COMPILED) {
    const { name, title, description } = prompt;
    server.registerPrompt(name, { title, description, argsSchema: shown }, (given) => {
      const parsed = parseArguments(prompt, schema, given);
      if ('problem' in parsed)
        throw new ProtocolError(ProtocolErrorCode.InvalidParams, parsed.problem);
      return {
        description,
        messages: [
          {
            role: 'user',
            content: { type: 'text', text: prompt.text(parsed.names) + fenced(parsed.texts) },
          },
        ],
      };
    });
  }
}

/** What prompts/list shows. It lets every value through: the prompt words its own refusals. */
function shownSchema(schema: z.ZodType): ArgumentsSchema {
  const json = z.toJSONSchema(schema, { io: 'input' });
  return {
    '~standard': {
      version: 1,
      vendor: 'odoo-mcp-upstream',
      validate: (value) => ({ value: objectOf(value) }),
      jsonSchema: { input: () => json, output: () => json },
    },
  };
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
