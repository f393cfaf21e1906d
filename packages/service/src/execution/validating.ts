import type { Settlement } from '@tact/store';
import type { PreDialAnswer } from '../pre-dial/ask-service.ts';
import { preDialQuestion } from '../pre-dial/body.ts';
import { atMost, type AtMost } from '../threads/at-most.ts';
import { decideAndMark, heldBack } from './batch.ts';
import type { Turn } from './find-turns.ts';
import type { Looked, LookedAt } from './look-at.ts';
import { tellFaults, type Worker } from './worker.ts';
import type { Sending } from './sending.ts';
import { campaignRecordOf } from './settlements.ts';
import { CLAIM_MS } from './take-up.ts';
import { afterValidation, type NotValidated } from './treat-validation.ts';
import { within } from './within.ts';

/** The pre-dial validations that are under way (ADR 0028). */
export interface Validating {
  /** Begins to ask about what was looked at; each record has a slot of each service, which it gives back. `onOutdated`: the campaign is not as it was. */
  begin(turn: Turn, looked: Looked, onOutdated: () => void): void;
  /** Ends when none is under way. */
  idle(): Promise<void>;
  /** Gives up what is under way: it is due again at once, where it was. */
  stop(): void;
}

/** How much of a claim's time is left for the decision, the mark and whatever is slow, milliseconds. */
const SPARE_MS = 15_000;
/** Decisions after a yes at once: as many as the processor has lanes. */
const DECISIONS_AT_ONCE = 4;
/** How often a record that waits for a slot of its channel looks whether it still may, milliseconds. */
const LOOK_MS = 1_000;

/** Where batches are validated. */
interface Place {
  readonly worker: Worker;
  readonly sending: Sending;
  /** Aborted: the process ends. */
  readonly signal: AbortSignal;
  readonly gate: AtMost;
}

/** Records of one batch, on their way from the services to the channel. */
interface Underway {
  readonly turn: Turn;
  readonly looked: Looked;
  readonly onOutdated: () => void;
  /** Those that all services have said yes to, each with a slot of the channel. */
  readonly passed: LookedAt[];
  /** Whether some of them are being decided: what passes meanwhile is collected for the next decision. */
  isGoingOn: boolean;
}

/** Creates the validating side of a processor. A failure is logged; its item is taken up again when the claim runs out. */
export function createValidating(worker: Worker, sending: Sending): Validating {
  const stopping = new AbortController();
  const underWay = new Set<Promise<void>>();
  const place = { worker, sending, signal: stopping.signal, gate: atMost(DECISIONS_AT_ONCE) };
  return {
    begin(turn, looked, onOutdated) {
      if (looked.open.length === 0) return;
      const batch = { turn, looked, onOutdated, passed: [], isGoingOn: false };
      const work = Promise.all(looked.open.map((one) => run(place, batch, one))).then(() => undefined);
      underWay.add(work);
      void work.finally(() => underWay.delete(work));
    },
    async idle() {
      while (underWay.size > 0) await Promise.race(underWay);
    },
    stop() {
      stopping.abort();
    },
  };
}

/** One record, from its first service on. Never throws. */
async function run(place: Place, batch: Underway, one: LookedAt): Promise<void> {
  const told = (error: unknown) => {
    const what = 'a validated record could not be decided; it is taken up again when its claim runs out';
    place.worker.failed(what, batch.turn.due.organization.id, error);
    return false;
  };
  if (!(await mayGoOn(place, batch, one).catch(told))) return;
  batch.passed.push(one);
  if (batch.isGoingOn) return;
  batch.isGoingOn = true;
  while (batch.passed.length > 0) {
    const passed = batch.passed.splice(0);
    await place.gate(() => goOn(place, batch, passed)).catch(told);
  }
  batch.isGoingOn = false;
}

/** Asks about one record, and settles it where a service did not say yes. Gives whether it may go on; it has a slot of the channel then. */
async function mayGoOn(place: Place, batch: Underway, one: LookedAt): Promise<boolean> {
  const { worker, signal } = place;
  const { due, validators } = batch.turn;
  try {
    const notValidated = await ask(place, batch, one);
    const now = worker.clock();
    if (notValidated !== null) {
      const treatments = await batch.looked.treatments();
      const { endsAt } = due.campaign;
      await settle(worker, batch, [afterValidation(one.worked, notValidated, treatments, now, endsAt)]);
      return false;
    }
    if (!signal.aborted && (await takeSlot(place, batch))) return true;
    await settle(worker, batch, [heldBack(one, now, 'it could not go out while its validation was fresh')]);
    return false;
  } finally {
    for (const validator of validators) worker.slots.giveBack(validator, 1);
  }
}

/** Asks the services about a record, one after the other; null where all said yes, or the process ends. */
async function ask(
  { worker: { clock, onEvent }, signal }: Place,
  { turn: { due, validators }, looked }: Underway,
  { worked, resolved }: LookedAt,
): Promise<NotValidated | null> {
  const { item, device } = worked;
  const record = campaignRecordOf(worked);
  const question = preDialQuestion({ item, record, device, campaign: due.campaign, resolved, at: clock() });
  for (const validator of validators) {
    const withinMs = leftMs(looked);
    const answer = withinMs > 0 ? await validator.ask(question, withinMs, signal) : NO_TIME;
    if (signal.aborted) return null;
    onEvent?.({ kind: 'validated', answer: answer.answer, seconds: answer.tookMs / 1_000 });
    if (answer.answer !== 'yes') return { validation: validator.validation, answer };
  }
  return null;
}

const NO_TIME: PreDialAnswer = {
  answer: 'none',
  status: null,
  sentence: 'was not asked: those before it took too long',
  tookMs: 0,
};

/** Waits for a slot of the channel; whether there was one in time. */
async function takeSlot(
  { worker: { slots }, signal }: Place,
  { turn: { adapter }, looked }: Underway,
): Promise<boolean> {
  while (slots.free(adapter) <= 0) {
    if (leftMs(looked) <= 0 || signal.aborted) return false;
    await within(Math.min(LOOK_MS, leftMs(looked)), [slots.nextGivenBack()]);
  }
  slots.take(adapter, 1);
  return true;
}

/** Decides what has passed, as many as there are, and hands over what is allowed. INVARIANT: the decision comes after the last yes. */
async function goOn({ worker, sending }: Place, batch: Underway, passed: readonly LookedAt[]): Promise<void> {
  const { due, adapter } = batch.turn;
  const { claim, treatments } = batch.looked;
  const organizationId = due.organization.id;
  let out = 0;
  try {
    const decided = await decideAndMark(worker, due, { claim, asked: passed, treatments });
    out = decided.outgoing.length;
    sending.send(organizationId, adapter, { claimId: claim.id, outgoing: decided.outgoing });
    if (decided.isOutdated) batch.onOutdated();
    tellFaults(worker, organizationId, decided.faults);
    await settle(worker, batch, decided.settlements);
  } finally {
    worker.slots.giveBack(adapter, passed.length - out);
  }
}

async function settle(
  { store, clock }: Worker,
  { turn, looked }: Underway,
  settlements: readonly Settlement[],
): Promise<void> {
  const claim = { id: looked.claim.id, now: clock() };
  await store.queue.settle(turn.due.organization.id, claim, settlements);
}

/** How long services may still be asked under a claim, milliseconds; by the machine's own time, which nobody sets. */
function leftMs({ claimedAtMs }: Looked): number {
  return claimedAtMs + CLAIM_MS - SPARE_MS - performance.now();
}
