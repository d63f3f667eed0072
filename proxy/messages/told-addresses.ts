import { isArray, isObject, type Json, type JsonObject } from '../../policies/json.ts';
import type { Session } from '../identity/sessions.ts';
import { RPC_ERROR, type RpcError } from '../wire/message.ts';
import { urlElicitation } from './asked-of-client.ts';

/** Addresses a session's client was told of, whose visit the server may report. */
const MOST_ADDRESSES = 256;

/** Keeps in mind that a session's client was told of an address the person behind it may visit. */
export function addressTold({ addresses }: Session, elicitationId: string): void {
  addresses.add(elicitationId);
  const [oldest] = addresses;
  if (addresses.size > MOST_ADDRESSES && oldest !== undefined) addresses.delete(oldest);
}

/**
 * The error of a request that waits for the person to visit an address first (2025-11-25, URL mode), with the
 * addresses, where the server may send people to any. Undefined where it is another error, or may not leave.
 */
export function visitRequired(
  { code, data }: RpcError['error'],
  session: Session | undefined,
): RpcError['error'] | undefined {
  if (code !== RPC_ERROR.visitRequired || !session) return undefined;
  const elicitation = session.told?.elicitation;
  if (!isObject(elicitation) || !isObject(elicitation.url)) return undefined;
  const addresses = askedVisits(data);
  if (addresses.length === 0) return undefined;
  for (const { elicitationId } of addresses) addressTold(session, String(elicitationId));
  return {
    code,
    message: 'A person has to visit an address first',
    data: { elicitations: addresses },
  };
}

function askedVisits(data: Json | undefined): readonly JsonObject[] {
  const listed = isObject(data) && isArray(data.elicitations) ? data.elicitations : [];
  return listed.map(urlElicitation).filter((one) => one !== undefined);
}
