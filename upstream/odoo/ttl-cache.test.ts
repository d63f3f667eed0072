import { describe, expect, it } from 'vitest';
import { createTtlCache } from './ttl-cache.ts';

describe('a cache', () => {
  it('gives a value back until its time is over', () => {
    let time = 0;
    const cache = createTtlCache<string>(100, 5, () => time);
    cache.put('a', 'one');
    time = 99;
    expect(cache.get('a')).toBe('one');
    time = 100;
    expect(cache.get('a')).toBeUndefined();
    expect(cache.get('b')).toBeUndefined();
  });

  it('drops the value put first when it is full, and counts a renewed one as new', () => {
    const cache = createTtlCache<number>(100, 2, () => 0);
    cache.put('a', 1);
    cache.put('b', 2);
    cache.put('a', 3);
    cache.put('c', 4);
    expect(['a', 'b', 'c'].map((key) => cache.get(key))).toEqual([3, undefined, 4]);
  });
});
