import { type Deny, deny, type Note } from '../decision.ts';
import { isArray, isObject, type Json, type JsonObject } from '../json.ts';
import { parseRecordId } from '../names.ts';
import type { Subject } from '../subject.ts';
import { isDeny } from './refusal.ts';

const LANGUAGE = /^[a-z]{2,3}(?:_[A-Z]{2,4})?(?:@[a-z]{2,10})?$/;
const TIME_ZONE = /^[A-Za-z0-9_+/-]{1,64}$/;
const PLAIN_KEY = /^[a-z_][a-z0-9_]{0,63}$/;
const DEFAULTS = 'default_';
const MOST_COMPANIES = 1_000;

/**
 * Builds the context to send from the few keys that narrow or translate. Other keys switch Odoo's checks and
 * side effects off: they are dropped, and said so. A `default_*` key is a write of that field by another
 * door: refused. Whether or not the caller gave a context, it names the subject's companies where they are
 * known: without them Odoo takes every company of the account. Undefined when there is none to send.
 */
export function judgeContext(
  context: Json | undefined,
  subject: Subject,
  notes: Note[],
): JsonObject | undefined | Deny {
  const own = ownCompanies(subject);
  if (context === undefined || context === null) {
    return own === undefined ? undefined : { allowed_company_ids: own };
  }
  if (!isObject(context)) return invalid('a context is an object');
  const built: Record<string, Json> = {};
  const dropped: string[] = [];
  for (const key of Object.keys(context)) {
    const value = context[key] ?? null;
    if (key.startsWith(DEFAULTS)) {
      return invalid(
        'default_* keys of a context write fields by another door',
        'Put the value among the values of the record instead.',
      );
    }
    switch (key) {
      case 'lang':
        if (typeof value !== 'string' || !LANGUAGE.test(value)) {
          return invalid("lang is a language code such as 'en_US'");
        }
        built.lang = value;
        break;
      case 'tz':
        if (typeof value !== 'string' || !TIME_ZONE.test(value)) {
          return invalid("tz is a time zone such as 'Europe/Brussels'");
        }
        built.tz = value;
        break;
      case 'allowed_company_ids': {
        const companies = judgeCompanies(value, subject);
        if (isDeny(companies)) return companies;
        built.allowed_company_ids = companies;
        break;
      }
      case 'disable_cancel_warning':
        // Without it Odoo 17 and 18 answer the cancelling of an order with a window, and cancel nothing.
        if (value !== true) return invalid('disable_cancel_warning is true or left out');
        built.disable_cancel_warning = true;
        break;
      default:
        dropped.push(PLAIN_KEY.test(key) ? key : '(not a context key)');
    }
  }
  if (dropped.length > 0) notes.push({ kind: 'context_dropped', keys: dropped });
  if (own !== undefined) built.allowed_company_ids ??= own;
  return built;
}

/** An empty list would mean every company: where none is known, none is named. */
function ownCompanies({ odoo }: Subject): readonly number[] | undefined {
  const known = odoo?.companyIds;
  return known !== undefined && known.length > 0 ? known : undefined;
}

/** The context of an operation to send, as a part of it: none where the caller gave none. */
export function withContext(context: JsonObject | undefined): { readonly context?: JsonObject } {
  return context === undefined ? {} : { context };
}

/** An empty list would mean every company to Odoo; a company outside the subject's own is not its to name. */
function judgeCompanies(value: Json, subject: Subject): readonly Json[] | Deny {
  if (!isArray(value) || value.length === 0 || value.length > MOST_COMPANIES) {
    return invalid('allowed_company_ids is a list of at least one company id');
  }
  const own = nameableCompanies(subject);
  for (const company of value) {
    const id = parseRecordId(company);
    if (id === undefined) return invalid('allowed_company_ids holds whole numbers from 1');
    if (own !== undefined && !own.includes(id)) {
      return invalid('allowed_company_ids names a company that is not one of the subject’s own');
    }
  }
  return value;
}

/**
 * The companies a subject may narrow a call to; undefined where nobody knows them. Of an account that carries
 * the calls of others it is the one the account works in: the rest may be nobody's business here.
 */
function nameableCompanies({ odoo }: Subject): readonly number[] | undefined {
  return odoo?.carrier === true ? odoo.companyIds?.slice(0, 1) : odoo?.companyIds;
}

function invalid(problem: string, allowed?: string): Deny {
  return deny(
    'context_invalid',
    'built-in:context',
    `${problem}.`,
    allowed === undefined ? {} : { allowed },
  );
}
