import type { AttemptId, Instant, OrganizationId } from '@tact/engine';
import type { Actor, Claim, DueCampaign, Settlement, Store, Treatment } from '@tact/store';
import { permitOf, type Permit } from '../channels/permit.ts';
import { DecidingError, type Clock, type Decider } from '../deciding/decider.ts';
import { isFailure, type Answer, type Answered, type Failure, type Question } from '../deciding/question.ts';
import type { Outgoing } from './hand-over.ts';
import type { ReadyScript } from './script/treat-by-script.ts';
import { campaignRecordOf, putOff } from './settlements.ts';
import { takeUp, type Asked, type TakenUp, type Treatments } from './take-up.ts';
import { afterBlock, afterRefusal, isBlocked } from './treat-blocked.ts';

/** What a batch is worked on with. */
export interface BatchParts {
  readonly store: Store;
  readonly decider: Decider;
  readonly clock: Clock;
  readonly actor: Actor;
}

/** What came of a batch: how many items were claimed, and those that may be handed over now. */
export interface Batch {
  readonly claimed: number;
  /** The campaign is not as it was when the worker looked for work: nothing more goes out by what the worker knows of it. */
  readonly isOutdated: boolean;
  readonly claimId: string;
  readonly outgoing: readonly Outgoing[];
  /** Why items could not be decided, other than for a while: they stay claimed, and are taken back when the claim runs out. */
  readonly faults: readonly unknown[];
}

/** How long it may take from the mark to the end of a hand-over, milliseconds. */
export const HAND_OVER_MS = 120_000;
/** How long a reservation is held (S7): longer than any hand-over. */
const RESERVATION_MS = 900_000;

/**
 * One batch of a campaign: claims what is due, applies the treatments of results, decides and reserves the rest in one call, and marks what
 * is allowed as being handed over. INVARIANT: what comes back as outgoing is decided, reserved and marked, all three durably, in this
 * order (ADR 0012).
 */
export async function runBatch(parts: BatchParts, due: DueCampaign, itemsMax: number): Promise<Batch> {
  const { store, clock } = parts;
  const taken = await takeUp(parts, due, itemsMax);
  const { claim, claimed, asked, treatments } = taken;
  const decided = await decideAndMark(parts, due, { claim, asked, treatments });
  const settlements = [...taken.settlements, ...decided.settlements];
  await store.queue.settle(due.organization.id, { id: claim.id, now: clock() }, settlements);
  const { outgoing, isOutdated, faults } = decided;
  return { claimed, isOutdated, claimId: claim.id, outgoing, faults };
}

/** What was decided of claimed items, with what is still to be settled. */
export interface DecidedAndMarked extends Pick<Batch, 'isOutdated' | 'outgoing' | 'faults'> {
  readonly settlements: readonly Settlement[];
}

/**
 * Decides and reserves claimed items, and marks what is allowed as being handed over. `mayGoOut` false: what is allowed all the same gives its
 * reservation back, and is looked at again.
 */
export async function decideAndMark(
  parts: BatchParts,
  due: DueCampaign,
  { claim, asked, treatments }: Pick<TakenUp, 'claim' | 'asked' | 'treatments'>,
  { mayGoOut }: { readonly mayGoOut: boolean } = { mayGoOut: true },
): Promise<DecidedAndMarked> {
  const organizationId = due.organization.id;
  const now = parts.clock();
  const settlements: Settlement[] = [];
  const allowed: Allowed[] = [];
  const faults: unknown[] = [];
  for (const { one, answer } of await answersOf(parts, due, asked)) {
    if (isFailure(answer)) {
      if (answer.error instanceof DecidingError) settlements.push(putOffFor(one, answer.error, now));
      else faults.push(answer.error);
      continue;
    }
    const permit = answer.answered ? permitOf(organizationId, answer) : null;
    if (permit !== null) allowed.push({ ...one, permit });
    else settlements.push(await refusalOf(due, one, answer, treatments, now));
  }
  const outgoing = mayGoOut
    ? await mark(parts, due, claim, allowed, settlements)
    : await holdBack(parts, due, allowed, settlements);
  return { outgoing, settlements, faults, isOutdated: allowed.length > 0 && outgoing.length === 0 };
}

type Allowed = Asked & { readonly permit: Permit };

/** Decides all in one call. What cannot be decided is not allowed, and takes nothing from those beside it. */
async function answersOf(
  { decider }: BatchParts,
  { campaign, organization }: DueCampaign,
  asked: readonly Asked[],
): Promise<readonly { readonly one: Asked; readonly answer: Answer | Failure }[]> {
  if (asked.length === 0) return [];
  const questions = asked.map((one) => ({ ...questionOf(campaign, one), expiresInMs: RESERVATION_MS }));
  const answers = await decider.reserveEach(organization.id, questions);
  return asked.map((one, index) => {
    const answer = answers[index];
    if (answer === undefined) throw new Error('the decider left a question out');
    return { one, answer };
  });
}

