/** Revisions of MCP whose every message the guard knows how to judge; any other is refused. */
export const LEGACY_VERSIONS = ['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'] as const;
export const MODERN_VERSIONS = ['2026-07-28'] as const;

const legacy: ReadonlySet<string> = new Set(LEGACY_VERSIONS);
const modern: ReadonlySet<string> = new Set(MODERN_VERSIONS);
const DATED = /^\d{4}-\d{2}-\d{2}$/;

/** Whether the guard speaks this revision of the protocol with sessions. */
export function isLegacyVersion(version: string): boolean {
  return legacy.has(version);
}

/** Whether the guard speaks this revision of the stateless protocol. */
export function isModernVersion(version: string): boolean {
  return modern.has(version);
}

/** Whether a version names the stateless protocol, known to the guard or newer. */
export function namesModernEra(version: string): boolean {
  return DATED.test(version) && version >= MODERN_VERSIONS[0];
}
