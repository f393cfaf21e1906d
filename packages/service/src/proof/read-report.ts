import type { AttemptId, Instant, OrganizationId } from '@tact/engine';
import type { Interaction, InteractionBatch, InteractionFilter, Store } from '@tact/store';
import { awaitedLater } from '../awaited-later.ts';

/** Interactions that are read at once: their rows are a few megabytes, and the next part is read while one is written. */
const PART_ROWS = 8_000;
/** The first part is small, so that a download begins at once. */
const FIRST_PART_ROWS = 500;
/** Where at least so many seem to follow, they are streamed: that begins by reading a week of attempts, and is ten times as fast then. */
const STREAMED_ROWS_MIN = 20_000;

/** Interactions in the order of time, and the instant up to which everything has been told with them. A batch is good until the next part. */
export type InteractionPart = { readonly toldUntil: Instant } & (
  { readonly interactions: readonly Interaction[] } | { readonly batch: InteractionBatch }
);

/** Those of a part, one by one. */
export function* interactionsOf(part: InteractionPart): Generator<Interaction> {
  if ('interactions' in part) yield* part.interactions;
  else for (let i = 0; i < part.batch.length; i++) yield part.batch.interactionAt(i);
}

/** How much is read. */
export interface ReadOptions {
  /** The last interaction that is known already; null: from the beginning. */
  readonly after: AttemptId | null;
  /** Whether earlier attempts and agents are told. */
  readonly details: boolean;
  /** How many are looked up first; for tests. */
  readonly firstRows?: number;
  /** From how many on that seem to follow they are streamed; for tests. */
  readonly streamedRowsMin?: number;
}

/**
 * Every interaction that the filter means, part by part: the first ones looked up, so that they come at once, and a long rest streamed. Both
 * tell the same. Memory stays flat, and no transaction outlasts some hundred thousand rows.
 */
export async function* readReport(
  store: Store,
  organizationId: OrganizationId,
  filter: InteractionFilter,
  { after, details, firstRows = FIRST_PART_ROWS, streamedRowsMin = STREAMED_ROWS_MIN }: ReadOptions,
): AsyncGenerator<InteractionPart> {
  const read = (from: AttemptId | null, limit: number) =>
    awaitedLater(store.reports.interactions(organizationId, { ...filter, after: from, limit, details }));
  // One client's or account's have indexes of their own, and are few.
  const canStream = filter.clientId === null && filter.accountId === null;
  let limit = firstRows;
  let coming = read(after, limit);
  for (;;) {
    const interactions: readonly Interaction[] = await coming;
    const last = interactions.at(-1);
    if (last === undefined || interactions.length < limit) {
      yield { interactions, toldUntil: filter.until };
      return;
    }
    if (canStream && seemToFollow(interactions, filter.until) >= streamedRowsMin) {
      yield { interactions, toldUntil: last.at };
      yield* streamed(store, organizationId, { ...filter, after: last.id, details });
      return;
    }
    limit = PART_ROWS;
    coming = read(last.id, limit);
    yield { interactions, toldUntil: last.at };
  }
}

async function* streamed(
  store: Store,
  organizationId: OrganizationId,
  request: Parameters<Store['reports']['interactionStream']>[1],
): AsyncGenerator<InteractionPart> {
  for await (const batch of store.reports.interactionStream(organizationId, request))
    yield { batch, toldUntil: (batch.instants[batch.length - 1] ?? request.until) as Instant };
}

/** How many are still to come, if they come as densely as these. */
function seemToFollow(interactions: readonly Interaction[], until: Instant): number {
  const [first, last] = [interactions[0], interactions.at(-1)];
  if (first === undefined || last === undefined) return 0;
  return (interactions.length * (until - last.at)) / Math.max(1, last.at - first.at);
}
