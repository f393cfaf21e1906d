import { readFileSync } from 'node:fs';

/** The resident memory of a process, bytes; NaN where it is gone or the system does not tell. */
export function memoryOf(pid: number | undefined): number {
  return fieldOf(pid, 'VmRSS');
}

/** The most that it ever had. */
export function memoryMaxOf(pid: number | undefined): number {
  return fieldOf(pid, 'VmHWM');
}

function fieldOf(pid: number | undefined, name: 'VmRSS' | 'VmHWM'): number {
  if (pid === undefined) return NaN;
  try {
    const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(
      readFileSync(`/proc/${pid}/status`, 'utf8'),
    );
    return Number(kilobytes?.[1]) * 1024;
  } catch {
    // The process has ended, or this is no Linux: then there is nothing to tell.
    return NaN;
  }
}
