import { OdooError } from './errors.ts';

const REFUSALS: readonly string[] = ['access', 'missing', 'validation', 'user'];

/** The answer, or undefined when this user, this model or this release does not offer it. */
export async function unlessRefused<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof OdooError && REFUSALS.includes(error.class)) return undefined;
    throw error;
  }
}
