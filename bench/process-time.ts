import { readFileSync } from 'node:fs';

/** What Linux counts processor time by, on every machine. */
const TICKS_PER_SECOND = 100;

/** The processor time that a process has used so far, all its threads together, seconds; NaN where it is gone or the system does not tell. */
export function processorSecondsOf(pid: number | undefined): number {
  if (pid === undefined) return NaN;
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name before it may hold anything. The third field is the first behind it, and the times are the 14th and 15th.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    // The process has ended, or this is no Linux: then there is nothing to tell.
    return NaN;
  }
}
