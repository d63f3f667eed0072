import { expect, test } from 'vitest';
import { policyOf } from '../../policies/config-directory.fixture.ts';
import { createLog } from '../log.ts';
import { serve } from './serve.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const handlers = () => SIGNALS.map((signal) => process.listenerCount(signal));

test('a guard that was closed leaves no signal handler behind', async () => {
  const gateway = `
server: {transport: http, port: 0}
upstream: {url: "http://127.0.0.1:9/mcp"}
audit: {sink: "off"}
`;
  const before = handlers();
  const served = await serve(policyOf({ gateway }), createLog({ level: 'silent' }));
  expect(handlers()).toEqual(before.map((count) => count + 1));
  await served.close();
  expect(handlers()).toEqual(before);
});
