import type { OrganizationId } from '@tact/engine';
import { StoreError } from '@tact/store';
import { DecidingError } from './decider.ts';
import { isFailure, type Answer, type Question } from './question.ts';
import { overloaded, tooContended } from './not-answered.ts';
import { Rounds, type RoundParts } from './rounds.ts';

/** Batches under way at once. */
const BATCHES_MAX = 5;
/** Of one organization, so that one that asks much does not take every turn: one is read, one judged and one written. */
const BATCHES_OF_ORGANIZATION_MAX = 3;
/** Questions for which it is worth while to begin a third batch: what a batch costs by itself is divided among them. */
const SHARE_MIN = 16;
/** Questions in one batch: enough that a batch costs little more than one, few enough that it does not take long. */
const BATCH_QUESTIONS_MAX = 128;
/** Questions about one contact in a batch: each that is allowed sends the others into another round. */
const BATCH_QUESTIONS_OF_CONTACT_MAX = 8;
/** Questions of one organization that wait. Who asks beyond that is told to come back. */
const WAITING_MAX = 2_048;
/** How long a question may wait, all its rounds together, milliseconds. An answer that comes later may no longer be wanted. */
const WAIT_MS_MAX = 10_000;

/** A question that is about now, and is recorded. */
export interface GatheredQuestion {
  readonly question: Question;
  /** How long an attempt is held; null: asked only. */
  readonly expiresInMs: number | null;
}

/** Answers one question together with those that wait at the same time. */
export type Gathering = (organizationId: OrganizationId, asked: GatheredQuestion) => Promise<Answer>;

interface Waiting extends GatheredQuestion {
  readonly sinceMs: number;
  readonly settle: (answer: Answer) => void;
  readonly fail: (error: unknown) => void;
}

/** What one organization waits for. */
interface Lane {
  readonly organizationId: OrganizationId;
  waiting: Waiting[];
  underWay: number;
  /** Questions in the batches under way. */
  askedUnderWay: number;
  /** Whether it stands in the row of those whose turn comes. */
  inRow: boolean;
}

/**
 * Gathers questions that wait at the same time into batches that share one reading and one durable write. No timer keeps anybody waiting for company: a
 * question goes at once where none of its organization is under way, and those that come meanwhile make up the next: once they are enough, or once that
 * one has ended. Organizations take turns.
 * Each question has the answer or the error that it would have had alone; what a round leaves open leads the next batch.
 */
export function createGathering(parts: RoundParts): Gathering {
  // Nothing is taken out again: there are no more than organizations, and a map that is changed with every question leaves a trail of old tables.
  const lanes = new Map<OrganizationId, Lane>();
  const row: Lane[] = [];
  let underWay = 0;

  function laneOf(organizationId: OrganizationId): Lane {
    const known = lanes.get(organizationId);
    if (known !== undefined) return known;
    const lane: Lane = { organizationId, waiting: [], underWay: 0, askedUnderWay: 0, inRow: false };
    lanes.set(organizationId, lane);
    return lane;
  }

  function queueUp(lane: Lane): void {
    if (lane.inRow || !mayGo(lane)) return;
    lane.inRow = true;
    row.push(lane);
  }

  function startBatches(): void {
    while (underWay < BATCHES_MAX) {
      const lane = row.shift();
      if (lane === undefined) return;
      lane.inRow = false;
      const batch = takeBatch(lane);
      if (batch.length === 0) continue;
      lane.underWay++;
      lane.askedUnderWay += batch.length;
      underWay++;
      queueUp(lane);
      void runBatch(lane, batch);
    }
  }

  async function runBatch(lane: Lane, batch: readonly Waiting[]): Promise<void> {
    const { open, apart } = await runRound(lane.organizationId, batch, parts);
    // One bad question must not fail its neighbours: each is asked again by itself.
    for (const one of apart) await runAlone(lane.organizationId, one, parts);
    lane.underWay--;
    lane.askedUnderWay -= batch.length;
    underWay--;
    lane.waiting.unshift(...open);
    queueUp(lane);
    startBatches();
  }

  return (organizationId, asked) => {
    const lane = laneOf(organizationId);
    if (lane.waiting.length >= WAITING_MAX) return Promise.reject(overloaded());
    return new Promise((settle, fail) => {
      lane.waiting.push({ ...asked, sinceMs: performance.now(), settle, fail });
      queueUp(lane);
      startBatches();
    });
  };
}

