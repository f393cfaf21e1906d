import { readFileSync } from 'node:fs';
import { childrenOf, databasePid } from '../simulations/database-process.ts';
import type { ServiceProcess } from '../simulations/service-process.ts';

/** Microseconds of processor that each part has taken since it began. */
export interface ProcessorTimes {
  /** This process, which asks. */
  readonly load: number;
  readonly service: number;
  /** The server with all its connections. */
  readonly database: number;
}

/** Linux counts in hundredths of a second. */
const TICK_US = 10_000;

/** What has been taken so far; zeros where the system does not tell. */
export async function processorTimes(service: ServiceProcess): Promise<ProcessorTimes> {
  const database = await databasePid(service.folder);
  const pids = database === undefined ? [] : [database, ...(await childrenOf(database))];
  return {
    load: timeOf(process.pid),
    service: timeOf(service.pid()),
    database: pids.reduce((sum, pid) => sum + timeOf(pid), 0),
  };
}

/** User and system time of a process with its threads. */
function timeOf(pid: number | undefined): number {
  try {
    const text = readFileSync(`/proc/${pid ?? 0}/stat`, 'utf8');
    // The name of the program stands in brackets and may hold anything; user and system time are the 12th and 13th field after it.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_US;
  } catch {
    // It has ended, or this is no Linux: then there is nothing to tell.
    return 0;
  }
}
