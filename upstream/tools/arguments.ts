import * as z from 'zod';

/** Longest technical name Odoo's tables can hold twice over. */
const MAX_NAME = 128;

export const modelName = z
  .string()
  .max(MAX_NAME)
  .regex(/^[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*$/, 'write a technical model name, like res.partner')
  .describe('Technical name of the model, like res.partner or sale.order.');

/** A public method: a leading underscore is private in Odoo and refused here. */
export const methodName = z
  .string()
  .max(MAX_NAME)
  .regex(
    /^[A-Za-z][A-Za-z0-9_]*$/,
    'write the name of a public method, like action_confirm; names that start with _ are private',
  )
  .describe('Name of a public method, like action_confirm. Private ones (leading _) are refused.');

export const recordId = z
  .int()
  .positive()
  .max(2_147_483_647)
  .describe('Database id of the record, as search_read returns it.');

/** `module.name`, as data files and `get_metadata` write it. */
export const externalId = z
  .string()
  .max(256)
  .regex(/^[A-Za-z0-9_]+\.[^\s]+$/, 'write module.name, like base.main_company')
  .describe('External id of the record, as module.name, like base.main_company.');

export const fieldName = z
  .string()
  .min(1)
  .max(MAX_NAME)
  .regex(/^[A-Za-z_][A-Za-z0-9_.]*$/, 'write a technical field name, like partner_id');

export const domain = z
  .array(z.unknown())
  .max(500)
  .describe(
    'Odoo search domain: a list of [field, operator, value] conditions, joined by "and" unless ' +
      'prefixed with "|" or "!". Example: [["is_company","=",true],["country_id.code","=","DE"]]. ' +
      'Left out or [] means every record the user may see.',
  );

export const fieldNames = z
  .array(fieldName)
  .max(500)
  .describe('Technical names of the fields to return; get_model_fields lists them.');

export const dryRun = z
  .boolean()
  .default(false)
  .describe('Check the arguments against the model and report, but change nothing in Odoo.');

/** An Odoo record as it is returned: `id` and the fields asked for. */
export const record = z.record(z.string(), z.unknown());
