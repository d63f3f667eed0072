/** Lines at once, and lines in a second after that. */
const BURST = 1_000;
const PER_SECOND = 50;
/** Characters of one line. */
const LONGEST_LINE = 4_096;

/**
 * Takes lines that somebody else words and times: as many as a busy program writes pass, and of a flood so few that it
 * fills no disk and takes nobody's turn. How many were left out is said in their place. `now`: milliseconds of a clock
 * that never goes back.
 */
export function boundedLog(
  write: (line: string) => void,
  now: () => number = () => performance.now(),
): (line: string) => void {
  let left = BURST;
  let at = now();
  let dropped = 0;
  return (line) => {
    const time = now();
    left = Math.min(BURST, left + ((time - at) / 1_000) * PER_SECOND);
    at = time;
    if (left < 1) {
      dropped += 1;
      return;
    }
    left -= 1;
    if (dropped > 0) write(`(${dropped} more lines came too fast and are not logged)`);
    dropped = 0;
    write(line.length <= LONGEST_LINE ? line : `${line.slice(0, LONGEST_LINE)}…`);
  };
}
