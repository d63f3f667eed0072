import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { TokenSettings } from '../../policies/gateway-settings.ts';

/** The bearer tokens the operator named. Only their hashes are known here. */
export interface Tokens {
  /** Whose token that is; undefined for anything that is nobody's, whatever is wrong with it. */
  find(bearer: string): TokenSettings | undefined;
}

/** RFC 6750 §2.1, `b64token`. */
const BEARER = /^[A-Za-z0-9\-._~+/]+=*$/;
const LONGEST_BEARER = 4096;
const SHA256_HEX = /^[0-9a-f]{64}$/;

/**
 * Compiles the configured tokens. Throws when an entry's hash is not one, or when two entries share a hash
 * or a name: whose call it is must have one answer.
 */
export function createTokens(settings: readonly TokenSettings[]): Tokens {
  const entries = settings.map((token) => ({ token, digest: digestOf(token) }));
  refuseDuplicates(settings);

  return {
    find(bearer) {
      if (bearer.length > LONGEST_BEARER || !BEARER.test(bearer)) return undefined;
      const digest = createHash('sha256').update(bearer).digest();
      // Every entry is compared, so that time says nothing about which one came close.
      let found: TokenSettings | undefined;
      for (const entry of entries) {
        if (timingSafeEqual(entry.digest, digest)) found = entry.token;
      }
      return found;
    },
  };
}

/** A fresh token of 256 random bits and the hash that goes into `gateway.yaml`. Neither is kept. */
export function newToken(): { readonly token: string; readonly sha256: string } {
  const token = `omg_${randomBytes(32).toString('base64url')}`;
  return { token, sha256: createHash('sha256').update(token).digest('hex') };
}

function digestOf({ name, sha256 }: TokenSettings): Buffer {
  if (!SHA256_HEX.test(sha256)) {
    throw new Error(
      `identity.tokens: sha256 of ${name} is not 64 lower-case hex digits. ` +
        'Make a token and its hash with: odoo-mcp-guard token new',
    );
  }
  return Buffer.from(sha256, 'hex');
}

function refuseDuplicates(settings: readonly TokenSettings[]): void {
  const byHash = new Map<string, string>();
  const names = new Set<string>();
  for (const { name, sha256 } of settings) {
    const other = byHash.get(sha256);
    if (other !== undefined) {
      throw new Error(
        `identity.tokens: ${other} and ${name} have the same sha256. Give each its own.`,
      );
    }
    if (names.has(name)) {
      throw new Error(
        `identity.tokens: two tokens are named ${name}. Rename one: limits and audit are kept by name.`,
      );
    }
    byHash.set(sha256, name);
    names.add(name);
  }
}
