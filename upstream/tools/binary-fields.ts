import type { OdooClient } from '../odoo/client.ts';

/** Where the content of a binary field is, in the place of the content itself. */
export interface BinaryLink {
  /** Bytes, to the three figures Odoo writes; null when it did not say. */
  readonly size: number | null;
  readonly uri: string;
}

type OdooRecord = Record<string, unknown>;

/** The fields among `names` whose values are files or images; `fields_get` calls both binary. */
export async function binaryFields(
  client: OdooClient,
  model: string,
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const fields = await client.fields(model, signal);
  return names.filter((name) => fields.get(name)?.type === 'binary');
}

/** The context under which Odoo answers how large binary fields are, and does not send them. */
export function sizesOnly(binaries: readonly string[]): Readonly<Record<string, unknown>> {
  return binaries.length === 0 ? {} : { bin_size: true };
}

/**
 * The record with links in the place of what its binary fields hold. Fields without content stay
 * false. Whatever Odoo answered instead of a size is dropped, since it may be the content.
 */
export function linkBinaries(
  record: OdooRecord,
  model: string,
  binaries: readonly string[],
): OdooRecord {
  const links = binaries
    .filter((field) => Object.hasOwn(record, field))
    .map((field) => [field, linkTo(model, record.id, field, record[field])]);
  return links.length === 0 ? record : { ...record, ...Object.fromEntries(links) };
}

function linkTo(model: string, id: unknown, field: string, value: unknown): BinaryLink | false {
  if (value === false || value === null || value === '') return false;
  return { size: bytesOf(value), uri: `odoo://binary/${model}/${String(id)}/${field}` };
}

const UNITS: Readonly<Record<string, number>> = {
  bytes: 1,
  kb: 1024,
  mb: 1024 ** 2,
  gb: 1024 ** 3,
  tb: 1024 ** 4,
};

/** A size as Odoo words it (`4.88 Kb`) or PostgreSQL does (`16 kB`), in bytes. */
function bytesOf(text: unknown): number | null {
  const [, amount, unit = ''] =
    typeof text === 'string' ? (/^(\d{1,15}(?:\.\d{1,3})?) ([A-Za-z]{2,5})$/.exec(text) ?? []) : [];
  const factor = UNITS[unit.toLowerCase()];
  return amount === undefined || factor === undefined ? null : Math.round(Number(amount) * factor);
}
