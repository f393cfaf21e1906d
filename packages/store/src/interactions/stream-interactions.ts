import { DAY_MS, MINUTE_MS, type Instant, type OrganizationId } from '@tact/engine';
import type { Database } from '../database.ts';
import type { InteractionBatch, InteractionStreamRequest } from '../ports.ts';
import { firstIdAt, timeOfUuidV7 } from '../uuid-v7.ts';
import { ASKED_MAX, createAskedLately } from './asked-lately.ts';
import {
  createAttemptWindow,
  WINDOW_LIMITS,
  type AttemptWindow,
  type WindowLimits,
} from './attempt-window.ts';
import type { BatchUnderWay } from './batch-under-way.ts';
import { createByteCache } from './byte-cache.ts';
import { completeBatch, type Known, type Missing } from './complete-batch.ts';
import { createContactCache } from './contact-cache.ts';
import { ASKED_BEFORE_MS, COUNTED_BEFORE_MS } from './look-up.ts';
import { streamQuery, windowQuery } from './stream-query.ts';
import { createAssembler, windowFiller, type StreamAssembler } from './stream-rows.ts';

/** How much a stream keeps in memory. Beyond it the same is looked up, which takes longer. */
export interface StreamLimits {
  readonly window: WindowLimits;
  readonly askedMax: number;
  /** Interactions, and decisions, of one instant. */
  readonly heldMax: number;
  /** Different shapes, zones, postal codes and agents. */
  readonly listValuesMax: number;
  readonly contactBytesMax: number;
  readonly accountBytesMax: number;
}

/** Some 200 MB where all is full, which is so for an organization with a million clients and as many attempts in a day. */
export const STREAM_LIMITS: StreamLimits = {
  window: WINDOW_LIMITS,
  askedMax: ASKED_MAX,
  heldMax: 10_000,
  listValuesMax: 20_000,
  contactBytesMax: 48 * 1_048_576,
  accountBytesMax: 16 * 1_048_576,
};

/** Rows that a piece should have: enough to make its beginning cheap, and read in a second or two, so that no snapshot is held for long. */
const PIECE_ROWS = 250_000;
/** How long the first piece is, and how much longer each may be than the one before it, until the pace is known. */
const FIRST_PIECE_MS = 15 * MINUTE_MS;
const LONGER_MAX = 8;
/** How long a piece may be read: a reader who takes it more slowly has to begin again after what arrived, so that no snapshot lasts longer. */
const PIECE_MS_MAX = 10 * MINUTE_MS;

/** See `ReportPort.interactionStream`. */
export async function* streamInteractions(
  database: Database,
  organizationId: OrganizationId,
  request: InteractionStreamRequest,
  limits: StreamLimits = STREAM_LIMITS,
): AsyncGenerator<InteractionBatch> {
  const start = startOf(request);
  const asked = createAskedLately(limits.askedMax);
  const window = request.details ? createAttemptWindow(limits.window) : null;
  if (window !== null) await fillWindow(database, organizationId, window, start, request);
  const { heldMax, listValuesMax, contactBytesMax, accountBytesMax } = limits;
  const assembler = createAssembler({ asked, window, heldMax, listValuesMax });
  const known: Known = {
    database,
    organizationId,
    details: request.details,
    contacts: createContactCache(contactBytesMax),
    accounts: createByteCache(accountBytesMax),
    contactBytesMax,
    accountBytesMax,
  };
  // As of now: rows that come later are taken while this waits.
  const missing = (batch: BatchUnderWay) => ({
    isCounted: window?.isWhole ?? true,
    isAskedKnown: batch.isMerged && asked.isWhole,
  });
  let from = start;
  let { after } = request;
  let length = FIRST_PIECE_MS;
  let askedFrom = Math.max(0, start - ASKED_BEFORE_MS) as Instant;
  while (from < request.until) {
    const until = Math.min(request.until, from + length) as Instant;
    let rows = 0;
    const batches = database.copyOut<BatchUnderWay>(organizationId, {
      query: streamQuery(organizationId, request, { from, until, after, askedFrom }),
      lastsMsMax: PIECE_MS_MAX,
      take(bytes, offset) {
        rows++;
        return assembler.take(bytes, offset);
      },
      rest: () => assembler.rest(),
    });
    yield* completed(batches, known, missing, assembler);
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
  batches: AsyncIterable<BatchUnderWay>,
  known: Known,
  missingOf: (batch: BatchUnderWay) => Missing,
  assembler: StreamAssembler,
): AsyncGenerator<InteractionBatch> {
  let before: Promise<BatchUnderWay> | undefined;
  async function* told(coming: Promise<BatchUnderWay>): AsyncGenerator<InteractionBatch> {
    const batch = await coming;
    yield batch;
    assembler.giveBack(batch);
  }
  for await (const batch of batches) {
    const coming = completeBatch(batch, known, missingOf(batch));
    // Whoever awaits it hears of its failure; that nobody does yet is no reason to end the process.
    coming.catch(() => undefined);
    if (before !== undefined) yield* told(before);
    before = coming;
  }
  if (before !== undefined) yield* told(before);
}
