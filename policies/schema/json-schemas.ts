import * as z from 'zod';
import { gatewayFile } from './gateway.ts';
import { modelAccessFile } from './model-access.ts';
import { rbacFile } from './rbac.ts';
import { restrictionsFile } from './restrictions.ts';

const FILES = {
  restrictions: restrictionsFile,
  model_access: modelAccessFile,
  rbac: rbacFile,
  gateway: gatewayFile,
} as const;

/**
 * The JSON Schema (2020-12) of each policy file, by file name, for editors. Both shapes are described: the keys
 * at the top, and nested under the file's own name. Loading checks more than a JSON Schema can say.
 */
export function jsonSchemas(): Readonly<Record<string, object>> {
  return Object.fromEntries(
    Object.entries(FILES).map(([name, schema]) => {
      const flat = z.strictObject(Object.fromEntries(Object.entries(schema.shape)));
      const file = z.union([flat, z.strictObject({ [name]: flat })]);
      return [
        `${name}.yaml`,
        { title: `odoo-mcp-guard ${name}.yaml`, ...z.toJSONSchema(file, { io: 'input' }) },
      ];
    }),
  );
}
