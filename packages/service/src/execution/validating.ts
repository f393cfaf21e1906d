import type { Instant } from '@tact/engine';
import type { Settlement } from '@tact/store';
import type { PreDialAnswer } from '../pre-dial/ask-service.ts';
import { preDialQuestion, type PreDialQuestion } from '../pre-dial/body.ts';
import type { Validator } from '../pre-dial/validators.ts';
import { atMost, type AtMost } from '../threads/at-most.ts';
import { decideAndMark, heldBack } from './batch.ts';
import type { Turn } from './find-turns.ts';
import type { Looked, LookedAt } from './look-at.ts';
import { tellFaults, type Worker } from './worker.ts';
import type { Sending } from './sending.ts';
import { campaignRecordOf } from './settlements.ts';
import { CLAIM_MS } from './take-up.ts';
import { AGAIN_MS, afterValidation, type NotValidated } from './treat-validation.ts';

/** The pre-dial validations that are under way (ADR 0028). */
export interface Validating {
  /**
   * Begins to ask about what was looked at; each record has a slot of the first service and of the campaign's line, which it gives back. `onOutdated`: the campaign is not as it was,
   * or may not dispatch; what is left of the batch is asked about no more, and no answer is acted on.
   */
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
  /** Nothing follows any more from what is known of the campaign: all that is left is held back. */
  isOutdated: boolean;
}

/** What the services said of a record; `changed`: nothing, because what they are asked by is not as it was; `busy`: one of them had no room in time. */
type Said = NotValidated | 'yes' | 'changed' | 'busy' | 'given up';

const CHANGED = 'a pause or a change came while it was validated';

