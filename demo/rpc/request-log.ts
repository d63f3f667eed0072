import type { Json, JsonObject } from '../engine/json.ts';

/** One model call that reached the demo: what tests of a client or guard assert on. */
export interface RpcRequest {
  /** The caller's login, or the uid as text when it is nobody's. */
  readonly user: string;
  readonly model: string;
  readonly method: string;
  readonly args: readonly Json[];
  readonly kwargs: JsonObject;
}
