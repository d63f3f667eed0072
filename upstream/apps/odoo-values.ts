import * as z from 'zod';
import { OdooError } from '../odoo/errors.ts';

const reference = z.tuple([z.int().positive(), z.string()]);

/** A many2one as Odoo reads it, or undefined where it is empty. */
export interface Reference {
  readonly id: number;
  readonly label: string;
}

/** The record a many2one points at; undefined when it is empty or no many2one. */
export function readReference(value: unknown): Reference | undefined {
  const parsed = reference.safeParse(value).data;
  return parsed === undefined ? undefined : { id: parsed[0], label: parsed[1] };
}

/** A text field; empty where Odoo says false. */
export function readText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The ids of an x2many. */
export function readIds(value: unknown): readonly number[] {
  return z.array(z.int()).safeParse(value).data ?? [];
}

/** The id a `create` answers. Throws class `internal`: the record is there then, but nobody knows which. */
export function createdId(answer: unknown): number {
  const id = z.int().positive().safeParse(answer).data;
  if (id === undefined) throw new OdooError('internal', 'Odoo answered no record id.', 'unknown');
  return id;
}
