import * as z from 'zod';
import { globProblem, isGlob } from '../name-pattern.ts';
import {
  type FieldName,
  type GroupName,
  type MethodName,
  type ModelName,
  parseFieldName,
  parseGroupName,
  parseMethodName,
  parseModelName,
} from '../names.ts';

/** Names as policy files write them: parsed to Odoo's exact spelling or refused, never normalised. */
export const modelName = named<ModelName>('model', parseModelName);
export const fieldName = named<FieldName>('field', parseFieldName);
export const methodName = named<MethodName>('method', parseMethodName);

/** A group, by XML id or the operator's own word. Empty is refused: it has been read as "no restriction". */
export const groupName = z.string().transform((text, context): GroupName => {
  const group = parseGroupName(text);
  if (group !== undefined) return group;
  const empty = text.trim() === '';
  context.issues.push({
    code: 'custom',
    input: text,
    message: empty ? 'an empty group restricts nothing' : `"${text}" is not a group name`,
    params: {
      hint: empty
        ? 'name a group, or remove the entry; an empty list ([]) means nobody'
        : 'write it without spaces around it',
    },
  });
  return z.NEVER;
});

/** One group, or a list of which any one is enough. */
export const groups = z
  .union([groupName, z.array(groupName)], { error: 'expected a group or a list of groups' })
  .describe(
    'One group, or a list of groups of which any one is enough. An empty list means nobody.',
  );

/** A model name, or an anchored glob such as `hr.*`, where a rule takes rights away. */
export const modelPattern = pattern('model', parseModelName);
/** A field name, or an anchored glob such as `work_*`. */
export const fieldPattern = pattern('field', parseFieldName);

/** A model name or glob where a rule grants rights: the part before its `*` must say what it is about. */
export const grantedModelPattern = modelPattern.transform((text, context) => {
  if (!text.startsWith('*')) return text;
  context.issues.push({
    code: 'custom',
    input: text,
    message: `"${text}" would grant models nobody has named`,
    params: { hint: 'begin with the family you mean, such as "sale.*", or list the models' },
  });
  return z.NEVER;
});

/** The name of an MCP tool. */
export const toolName = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.:/-]{0,127}$/, { error: 'is not a tool name' });

function named<Name extends string>(what: string, parse: (value: unknown) => Name | undefined) {
  return z.string().transform((text, context): Name => {
    const name = parse(text);
    if (name !== undefined) return name;
    context.issues.push(notAName(what, text, parse));
    return z.NEVER;
  });
}

function pattern(what: string, parse: (value: unknown) => string | undefined) {
  return z.string().transform((text, context): string => {
    if (!isGlob(text)) {
      if (parse(text) !== undefined) return text;
      context.issues.push(notAName(what, text, parse));
      return z.NEVER;
    }
    const problem = globProblem(text);
    if (problem === undefined) return text;
    context.issues.push({
      code: 'custom',
      input: text,
      message: `${JSON.stringify(text)} is not a pattern: it ${problem}`,
    });
    return z.NEVER;
  });
}

function notAName(what: string, text: string, parse: (value: unknown) => string | undefined) {
  const meant = text.trim().toLowerCase().replaceAll(/\s+/g, '_');
  return {
    code: 'custom' as const,
    input: text,
    message: `${JSON.stringify(text)} is not a ${what} name`,
    params: {
      hint:
        parse(meant) !== undefined
          ? `did you mean "${meant}"?`
          : 'lower-case letters, digits and "_" only, exactly as Odoo spells it',
    },
  };
}