/**
 * Beside a batch goes one that is as large, or the share of a third one: else the first who comes back would go alone, all others behind him, and so
 * for ever. Beside two goes that share.
 */
function mayGo({ waiting, underWay, askedUnderWay }: Lane): boolean {
  if (waiting.length === 0 || underWay >= BATCHES_OF_ORGANIZATION_MAX) return false;
  const asked = waiting.length + askedUnderWay;
  const share = Math.min(Math.max(asked / BATCHES_OF_ORGANIZATION_MAX, SHARE_MIN), BATCH_QUESTIONS_MAX);
  return waiting.length >= (underWay > 1 ? share : Math.min(askedUnderWay, share));
}

/**
 * Takes the questions that have waited longest, and leaves the others in their order. Nobody is answered late: who has waited too long is told so, and
 * nothing is decided for them.
 */
function takeBatch(lane: Lane): readonly Waiting[] {
  const batch: Waiting[] = [];
  const left: Waiting[] = [];
  const countOf = new Map<string, number>();
  for (const one of lane.waiting) {
    if (!isInTime(one, overloaded)) continue;
    const { contact } = one.question;
    const name = contact.by === 'id' ? contact.id : contact.clientId;
    const count = countOf.get(name) ?? 0;
    if (batch.length < BATCH_QUESTIONS_MAX && count < BATCH_QUESTIONS_OF_CONTACT_MAX) batch.push(one);
    else left.push(one);
    countOf.set(name, count + 1);
  }
  lane.waiting = left;
  return batch;
}

async function runAlone(organizationId: OrganizationId, one: Waiting, parts: RoundParts): Promise<void> {
  for (let open: readonly Waiting[] = [one]; open.length > 0;)
    ({ open } = await runRound(organizationId, open, parts));
}

/** One round of a batch. Every question is settled, failed, or named: `open` for another round, `apart` to be asked by itself. Never throws. */
async function runRound(
  organizationId: OrganizationId,
  batch: readonly Waiting[],
  parts: RoundParts,
): Promise<{ readonly open: readonly Waiting[]; readonly apart: readonly Waiting[] }> {
  const rounds = new Rounds(
    organizationId,
    batch.map(({ question }) => question),
    { record: true, expiresInMs: (index) => batch[index]?.expiresInMs ?? null },
    parts,
  );
  let fault: { readonly error: unknown } | null = null;
  try {
    await rounds.run();
  } catch (error) {
    fault = { error };
  }
  const open: Waiting[] = [];
  for (const [index, one] of batch.entries()) {
    const settled = rounds.settledAs(index);
    if (settled === undefined) open.push(one);
    else if (isFailure(settled)) one.fail(settled.error);
    else one.settle(settled);
  }
  if (fault === null) return { open: open.filter((one) => isInTime(one, tooContended)), apart: [] };
  if (open.length > 1 && !isEverybodys(fault.error)) return { open: [], apart: open };
  for (const one of open) one.fail(fault.error);
  return { open: [], apart: [] };
}

/** Fails what has waited too long; `why` says of what. */
function isInTime({ sinceMs, fail }: Waiting, why: () => DecidingError): boolean {
  if (performance.now() - sinceMs <= WAIT_MS_MAX) return true;
  fail(why());
  return false;
}

/** Whether an error would meet any question: the database or the clock is not to be had. Asking each again would only take longer. */
function isEverybodys(error: unknown): boolean {
  if (error instanceof StoreError) return error.code === 'database_unavailable';
  return error instanceof DecidingError && error.code !== 'ruleset_invalid';
}