/** What is asked for a record: whether its device may be contacted now. */
export function questionOf(
  { id, channel, campaignGroupId }: DueCampaign['campaign'],
  { worked }: Asked,
): Question {
  const { item, device } = worked;
  return {
    contact: { by: 'id', id: item.contact.id },
    device: { address: device.key },
    channel,
    accountId: item.account?.id ?? null,
    campaignGroupId,
    campaignId: id,
    campaignRecord: campaignRecordOf(worked),
    attributes: {},
    at: null,
  };
}

/** Puts off an item that could not be decided for a while. */
export function putOffFor({ worked }: Asked, error: DecidingError, now: Instant): Settlement {
  return putOff(worked.item, (now + error.retryAfterMs) as Instant, {
    code: error.code,
    reason: `${error.message}; it is asked again in a moment`,
  });
}

async function refusalOf(
  { campaign }: DueCampaign,
  { worked }: Asked,
  answer: Answer,
  treatments: Treatments,
  now: Instant,
): Promise<Settlement> {
  if (!answer.answered) return afterRefusal(worked, answer, now);
  if (!isBlocked(answer)) throw new Error('an allowed answer has no permit');
  return afterBlock(worked, answer, await treatmentOf(answer, campaign, treatments), now, campaign.endsAt);
}

/** What a block is treated by: the campaign's script, which goes before all treatments; else the treatment that the answer names. */
async function treatmentOf(
  { treatment }: Answered,
  { treatmentScript }: DueCampaign['campaign'],
  treatments: Treatments,
): Promise<Treatment | ReadyScript | undefined> {
  if (treatmentScript === null && treatment === null) return undefined;
  const all = await treatments();
  return 'script' in all ? all : all.find(({ id }) => id === treatment?.id);
}

/** Marks what is allowed. What may not be handed over any more, because of a pause or a change, gives its reservation back and waits. */
async function mark(
  { store, clock, actor }: BatchParts,
  due: DueCampaign,
  claim: Claim,
  allowed: readonly Allowed[],
  settlements: Settlement[],
): Promise<readonly Outgoing[]> {
  const { campaign, organization, validationsEpoch } = due;
  const now = clock();
  const until = (now + HAND_OVER_MS) as Instant;
  const marked = await store.queue.markHandingOver(
    organization.id,
    { id: campaign.id, version: campaign.version, validationsEpoch },
    { id: claim.id, now, until },
    allowed.map(({ worked: { item, device }, permit }) => ({
      itemId: item.id,
      attemptId: permit.attemptId,
      decisionId: permit.decisionId,
      devicePosition: device.position,
    })),
  );
  const outgoing: Outgoing[] = [];
  for (const one of allowed) {
    const { item } = one.worked;
    if (marked.has(item.id)) {
      outgoing.push(outgoingOf(due, one, until));
      continue;
    }
    await giveBack(store, organization.id, one.permit, now, actor);
    settlements.push(
      heldBack(one, now, 'a pause, a change or the end of its campaign came before it was sent'),
    );
  }
  return outgoing;
}

/** What was not to go out and is allowed by now: its reservation is given back. */
async function holdBack(
  { store, clock, actor }: BatchParts,
  { organization }: DueCampaign,
  allowed: readonly Allowed[],
  settlements: Settlement[],
): Promise<readonly Outgoing[]> {
  const now = clock();
  for (const one of allowed) {
    await giveBack(store, organization.id, one.permit, now, actor);
    settlements.push(heldBack(one, now, 'it was not allowed a moment ago, and nobody has validated it'));
  }
  return [];
}

/** An item that did not go out though nothing is wrong with it: it is due again at an instant, mostly at once, where it was. */
export function heldBack({ worked: { item, device } }: Asked, at: Instant, reason: string): Settlement {
  return {
    ...putOff(item, at, { code: 'held_back', reason }),
    devicePosition: device.position,
    putOff: item.putOff,
  };
}

function outgoingOf(
  { campaign: { channel, delivery }, treatsTimeOuts }: DueCampaign,
  { worked: { item, device }, message, permit }: Allowed,
  handOverUntil: Instant,
): Outgoing {
  const { attemptId } = permit;
  return {
    item,
    devicePosition: device.position,
    handOverUntil,
    treatsTimeOuts,
    dispatch: { permit, channel, address: device.key, message, delivery, idempotencyKey: attemptId },
  };
}

async function giveBack(
  store: Store,
  organizationId: OrganizationId,
  { attemptId }: Permit,
  now: Instant,
  actor: Actor,
): Promise<void> {
  await store.attempts.release(organizationId, attemptId as AttemptId, now, actor);
}
