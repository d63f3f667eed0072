import type { JsonObject } from '../../policies/json.ts';
import type { Era } from '../exchange.ts';

/** 2026-07-28 results say who may cache them: what was filtered for one caller is for that caller alone. */
export function privateToTheCaller(result: JsonObject, era: Era): JsonObject {
  return era === 'modern' ? { ...result, ttlMs: 0, cacheScope: 'private' } : result;
}
