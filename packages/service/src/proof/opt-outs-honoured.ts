import {
  DAY_MS,
  firstInstantOnOrAfterDate,
  isInForce,
  parseLocalDate,
  type Instant,
  type OrganizationId,
  type Zone,
  type ZoneTable,
} from '@tact/engine';
import type {
  AfterOptOutsPart,
  AfterOptOutsPlace,
  AttemptAfterOptOut,
  InteractionFilter,
  Store,
} from '@tact/store';
import type { OptOutsHonoured } from './report-summary.ts';

/** Whose opt-outs, and which of them. */
export interface HonouredQuestion {
  readonly organizationId: OrganizationId;
  /** The name of the organization's: a day of an opt-out is one there (S22). */
  readonly zone: string;
  readonly filter: InteractionFilter;
}

/** What is read, and by which zones. */
export interface HonouredParts {
  readonly store: Store;
  readonly zoneTable: ZoneTable;
}

/** Attempts that one read gives. */
const ROWS_AT_ONCE = 5_000;

/** How the opt-outs of a report's time were honoured: to the last attempt after each of them, by then or by now. Memory: a number for each that was not. */
export async function optOutsHonoured(
  parts: HonouredParts,
  question: HonouredQuestion,
): Promise<OptOutsHonoured> {
  const walk = walkOptOuts(parts, question);
  for (;;) {
    const step = await walk.next();
    if (step.done === true) return step.value;
  }
}

/** The same, with a word after each read, which takes a second or two. */
export async function* walkOptOuts(
  parts: HonouredParts,
  question: HonouredQuestion,
): AsyncGenerator<void, OptOutsHonoured> {
  const { organizationId, filter } = question;
  const recorded = await parts.store.reports.afterOptOuts.count(organizationId, filter);
  /** By opt-out; its rows come one after the other. */
  const lastAfterMs: number[] = [];
  let attemptsAfter = 0;
  let optOutId: string | undefined;
  for (let after: AfterOptOutsPlace | null | undefined; after !== null;) {
    const part = await readPart(parts, question, after ?? null, ROWS_AT_ONCE);
    for (const row of part.rows) {
      const ms = row.at - row.since;
      const known = row.optOutId === optOutId ? (lastAfterMs.pop() ?? 0) : 0;
      lastAfterMs.push(Math.max(known, ms));
      ({ optOutId } = row);
      attemptsAfter++;
    }
    after = part.next;
    yield;
  }
  return { recorded, contactedAfter: lastAfterMs.length, attemptsAfter, ...timesOf(lastAfterMs, recorded) };
}

/** Reads behind one page at most: each looks at some thousand opt-outs. What is left then is for the next page. */
const READS_A_PAGE = 20;

/** One page of the attempts after opt-outs; it may be empty before the end, where opt-outs are very many and all were honoured. */
export async function attemptsAfterOptOuts(
  parts: HonouredParts,
  question: HonouredQuestion,
  { place, limit }: { readonly place: AfterOptOutsPlace | null; readonly limit: number },
): Promise<AfterOptOutsPart> {
  const rows: AttemptAfterOptOut[] = [];
  let next = place;
  for (let reads = 0; reads < READS_A_PAGE && rows.length < limit; reads++) {
    const part = await readPart(parts, question, next, limit - rows.length);
    rows.push(...part.rows);
    ({ next } = part);
    if (next === null) break;
  }
  return { rows, next };
}

async function readPart(
  { store, zoneTable }: HonouredParts,
  { organizationId, zone: zoneName, filter }: HonouredQuestion,
  place: AfterOptOutsPlace | null,
  rowsMax: number,
): Promise<AfterOptOutsPart> {
  const zone = zoneTable.get(zoneName);
  if (zone === undefined) throw new Error(`the zone \`${zoneName}\` is not known`);
  const { rows, next } = await store.reports.afterOptOuts.part(organizationId, filter, place, rowsMax);
  return { rows: rows.flatMap((row) => onItsDays(row, zone)), next };
}

/** An attempt within the days of its opt-out, where that has days, and since when it counts. */
function onItsDays(row: AttemptAfterOptOut, zone: Zone): readonly AttemptAfterOptOut[] {
  const { fromDate, untilDate, at, since } = row;
  const days = { from: edgeOf(fromDate), until: edgeOf(untilDate) };
  if (!isInForce(days, zone, at)) return [];
  const first = fromDate === null ? undefined : parseLocalDate(fromDate);
  if (first === undefined) return [row];
  // No zone is a day off UTC.
  const begins = firstInstantOnOrAfterDate(zone, first, Math.max(0, (first - 1) * DAY_MS) as Instant);
  return at >= begins ? [{ ...row, since: Math.max(since, begins) as Instant }] : [];
}

const edgeOf = (date: string | null) => (date === null ? null : { date });

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
