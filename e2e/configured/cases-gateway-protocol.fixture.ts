import type { KeyCases } from './key-case.fixture.ts';

/** Every key under `protocol` of gateway.yaml. */
export const GATEWAY_PROTOCOL: KeyCases = {};
