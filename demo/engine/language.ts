import type { Env } from './env.ts';
import { userError } from './errors.ts';

/** The language records are kept in; translations stand beside it. */
const SOURCE_LANGUAGE = 'en_US';

/**
 * The language of a call when it is not the one records are kept in: the context's, if installed. For
 * one that is not, Odoo 17 answers in English and later series throw a UserError.
 */
export function translationLanguage(env: Env): string | undefined {
  const { lang } = env.context;
  if (typeof lang !== 'string' || lang === '' || lang === SOURCE_LANGUAGE) return undefined;
  const { store } = env.db;
  const installed = store.ids('res.lang').some((id) => {
    const row = store.get('res.lang', id);
    return row?.code === lang && row.active === true;
  });
  if (installed) return lang;
  if (env.db.version === 17) return undefined;
  throw userError(`Invalid language code: ${lang}`);
}

/** The column that holds a field's translation. */
export const translationColumn = (field: string, language: string): string =>
  `${field}@${language}`;
