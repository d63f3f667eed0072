import { inspect } from 'node:util';
import type { Secret } from './gateway-settings.ts';

const PRINTED = '[secret]';

/** Wraps a value so that printing, logging, serialising or cloning it gives `[secret]`. */
export function secret(value: string): Secret {
  return Object.freeze({
    reveal: () => value,
    toString: (): typeof PRINTED => PRINTED,
    toJSON: (): typeof PRINTED => PRINTED,
    [inspect.custom]: () => PRINTED,
  });
}
