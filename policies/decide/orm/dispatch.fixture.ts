import { allowed, denied } from '../asking.fixture.ts';
import { SALES } from '../demo-policy.fixture.ts';
import { askCall, type CallParts } from './calls.fixture.ts';

/** The operation that an allowed call of a method is sent as. */
export const sent = (path: string, parts: CallParts, who = SALES) =>
  allowed(askCall(path, parts, who)).operation;
/** The denial of a call of a method. */
export const refusal = (path: string, parts: CallParts, who = SALES) =>
  denied(askCall(path, parts, who));
