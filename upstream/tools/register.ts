import { setMaxListeners } from 'node:events';
import {
  type CallToolResult,
  type InputRequiredResult,
  inputRequired,
  type McpServer,
  type StandardSchemaWithJSON,
} from '@modelcontextprotocol/server';
import * as z from 'zod';
import { takesForms } from '../elicitation/capability.ts';
import { FORM_KEY, formFor } from '../elicitation/form.ts';
import { formAnswer } from '../elicitation/form-answer.ts';
import { MissingValues } from '../elicitation/missing-values.ts';
import { describeFailure, type Failure, logFailure } from './failure.ts';
import { progressReporter } from './progress.ts';
import type { EmbeddedBlob, Tool, ToolServices } from './tool.ts';

/** Where a failed result says what kind of failure it is, and whether the same call can succeed later. */
export const ERROR_META_KEY = 'odoo-mcp/error';
/** Where a failed create lists the fields it also needs. */
const MISSING_META_KEY = 'odoo-mcp/missing';

/** How many calls to Odoo one tool may have under way before Node suspects a leak. */
const CALLS_AT_ONCE = 100;

/** Makes the tool known to an MCP server instance. */
export function registerTool(server: McpServer, tool: Tool, services: ToolServices): void {
  const { log, ...shared } = services;
  server.registerTool(
    tool.name,
    {
      title: tool.title,
      description: tool.description,
      inputSchema: advertised(tool.input, 'input'),
      outputSchema: advertised(tool.output, 'output'),
      annotations: {
        title: tool.title,
        readOnlyHint: tool.hints.readOnly,
        destructiveHint: tool.hints.destructive ?? false,
        idempotentHint: tool.hints.idempotent ?? tool.hints.readOnly,
        openWorldHint: false,
      },
    },
    async (args, context) => {
      const signal = context.mcpReq.signal;
      setMaxListeners(CALLS_AT_ONCE, signal);
      const progress = progressReporter(context.mcpReq);
      const answer = formAnswer(context.mcpReq.inputResponses);
      const started = performance.now();
      try {
        const blobs: EmbeddedBlob[] = [];
        const embed = (blob: EmbeddedBlob) => void blobs.push(blob);
        const result = tool.output.parse(
          await tool.call(args, { ...shared, signal, progress, embed, formAnswer: answer }),
        );
        log.debug({ tool: tool.name, ms: since(started) }, 'tool answered');
        return success(result, blobs);
      } catch (error) {
        // Who was asked once is not asked again: the client learns what is missing and decides.
        const mayAsk = answer === undefined && takesForms(server, context);
        const question = mayAsk && error instanceof MissingValues ? ask(error) : undefined;
        if (question !== undefined) return question;
        const failure = describeFailure(error, tool.hints.readOnly);
        logFailure(log, { tool: tool.name, ms: since(started) }, failure, error);
        return failed(failure);
      }
    },
  );
}

function success(result: unknown, blobs: readonly EmbeddedBlob[]): CallToolResult {
  const structured = z.record(z.string(), z.unknown()).parse(result);
  return {
    content: [
      { type: 'text', text: JSON.stringify(structured) },
      ...blobs.map(({ uri, mimeType, bytes }) => ({
        type: 'resource' as const,
        resource: { uri, mimeType, blob: Buffer.from(bytes).toString('base64') },
      })),
    ],
    structuredContent: structured,
  };
}

/** Asks the person at the client. The repeated call carries everything again, so no state is needed. */
function ask(missing: MissingValues): InputRequiredResult | undefined {
  const form = formFor(missing);
  if (form === undefined) return undefined;
  return inputRequired({ inputRequests: { [FORM_KEY]: inputRequired.elicit(form) } });
}

function failed(failure: Failure): CallToolResult {
  const { class: errorClass, text, retryable, outcome, left, missing } = failure;
  return {
    isError: true,
    content: [{ type: 'text', text }],
    ...(left === undefined ? {} : { structuredContent: left }),
    _meta: {
      [ERROR_META_KEY]: {
        ...{ class: errorClass, retryable },
        ...(outcome === undefined ? {} : { outcome }),
      },
      ...(missing === undefined ? {} : { [MISSING_META_KEY]: missing }),
    },
  };
}

const since = (started: number): number => Math.round(performance.now() - started);

const schemas = new WeakMap<z.ZodType, StandardSchemaWithJSON>();

/**
 * The schema as tools/list shows it, converted once per process. It lets every value through: the
 * tool parses its arguments itself, so that a mistake is worded like every other failure.
 */
function advertised(schema: z.ZodType, io: 'input' | 'output'): StandardSchemaWithJSON {
  const known = schemas.get(schema);
  if (known !== undefined) return known;
  const json = z.toJSONSchema(schema, { io });
  const shown: StandardSchemaWithJSON = {
    '~standard': {
      version: 1,
      vendor: 'odoo-mcp-upstream',
      validate: (value) => ({ value }),
      jsonSchema: { input: () => json, output: () => json },
    },
  };
  schemas.set(schema, shown);
  return shown;
}
