import { keyError, notFound, typeError } from '../engine/errors.ts';
import { isArray, isObject, type Json, type JsonObject } from '../engine/json.ts';
import type { DemoState } from '../state.ts';
import { execute } from './execute.ts';
import type { Session } from './session.ts';

/** `/web/dataset/call_kw`: a model method for the user of a session. */
export function callKw(state: DemoState, session: Session, params: JsonObject): Json {
  for (const required of ['model', 'method', 'args', 'kwargs']) {
    if (!(required in params)) {
      throw typeError(`DataSet.call_kw() missing 1 required positional argument: '${required}'`);
    }
  }
  const name = String(params.model);
  const model = state.db.registry.models.get(name);
  const method = String(params.method);
  const args = isArray(params.args) ? params.args : [];
  const kwargs = isObject(params.kwargs) ? params.kwargs : {};
  state.log(session.uid, name, method, args, kwargs);
  if (!model) throw state.db.version === 17 ? keyError(name) : notFound();
  return execute(state.db, session.uid, model, method, args, kwargs);
}
