import { afterEach, vi } from 'vitest';

afterEach(() => {
  vi.restoreAllMocks();
});

/** What is written to the standard streams from now on, until the test ends. */
export function capturedOutput(): { readonly out: () => string; readonly err: () => string } {
  const collect = (stream: NodeJS.WriteStream) => {
    const written: string[] = [];
    vi.spyOn(stream, 'write').mockImplementation((chunk) => {
      written.push(String(chunk));
      return true;
    });
    return () => written.join('');
  };
  return { out: collect(process.stdout), err: collect(process.stderr) };
}
