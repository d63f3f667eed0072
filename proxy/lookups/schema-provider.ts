import type { Binding } from '../../policies/bindings/binding.ts';
import { parseModelSchema } from '../../policies/bindings/field-schema.ts';
import { partAt } from '../../policies/filter/structured-result.ts';
import { isObject, type JsonObject } from '../../policies/json.ts';
import type { ModelSchema, SchemaView } from '../../policies/model-schema.ts';
import type { ModelName } from '../../policies/names.ts';
import { UpstreamFailure } from '../exchange.ts';
import { isUnrelated, ToolFailure } from '../tool-failure.ts';
import { untilAborted } from '../until-aborted.ts';
import type { OnBehalf, UpstreamDoor } from '../upstream-exchange.ts';

/**
 * Learns field metadata through the upstream itself, as the account that carries the calls: Odoo leaves
 * out of `fields_get` what that account may not see, so nothing learned for one account serves another.
 */
export interface SchemaProvider {
  /** A view for one call; `load` fills it. */
  view(account: string): SchemaView;
  /**
   * Fetches what is missing. Throws `UpstreamFailure` when the upstream or the Odoo behind it gives no
   * answer, and when the caller no longer waits.
   */
  load(models: readonly ModelName[], account: string, behalf: OnBehalf): Promise<void>;
}

interface Entry {
  readonly schema: ModelSchema | 'absent';
  readonly until: number;
}

/** How long field metadata is believed: module upgrades are rare, and a miss only means a denial. */
const KNOWN_MS = 10 * 60_000;
/** A refused or unknown model is asked for again sooner: access rights do change during a session. */
const ABSENT_MS = 15_000;
const LARGEST_CACHE = 4_000;

/** Asks by the tool the binding names for it; without one, every model is absent. `now`: milliseconds. */
export function createSchemaProvider(
  door: UpstreamDoor,
  binding: Binding | undefined,
  now: () => number,
): SchemaProvider {
  const cache = new Map<string, Entry>();
  const underWay = new Map<string, Promise<void>>();
  const source = binding?.schemaSource;

  function remember(key: string, schema: ModelSchema | 'absent'): void {
    if (cache.size >= LARGEST_CACHE) {
      const oldest = cache.keys().next();
      if (!oldest.done) cache.delete(oldest.value);
    }
    cache.delete(key);
    cache.set(key, { schema, until: now() + (schema === 'absent' ? ABSENT_MS : KNOWN_MS) });
  }

  async function fetchOne(model: ModelName, key: string, behalf: OnBehalf): Promise<void> {
    if (!source) return remember(key, 'absent');
    let result: JsonObject;
    try {
      result = await door.callTool(source.tool, source.argumentsFor(model), behalf);
    } catch (error) {
      if (!(error instanceof ToolFailure)) throw error;
      if (!isUnrelated(error.errorClass)) return remember(key, 'absent');
      const message = `no field metadata: ${error.errorClass}`;
      throw new UpstreamFailure('unreachable', message, { cause: error });
    }
    const { structuredContent } = result;
    const fields = isObject(structuredContent)
      ? partAt(structuredContent, source.fields)
      : undefined;
    remember(key, (isObject(fields) && parseModelSchema(model, fields)) || 'absent');
  }

  return {
    view(account) {
      return {
        get(model) {
          const entry = cache.get(cacheKey(account, model));
          return entry && entry.until > now() ? entry.schema : undefined;
        },
      };
    },
    load: async (models, account, behalf) => {
      await untilAborted(
        Promise.all(
          models.map((model) => {
            const key = cacheKey(account, model);
            const running = underWay.get(key);
            if (running) return running;
            // Shared by every call that waits for it, so it must not end with the first caller's patience.
            const started = fetchOne(model, key, {
              ...behalf,
              signal: AbortSignal.timeout(FETCH_MS),
            }).finally(() => underWay.delete(key));
            underWay.set(key, started);
            return started;
          }),
        ),
        behalf.signal,
      );
    },
  };
}

/** Milliseconds one `fields_get` may take. */
const FETCH_MS = 30_000;

function cacheKey(account: string, model: ModelName): string {
  return `${account}\0${model}`;
}
