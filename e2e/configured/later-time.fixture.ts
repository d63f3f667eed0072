import { vi } from 'vitest';

/** Does something as if that many minutes had passed: the guard's clock is `performance.now`. */
export async function atLaterTime<Result>(
  minutes: number,
  use: () => Promise<Result>,
): Promise<Result> {
  const now = performance.now.bind(performance);
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now() + minutes * 60_000);
  try {
    return await use();
  } finally {
    clock.mockRestore();
  }
}
