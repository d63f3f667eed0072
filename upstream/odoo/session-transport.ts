import * as z from 'zod';
import type { OdooCredential } from './credential.ts';
import type { OdooEndpoint } from './endpoint.ts';
import { isAuthFailure, loginRefused, OdooError } from './errors.ts';
import { downloadReport } from './report.ts';
import { Secret } from './secret.ts';
import type { OdooCall, OdooTransport } from './transport.ts';

const sessionInfo = z.looseObject({
  uid: z.number().int().positive(),
  db: z.string(),
  username: z.string(),
});

interface WebSession {
  readonly uid: number;
  readonly login: string;
  readonly cookie: Secret;
}

/**
 * Signs in through Odoo's web session: `password` with `/web/session/authenticate`, `session` by
 * proving an existing `session_id`. Throws class `auth` when Odoo refuses or when the session belongs
 * to another database, or to another login than the credential names. An expired session is signed in again
 * once per call for `password`; the call is safe to repeat because Odoo checks the session before it runs
 * anything.
 */
export async function openSessionTransport(
  endpoint: OdooEndpoint,
  credential: OdooCredential,
): Promise<OdooTransport> {
  const signIn = () =>
    credential.method === 'session'
      ? adoptSession(endpoint, credential)
      : authenticate(endpoint, credential);
  let current = await signIn();
  let renewal: Promise<WebSession> | undefined;

  const renew = async (expired: WebSession): Promise<WebSession> => {
    if (current !== expired) return current;
    renewal ??= signIn()
      .then((renewed) => {
        // The login may have been given to another user in the meantime.
        if (renewed.uid !== expired.uid) throw loginRefused();
        current = renewed;
        return renewed;
      })
      .finally(() => {
        renewal = undefined;
      });
    return renewal;
  };

  const send = async (session: WebSession, call: OdooCall, signal: AbortSignal | undefined) => {
    const { result, session: rotated } = await endpoint.post(
      `/web/dataset/call_kw/${call.model}/${call.method}`,
      { model: call.model, method: call.method, args: call.args, kwargs: call.kwargs },
      {
        session: session.cookie.reveal(),
        signal,
        model: call.model,
        repeatable: call.repeatable,
      },
    );
    rotate(session, rotated);
    return result;
  };

  /** Odoo replaces long-lived sessions as it answers; the old identifier soon stops working. */
  const rotate = (session: WebSession, rotated: string | undefined): void => {
    if (rotated !== undefined && current === session)
      current = { ...session, cookie: new Secret(rotated) };
  };

  const inSession = async <T>(work: (session: WebSession) => Promise<T>): Promise<T> => {
    const session = current;
    try {
      return await work(session);
    } catch (error) {
      const expired = error instanceof OdooError && error.class === 'session_expired';
      if (!expired || credential.method === 'session') throw error;
      return work(await renew(session));
    }
  };

  return {
    uid: current.uid,
    login: current.login,
    call: (call, signal) => inSession((session) => send(session, call, signal)),
    print: (job, signal) =>
      inSession(async (session) => {
        const printed = await downloadReport(endpoint, session.cookie, job, signal);
        rotate(session, printed.session);
        return printed.bytes;
      }),
  };
}

async function authenticate(
  endpoint: OdooEndpoint,
  credential: OdooCredential,
): Promise<WebSession> {
  const signIn = () =>
    endpoint.post('/web/session/authenticate', {
      db: credential.database,
      login: credential.login,
      password: credential.secret.reveal(),
    });
  const { result, session } = await signIn()
    .catch((error: unknown) => {
      // Odoo 17 makes a user's settings at the first login, and fails the ones beside it once they are there.
      if (error instanceof OdooError && error.class === 'validation') return signIn();
      throw error;
    })
    .catch((error: unknown) => {
      throw isAuthFailure(error) ? loginRefused() : error;
    });
  // With a second factor switched on Odoo answers a session without a uid: no account is proven.
  const info = sessionInfo.safeParse(result);
  if (!info.success || session === undefined) throw loginRefused();
  if (info.data.db !== credential.database) throw loginRefused();
  return { uid: info.data.uid, login: info.data.username, cookie: new Secret(session) };
}

async function adoptSession(
  endpoint: OdooEndpoint,
  credential: OdooCredential,
): Promise<WebSession> {
  const cookie = credential.secret.reveal();
  if (!/^[\w-]{20,256}$/.test(cookie)) throw loginRefused();
  const { result } = await endpoint
    .post('/web/session/get_session_info', {}, { session: cookie })
    .catch((error: unknown) => {
      throw isAuthFailure(error) ? loginRefused() : error;
    });
  const info = sessionInfo.safeParse(result);
  if (!info.success || info.data.db !== credential.database) throw loginRefused();
  if (credential.login !== '' && info.data.username !== credential.login) throw loginRefused();
  return { uid: info.data.uid, login: info.data.username, cookie: credential.secret };
}
