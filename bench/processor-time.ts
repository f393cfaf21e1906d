import { readdirSync, readFileSync } from 'node:fs';
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

/** Microseconds that the threads of a process that are there have taken: counted, where the times of `stat` are sampled. 0 where it is not there. */
export function timeOf(pid: number | undefined): number {
  const folder = `/proc/${pid ?? 0}/task`;
  try {
    const threads = readdirSync(folder).map((thread) =>
      readFileSync(`${folder}/${thread}/schedstat`, 'utf8'),
    );
    return threads.reduce((sum, text) => sum + Number(text.split(' ')[0]) / 1_000, 0);
  } catch {
    // It has ended, or this is no Linux: then there is nothing to tell.
    return 0;
  }
}
