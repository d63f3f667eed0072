import { describe, expect, test } from 'vitest';
import { standardError } from './standard-error.ts';

/** Standard error with room for so many bytes at a time. */
function withRoom(bytes: number) {
  const disk = { room: bytes, text: '' };
  const output = standardError((wanted) => {
    if (disk.room === 0) throw new Error('ENOSPC');
    const taken = wanted.subarray(0, disk.room);
    disk.room -= taken.length;
    disk.text += taken.toString('utf8');
    return taken.length;
  });
  return { disk, output };
}

describe('standard error', () => {
  test('takes lines whole', () => {
    const { disk, output } = withRoom(100);
    output.write('one\n');
    output.write('two\n');
    expect(disk.text).toBe('one\ntwo\n');
    expect(output.isWritten).toBe(true);
  });

  test('without room loses lines and says so, and no line joins one that was cut off', () => {
    const { disk, output } = withRoom(6);
    output.write('one\n');
    output.write('two\n');
    expect(output.isWritten).toBe(false);
    output.write('three\n');
    expect(output.isWritten).toBe(false);
    disk.room = 100;
    output.write('four\n');
    expect(output.isWritten).toBe(true);
    expect(disk.text).toBe('one\ntw\nfour\n');
  });
});