/** Creates the validating side of a processor. A failure is logged; its item is taken up again when the claim runs out. */
export function createValidating(worker: Worker, sending: Sending): Validating {
  const stopping = new AbortController();
  const underWay = new Set<Promise<void>>();
  const place = { worker, sending, signal: stopping.signal, gate: atMost(DECISIONS_AT_ONCE) };
  return {
    begin(turn, looked, onOutdated) {
      if (looked.open.length === 0) return;
      const batch = { turn, looked, onOutdated, passed: [], isGoingOn: false, isOutdated: false };
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
  const { adapter, limits, validators } = batch.turn;
  try {
    const said = await ask(place, batch, one);
    if (typeof said === 'object') {
      await settleNotValidated(place, batch, one, said);
      return false;
    }
    const hasSlot =
      said === 'yes' && (await worker.slots.takeWithin(adapter, () => patienceMs(place, batch)));
    if (hasSlot && !signal.aborted) return true;
    if (hasSlot) worker.slots.giveBack(adapter, 1);
    await settle(worker, batch, [notNow(place, one, said)]);
    return false;
  } finally {
    // Of the services it gave back each when it had answered.
    for (const limited of limits) if (limited !== validators[0]) worker.slots.giveBack(limited, 1);
  }
}

/** A record that nobody refused, and that does not go out now. */
function notNow({ worker, signal }: Place, one: LookedAt, said: Exclude<Said, NotValidated>): Settlement {
  const now = worker.clock();
  if (said === 'changed') return heldBack(one, now, CHANGED);
  if (signal.aborted) return heldBack(one, now, 'its worker ended while it was validated');
  const later = (now + AGAIN_MS) as Instant;
  return said === 'yes'
    ? heldBack(
        one,
        later,
        'its channel was busy for as long as its validation was fresh; it is validated again',
      )
    : heldBack(one, later, 'the services that validate it were busy; they are asked in a minute');
}

/** INVARIANT: the answer of a service that is not asked any more, or not about this campaign, ends nothing. */
async function settleNotValidated(
  { worker }: Place,
  batch: Underway,
  one: LookedAt,
  notValidated: NotValidated,
): Promise<void> {
  const { organization, campaign, validationsEpoch } = batch.turn.due;
  const treatments = await batch.looked.treatments();
  const now = worker.clock();
  const settlement = afterValidation(one.worked, notValidated, treatments, now, campaign.endsAt);
  const known = { id: campaign.id, version: campaign.version, validationsEpoch };
  const claim = { id: batch.looked.claim.id, now };
  const settled = await worker.store.queue.settleAsKnown(organization.id, known, claim, [settlement]);
  if (settled !== undefined) return;
  outdate(batch);
  await settle(worker, batch, [heldBack(one, now, CHANGED)]);
}

/**
 * Asks the services about a record, one after the other, as long as they are the ones to be asked. It has a slot of the one that is asked, and of no
 * other: of the first since it was claimed.
 */
async function ask(place: Place, batch: Underway, { worked, resolved }: LookedAt): Promise<Said> {
  const { clock, slots } = place.worker;
  const { due, validators } = batch.turn;
  const { item, device } = worked;
  let held = validators[0];
  try {
    const record = campaignRecordOf(worked);
    const question = preDialQuestion({ item, record, device, campaign: due.campaign, resolved, at: clock() });
    for (const validator of validators) {
      if (held === undefined) {
        if (!(await slots.takeWithin(validator, () => patienceMs(place, batch)))) return 'busy';
        held = validator;
      }
      const said = await askOne(place, batch, validator, question);
      if (said !== 'yes') return said;
      slots.giveBack(held, 1);
      held = undefined;
    }
    return 'yes';
  } finally {
    if (held !== undefined) slots.giveBack(held, 1);
  }
}

async function askOne(
  place: Place,
  batch: Underway,
  validator: Validator,
  question: PreDialQuestion,
): Promise<Said> {
  const { worker, signal } = place;
  // Before each of them: data of people goes to no address, and in no form, that somebody has changed.
  if (!(await isAsKnown(place, batch))) return 'changed';
  const withinMs = leftMs(batch.looked);
  const answer = withinMs > 0 ? await validator.ask(question, withinMs, signal) : NO_TIME;
  if (signal.aborted) return 'given up';
  worker.onEvent?.({ kind: 'validated', answer: answer.answer, seconds: answer.tookMs / 1_000 });
  return answer.answer === 'yes' ? 'yes' : { validation: validator.validation, answer };
}

/** Whether the campaign is as it was taken up, and may dispatch. */
async function isAsKnown({ worker }: Place, batch: Underway): Promise<boolean> {
  if (batch.isOutdated) return false;
  const { due } = batch.turn;
  if (await worker.store.queue.isAsKnown(due.organization.id, due, worker.clock())) return true;
  outdate(batch);
  return false;
}

function outdate(batch: Underway): void {
  batch.isOutdated = true;
  batch.onOutdated();
}

const NO_TIME: PreDialAnswer = {
  answer: 'none',
  status: null,
  sentence: 'was not asked: those before it took too long',
  tookMs: 0,
};

/** How long a record may wait for a slot, milliseconds. */
function patienceMs({ signal }: Place, { looked }: Underway): number {
  return signal.aborted ? 0 : leftMs(looked);
}

/**
 * Decides what has passed, as many as there are, and hands over what is allowed. INVARIANT: the decision comes after the last yes; and where the message
 * or the channel has changed since the record was taken up, it is taken up anew.
 */
async function goOn(place: Place, batch: Underway, passed: readonly LookedAt[]): Promise<void> {
  const { worker, sending } = place;
  const { due, adapter } = batch.turn;
  const { claim, treatments } = batch.looked;
  const organizationId = due.organization.id;
  let out = 0;
  try {
    if (!(await isAsKnown(place, batch)) || !(await hasSameChannel(place, batch))) {
      const now = worker.clock();
      await settle(worker, batch, passed.map((one) => heldBack(one, now, CHANGED))); // prettier-ignore
      return;
    }
    const decided = await decideAndMark(worker, due, { claim, asked: passed, treatments });
    out = decided.outgoing.length;
    sending.send(organizationId, adapter, { claimId: claim.id, outgoing: decided.outgoing });
    if (decided.isOutdated) outdate(batch);
    tellFaults(worker, organizationId, decided.faults);
    await settle(worker, batch, decided.settlements);
  } finally {
    worker.slots.giveBack(adapter, passed.length - out);
  }
}

/** Whether the channel still goes out through the same adapter. */
async function hasSameChannel({ worker }: Place, batch: Underway): Promise<boolean> {
  const { due, adapter } = batch.turn;
  const current = await worker.channels.adapterOf(due.organization.id, due.campaign.channel);
  if (current === adapter) return true;
  outdate(batch);
  return false;
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
