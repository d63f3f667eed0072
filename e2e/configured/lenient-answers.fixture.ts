import { isObject, type Json, type JsonObject } from '../../policies/json.ts';
import type { RpcRequest } from '../../proxy/wire/message.ts';
import { type FieldKind, fieldsGet, ODOO_FIELDS } from './odoo-fields.fixture.ts';
import type { Answer, Respond } from './recording-upstream.fixture.ts';

export const BUNDLED_TOOLS = [
  'login',
  'list_models',
  'get_model_fields',
  'search_read',
  'get_record',
  'search_count',
  'create_record',
  'update_record',
  'delete_record',
  'execute_method',
  'read_group',
  'get_defaults',
] as const;

/** How many records a search finds, whatever limit it was given. */
const FOUND = 5;

/**
 * Answers like the bundled server, but checks nothing: every model may be read and written, every record
 * comes with all its fields whichever were asked for, a limit is ignored, and whoever signs in is who they
 * say. What a policy forbids is forbidden by the guard or not at all.
 */
export const lenientAnswers: Respond = (request) => answerTo(request);

function answerTo({ method, params = {} }: RpcRequest): Answer {
  switch (method) {
    case 'initialize':
      return {
        result: {
          protocolVersion: params.protocolVersion ?? '2025-11-25',
          capabilities: { tools: {} },
          serverInfo: { name: 'odoo-mcp-upstream', version: '1.0.0' },
        },
      };
    case 'tools/list':
      return {
        result: {
          tools: BUNDLED_TOOLS.map((name) => ({ name, inputSchema: { type: 'object' } })),
        },
      };
    case 'tools/call':
      return toolAnswer(String(params.name), isObject(params.arguments) ? params.arguments : {});
    default:
      return { result: {} };
  }
}

function toolAnswer(tool: string, args: JsonObject): Answer {
  const structured = structuredOf(tool, args);
  return {
    result: {
      resultType: 'complete',
      content: [{ type: 'text', text: JSON.stringify(structured) }, ...filesOf(tool)],
      structuredContent: structured,
    },
  };
}

/** A page that is no more than the mark every PDF begins with. */
const PAGE = Buffer.from('%PDF');

function filesOf(tool: string): readonly JsonObject[] {
  if (tool !== 'get_report') return [];
  const uri = 'odoo://report';
  const blob = PAGE.toString('base64');
  return [{ type: 'resource', resource: { uri, mimeType: 'application/pdf', blob } }];
}

/** The structured content a bundled tool answers with. */
function structuredOf(tool: string, args: JsonObject): JsonObject {
  const model = typeof args.model === 'string' ? args.model : 'res.partner';
  switch (tool) {
    case 'login':
      return identityOf(args);
    case 'list_models': {
      const models = Object.keys(ODOO_FIELDS).map((name) => ({
        model: name,
        description: `All about ${name}`,
        is_custom: name.startsWith('x_'),
      }));
      return { models, count: models.length, total: models.length };
    }
    case 'get_model_fields': {
      const fields = fieldsGet(model) ?? {};
      return { fields, model, count: Object.keys(fields).length };
    }
    case 'search_read':
      return {
        records: Array.from({ length: FOUND }, (_, index) => recordOf(model, index + 1)),
        count: FOUND,
        model,
      };
    case 'get_record':
      return { record: recordOf(model, Number(args.record_id)), model };
    case 'search_count':
      return { count: FOUND, model };
    case 'create_record':
      return args.dry_run === true
        ? { dry_run: true, model, action: 'create', validated_values: args.values ?? {} }
        : { id: 42, model };
    case 'update_record':
    case 'delete_record':
      return { success: true, model, id: args.record_id ?? null };
    case 'execute_method':
      return { result: true, model, method: args.method ?? null };
    case 'read_group': {
      const group = { ...recordOf(model, 1), __count: FOUND, __domain: [['id', '=', 1]] };
      return { groups: [group], count: 1, model };
    }
    case 'get_messages':
      return { messages: [{ id: 1, body: 'Hello' }], count: 1, model };
    case 'list_attachments':
      return { attachments: [{ id: 1, name: 'a.txt' }], count: 1, model };
    case 'post_message':
      return { id: 42, model, record_id: args.record_id ?? null };
    case 'get_report': {
      const report = args.report ?? null;
      return { report, mimetype: 'application/pdf', size: PAGE.length, model };
    }
    case 'get_defaults':
      return { defaults: recordOf(model, 1), model };
    default:
      return { echoed: args };
  }
}

/** The account that signs in: its groups are written into its name, as in `ann+sales.team`. */
function identityOf(args: JsonObject): JsonObject {
  const login = String(args.username);
  const [, ...groups] = login.split('+');
  return {
    user: login,
    login,
    uid: 7,
    partner_id: 8,
    company_id: 1,
    company_ids: [1],
    method: args.method ?? 'password',
    groups: ['base.group_user', ...groups],
    is_admin: login.startsWith('admin'),
    database: args.database ?? 'demo',
    version: '18.0',
    edition: 'community',
  };
}

/** A record with every field of its model, each value telling which field it is, and one field too many. */
export function recordOf(model: string, id: number): JsonObject {
  const fields = Object.entries(ODOO_FIELDS[model] ?? {});
  return {
    ...Object.fromEntries(fields.map(([name, kind]) => [name, storedValue(model, name, kind)])),
    id,
    no_such_field: 'not asked for',
  };
}

function storedValue(model: string, name: string, { type, relation }: FieldKind): Json {
  switch (type) {
    case 'many2one':
      return [7, `the ${relation} of ${model}`];
    case 'one2many':
    case 'many2many':
      return [1, 2];
    case 'integer':
      return 41;
    case 'float':
      return 41.5;
    case 'boolean':
      return true;
    case 'datetime':
      return '2026-01-02 03:04:05';
    default:
      return `${name} of ${model}`;
  }
}
