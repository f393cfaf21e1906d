import { DAY_MS, MINUTE_MS, type Instant, type OrganizationId } from '@tact/engine';
import type { Database } from '../database.ts';
import type { Interaction, InteractionStreamRequest } from '../ports.ts';
import { firstIdAt, timeOfUuidV7 } from '../uuid-v7.ts';
import { ASKED_MAX, createAskedLately } from './asked-lately.ts';
import {
  createAttemptWindow,
  WINDOW_LIMITS,
  type AttemptWindow,
  type WindowLimits,
} from './attempt-window.ts';
import { completeBatch, type Known } from './complete-batch.ts';
import { ASKED_BEFORE_MS, COUNTED_BEFORE_MS } from './look-up.ts';
import { unpacker } from './packed-contact.ts';
import { streamQuery, windowQuery } from './stream-query.ts';
import { createAssembler, windowFiller, type StreamBatch } from './stream-rows.ts';
import { createTextCache } from './text-cache.ts';

/** How much a stream keeps in memory. Beyond it the same is looked up, which takes longer. */
export interface StreamLimits {
  readonly window: WindowLimits;
  readonly askedMax: number;
  /** Interactions, and decisions, of one instant. */
  readonly heldMax: number;
  readonly contactBytesMax: number;
  readonly accountBytesMax: number;
}

/** Some 200 MB where all is full, which is so for an organization with a million clients and as many attempts in a day. */
export const STREAM_LIMITS: StreamLimits = {
  window: WINDOW_LIMITS,
  askedMax: ASKED_MAX,
  heldMax: 10_000,
  contactBytesMax: 48 * 1_048_576,
  accountBytesMax: 16 * 1_048_576,
};

/** Rows that a piece should have: enough to make its beginning cheap, and read in a second or two, so that no snapshot is held for long. */
const PIECE_ROWS = 250_000;
/** How long the first piece is, and how much longer each may be than the one before it, until the pace is known. */
const FIRST_PIECE_MS = 15 * MINUTE_MS;
const LONGER_MAX = 8;

/** See `ReportPort.interactionStream`. */
export async function* streamInteractions(
  database: Database,
  organizationId: OrganizationId,
  request: InteractionStreamRequest,
  limits: StreamLimits = STREAM_LIMITS,
): AsyncGenerator<readonly Interaction[]> {
  const start = startOf(request);
  const asked = createAskedLately(limits.askedMax);
  const window = request.details ? createAttemptWindow(limits.window) : null;
  if (window !== null) await fillWindow(database, organizationId, window, start, request);
  const assembler = createAssembler({ asked, window, heldMax: limits.heldMax });
  const known = {
    database,
    organizationId,
    details: request.details,
    asked,
    window,
    contacts: createTextCache(limits.contactBytesMax),
    accounts: createTextCache(limits.accountBytesMax),
    unpacked: unpacker(),
  };
  let from = start;
  let { after } = request;
  let length = FIRST_PIECE_MS;
  let askedFrom = Math.max(0, start - ASKED_BEFORE_MS) as Instant;
  while (from < request.until) {
    const until = Math.min(request.until, from + length) as Instant;
    let rows = 0;
    const batches = database.copyOut<StreamBatch>(organizationId, {
      query: streamQuery(organizationId, request, { from, until, after, askedFrom }),
      take(bytes, offset) {
        rows++;
        return assembler.take(bytes, offset);
      },
      rest: () => assembler.rest(),
    });
    yield* completed(batches, known);
    [from, askedFrom, after] = [until, until, null];
    const pace = rows === 0 ? LONGER_MAX : PIECE_ROWS / rows;
    length = Math.max(1, Math.floor(Math.min(length * Math.min(LONGER_MAX, pace), 366 * DAY_MS)));
  }
}

/** Where reading begins: ids and instants go together (`uuid-v7.ts`). */
function startOf({ from, after }: InteractionStreamRequest): Instant {
  if (after === null) return from;
  const told = timeOfUuidV7(after);
  if (told === undefined || told < from)
    throw new RangeError(`the interaction \`${after}\` is none of the period; go on after one that was told`);
  return told;
}

async function fillWindow(
  database: Database,
  organizationId: OrganizationId,
  window: AttemptWindow,
  start: Instant,
  { after }: InteractionStreamRequest,
): Promise<void> {
  const fill = windowFiller(window);
  const from = Math.max(0, start - COUNTED_BEFORE_MS) as Instant;
  const none = database.copyOut(organizationId, {
    query: windowQuery(organizationId, from, after ?? firstIdAt(start)),
    take(bytes, offset) {
      fill(bytes, offset);
      return undefined;
    },
    rest: () => undefined,
  });
  // Every row was taken as it came; there are no blocks.
  await none.next();
}

/** Completes each batch while the one before it is worked on. */
async function* completed(
  batches: AsyncIterable<StreamBatch>,
  known: Known,
): AsyncGenerator<readonly Interaction[]> {
  let before: Promise<readonly Interaction[]> | undefined;
  for await (const batch of batches) {
    // As of now: the next rows are taken while this waits.
    const isCounted = known.window?.isWhole ?? true;
    const coming = completeBatch(batch, known, {
      isCounted,
      isAskedKnown: batch.isMerged && known.asked.isWhole,
    });
    // Whoever awaits it hears of its failure; that nobody does yet is no reason to end the process.
    coming.catch(() => undefined);
    if (before !== undefined) yield await before;
    before = coming;
  }
  if (before !== undefined) yield await before;
}
