import { Worker } from 'node:worker_threads';
import type { ZoneTable } from '@tact/engine';
import type { Store } from '@tact/store';
import { createClock } from '../deciding/clock.ts';
import { createDecider } from '../deciding/create-decider.ts';
import {
  addParts,
  forecastPart,
  type ForecastPart,
  type ForecastPlan,
  type ForecastRecord,
} from './forecast-part.ts';

export type { ForecastPlan } from './forecast-part.ts';

/** A forecast, as far as there was time for it. */
export interface ForecastResult extends ForecastPart {
  /** False: it was ended before the whole list was looked at. */
  readonly isWhole: boolean;
}

/** What a forecast runs with. */
export interface ForecastParts {
  readonly store: Store;
  readonly zoneTable: ZoneTable;
  /** Where threads find the database; null: all is done in this thread. */
  readonly connectionString: string | null;
  readonly threads: number;
  /** Aborted: it ends soon, and gives what it has. */
  readonly signal: AbortSignal;
  readonly onProgress?: (contacts: number) => void;
}

/** Records that a thread gets at once, and that a page of the list has. */
const PAGE_RECORDS = 200;
const PAGES_AT_ONCE = 2;

/** How much of a contact list is callable in each hour to come, by its rules and all that is known now. Records that are held are left out. */
export async function runForecast(
  { store, zoneTable, connectionString, threads, signal, onProgress }: ForecastParts,
  plan: ForecastPlan,
): Promise<ForecastResult> {
  const records = recordsOf(store, plan);
  const erasureKey = connectionString === null ? null : await store.erasures.keyOf(plan.organizationId);
  let sum: ForecastPart = {
    contacts: 0,
    callable: new Array<number>(plan.hours).fill(0),
    never: 0,
    refused: 0,
    unknown: 0,
  };
  const list = { isOver: false };
  const work = async () => {
    const worker =
      connectionString === null
        ? inThisThread(store, zoneTable, plan)
        : thread(connectionString, plan, erasureKey);
    try {
      while (!signal.aborted) {
        // Generators hand out one page after the other, whoever asks.
        const next = await records.next();
        if (next.done === true) {
          list.isOver = true;
          return;
        }
        sum = addParts(sum, await worker.ask(next.value));
        onProgress?.(sum.contacts);
      }
    } finally {
      await worker.end();
    }
  };
  const count = connectionString === null ? 1 : Math.max(1, threads);
  await Promise.all(Array.from({ length: count }, work));
  return { ...sum, isWhole: list.isOver && !signal.aborted };
}

async function* recordsOf(
  store: Store,
  { organizationId, contactListId }: ForecastPlan,
): AsyncGenerator<readonly ForecastRecord[]> {
  let cursor: string | null = null;
  let gathered: ForecastRecord[] = [];
  let pages = 0;
  do {
    const page = await store.contactLists.listRecords(organizationId, contactListId, {
      limit: PAGE_RECORDS,
      cursor,
    });
    for (const { clientId, accountId, status } of page.items)
      if (status === 'ready') gathered.push({ clientId, accountId });
    cursor = page.next;
    if (++pages % PAGES_AT_ONCE !== 0 && cursor !== null) continue;
    yield gathered;
    gathered = [];
  } while (cursor !== null);
}

interface Asked {
  ask(records: readonly ForecastRecord[]): Promise<ForecastPart>;
  end(): Promise<void>;
}

function inThisThread(store: Store, zoneTable: ZoneTable, plan: ForecastPlan): Asked {
  const decider = createDecider({ store, clock: createClock(), zoneTable });
  return { ask: (records) => forecastPart(decider, plan, records), end: () => Promise.resolve() };
}

type ThreadSays = { readonly part: ForecastPart } | { readonly failed: string };

/** Whatever ends a thread fails what it was asked, so that a part is never taken for the whole. */
function thread(connectionString: string, plan: ForecastPlan, erasureKey: Buffer | null): Asked {
  const worker = new Worker(new URL('forecast-thread.ts', import.meta.url), {
    workerData: { connectionString, plan, erasureKey },
  });
  let waiting: PromiseWithResolvers<ForecastPart> | undefined;
  let failure: Error | undefined;
  const fail = () => {
    failure ??= new Error('a thread of the forecast ended; start it again');
    waiting?.reject(failure);
  };
  worker.on('message', (says: ThreadSays) => {
    if ('part' in says) waiting?.resolve(says.part);
    else waiting?.reject(new Error(says.failed));
  });
  worker.on('error', fail);
  worker.on('exit', fail);
  return {
    ask(records) {
      if (failure !== undefined) return Promise.reject(failure);
      waiting = Promise.withResolvers<ForecastPart>();
      worker.postMessage(records);
      return waiting.promise;
    },
    async end() {
      await worker.terminate();
    },
  };
}
