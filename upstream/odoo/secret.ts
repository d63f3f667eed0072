import { inspect } from 'node:util';

const MASK = '[secret]';

/**
 * A value that must never be logged, serialised or returned. Every implicit way of turning it into
 * text gives `[secret]`; the value itself is only reachable by calling {@link Secret.reveal}.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Call it where the value goes onto the wire to Odoo, and nowhere else. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [Symbol.toPrimitive](): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }
}
