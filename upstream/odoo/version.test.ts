import { describe, expect, it } from 'vitest';
import { parseServerVersion } from './version.ts';

describe('the release in server_version', () => {
  it.each([
    ['17.0-20240709', { major: 17, series: '17.0', edition: 'community' }],
    ['18.0-20250520', { major: 18, series: '18.0', edition: 'community' }],
    ['19.0-20251227', { major: 19, series: '19.0', edition: 'community' }],
    ['18.0+e', { major: 18, series: '18.0', edition: 'enterprise' }],
    ['18.0+e-20250101', { major: 18, series: '18.0', edition: 'enterprise' }],
    ['saas~18.2+e', { major: 18, series: 'saas~18.2', edition: 'enterprise' }],
  ])('%s', (text, expected) => {
    expect(parseServerVersion(text)).toEqual(expected);
  });

  it.each(['16.0', '20.0-20260901', 'master', '', '180.0'])('%s is refused', (text) => {
    expect(() => parseServerVersion(text)).toThrow(expect.objectContaining({ class: 'version' }));
  });
});
