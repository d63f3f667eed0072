import { expect, it } from 'vitest';
import { gatewaySettings } from './identity/gateway-settings.fixture.ts';
import { bundledEnvironment, largestBlob } from './upstream-choice.ts';

it('tells the bundled upstream how large a file its answers can carry', () => {
  const policy = { gateway: gatewaySettings(), access: { maxResponseBytes: 1_048_576 } };
  const { UPSTREAM_MAX_BLOB_BYTES: told } = bundledEnvironment(policy, []);
  expect(Number(told)).toBe(largestBlob(1_048_576));
});

it.each([1_024, 65_536, 1_048_576, 11_000_000, 67_108_864])(
  'an answer with the largest file is within %i bytes, or says the least a file can have',
  (maxResponseBytes) => {
    const bytes = largestBlob(maxResponseBytes);
    expect(bytes).toBeGreaterThanOrEqual(1);
    expect(bytes).toBeLessThanOrEqual(8 * 1024 * 1024);
    if (bytes > 1) expect(Math.ceil(bytes / 3) * 4 + 4_000).toBeLessThan(maxResponseBytes);
  },
);
