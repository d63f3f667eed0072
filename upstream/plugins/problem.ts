/** A plugin that was left out, and why. */
export interface PluginProblem {
  /** Its name, or its path where it has none yet. */
  readonly plugin: string;
  readonly problem: string;
}

/** How long a plugin may take to be loaded or registered, in milliseconds. */
const START_MS = 10_000;

/** The outcome of a plugin's work at the start; rejects when that takes too long. */
export async function inTime<T>(work: T | Promise<T>, ms = START_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`it took longer than ${ms / 1_000} seconds`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
