import type { OrganizationId } from '@tact/engine';
import type {
  AfterOptOutsPart,
  AfterOptOutsPlace,
  AttemptAfterOptOut,
  InteractionFilter,
  Store,
} from '@tact/store';
import type { OptOutsHonoured } from './report-summary.ts';

/** Attempts that one read gives. */
const ROWS_AT_ONCE = 5_000;

/** How the opt-outs of a report's time were honoured: to the last attempt after each of them, by then or by now. Memory: a number for each that was not. */
export async function optOutsHonoured(
  store: Store,
  organizationId: OrganizationId,
  filter: InteractionFilter,
): Promise<OptOutsHonoured> {
  const { afterOptOuts } = store.reports;
  const recorded = await afterOptOuts.count(organizationId, filter);
  /** By opt-out; its rows come one after the other. */
  const lastAfterMs: number[] = [];
  let attemptsAfter = 0;
  let optOutId: string | undefined;
  for (let after: AfterOptOutsPlace | null | undefined; after !== null;) {
    const part = await afterOptOuts.part(organizationId, filter, after ?? null, ROWS_AT_ONCE);
    for (const row of part.rows) {
      const ms = row.at - row.since;
      const known = row.optOutId === optOutId ? (lastAfterMs.pop() ?? 0) : 0;
      lastAfterMs.push(Math.max(known, ms));
      ({ optOutId } = row);
      attemptsAfter++;
    }
    after = part.next;
  }
  return { recorded, contactedAfter: lastAfterMs.length, attemptsAfter, ...timesOf(lastAfterMs, recorded) };
}

/** Reads behind one page at most: each looks at some thousand opt-outs. What is left then is for the next page. */
const READS_A_PAGE = 20;

/** One page of the attempts after opt-outs; it may be empty before the end, where opt-outs are very many and all were honoured. */
export async function attemptsAfterOptOuts(
  store: Store,
  organizationId: OrganizationId,
  filter: InteractionFilter,
  { place, limit }: { readonly place: AfterOptOutsPlace | null; readonly limit: number },
): Promise<AfterOptOutsPart> {
  const rows: AttemptAfterOptOut[] = [];
  let next = place;
  for (let reads = 0; reads < READS_A_PAGE && rows.length < limit; reads++) {
    const part = await store.reports.afterOptOuts.part(organizationId, filter, next, limit - rows.length);
    rows.push(...part.rows);
    ({ next } = part);
    if (next === null) break;
  }
  return { rows, next };
}

/** Those of all opt-outs, of which the ones that are not listed took no time. */
export function timesOf(
  lastAfterMs: readonly number[],
  recorded: number,
): Pick<OptOutsHonoured, 'longestMs' | 'in99Of100Ms'> {
  const ascending = Float64Array.from(lastAfterMs).sort();
  const none = recorded - ascending.length;
  const at = Math.ceil(recorded * 0.99) - 1 - none;
  return { longestMs: ascending.at(-1) ?? 0, in99Of100Ms: ascending[at] ?? 0 };
}
