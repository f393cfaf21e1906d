import { together } from '../threads/together.ts';
import { pagesOf, type Store } from '@tact/store';
import type { WorkThreads } from '../threads/work-threads.ts';
import { addParts, type ForecastPart, type ForecastPlan, type ForecastRecord } from './forecast-part.ts';

export type { ForecastPlan } from './forecast-part.ts';

/** A forecast, as far as there was time for it. */
export interface ForecastResult extends ForecastPart {
  /** False: it was ended before the whole list was looked at. */
  readonly isWhole: boolean;
}

/** What a forecast runs with. */
export interface ForecastParts {
  readonly store: Store;
  readonly workThreads: WorkThreads;
  /** So many at once. */
  readonly threads: number;
  /** Aborted: it ends soon, and gives what it has. */
  readonly signal: AbortSignal;
  readonly onProgress?: (contacts: number) => void;
}

/** Pages of the list that a thread gets at once. */
const PAGES_AT_ONCE = 2;

/**
 * How much of a contact list is callable in each hour to come, by its rules and all that is known now. Records that are held are left out. Throws what the
 * first thread threw that failed; the others have ended then.
 */
export async function runForecast(
  { store, workThreads, threads, signal, onProgress }: ForecastParts,
  plan: ForecastPlan,
): Promise<ForecastResult> {
  const records = recordsOf(store, plan);
  let sum: ForecastPart = {
    contacts: 0,
    callable: new Array<number>(plan.hours).fill(0),
    never: 0,
    refused: 0,
    unknown: 0,
  };
  const list = { isOver: false };
  const work = async (ending: AbortSignal) => {
    const thread = await workThreads.begin('forecast', plan);
    try {
      while (!ending.aborted) {
        // Generators hand out one page after the other, whoever asks.
        const next = await records.next();
        if (next.done === true) {
          list.isOver = true;
          return;
        }
        for await (const part of thread.look(next.value)) sum = addParts(sum, part);
        onProgress?.(sum.contacts);
      }
    } finally {
      await thread.end();
    }
  };
  await together(Math.max(1, threads), signal, work);
  return { ...sum, isWhole: list.isOver && !signal.aborted };
}

async function* recordsOf(
  store: Store,
  { organizationId, contactListId }: ForecastPlan,
): AsyncGenerator<readonly ForecastRecord[]> {
  let gathered: ForecastRecord[] = [];
  let pages = 0;
  for await (const records of pagesOf((page) =>
    store.contactLists.listRecords(organizationId, contactListId, page),
  )) {
    for (const { clientId, accountId, status } of records)
      if (status === 'ready') gathered.push({ clientId, accountId });
    if (++pages % PAGES_AT_ONCE !== 0) continue;
    yield gathered;
    gathered = [];
  }
  if (gathered.length > 0) yield gathered;
}
