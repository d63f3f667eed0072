import * as z from 'zod';
import { recordId } from './arguments.ts';

const LANGUAGE = /^[a-z]{2,3}(?:_[A-Za-z0-9]{2,4})?(?:@[a-z]+)?$/;

/** The arguments that change under which language and companies Odoo answers. */
export const contextArguments = {
  lang: z
    .string()
    .regex(LANGUAGE, 'write the code of a language, like fr_FR')
    .optional()
    .describe(
      "Language of labels and translated texts, like fr_FR; the user's own when left out. It must be installed.",
    ),
  company_ids: z
    .array(recordId)
    .min(1, 'name at least one company, or leave company_ids out')
    .max(100)
    .optional()
    .describe(
      "Ids of the companies to work in, the current one first; the user's own when left out. " +
        'The user must belong to each of them.',
    ),
};

interface ContextArguments {
  readonly lang?: string | undefined;
  readonly company_ids?: readonly number[] | undefined;
}

/** The `context` keyword of a call, or nothing where the user's own settings hold. */
export function callContext(
  { lang, company_ids }: ContextArguments,
  extra: Readonly<Record<string, unknown>> = {},
): { readonly context?: Readonly<Record<string, unknown>> } {
  const context = {
    ...(lang === undefined ? {} : { lang }),
    ...(company_ids === undefined ? {} : { allowed_company_ids: [...new Set(company_ids)] }),
    ...extra,
  };
  return Object.keys(context).length === 0 ? {} : { context };
}
