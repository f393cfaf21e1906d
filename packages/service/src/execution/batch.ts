import { randomUUID } from 'node:crypto';
import type { AttemptId, Instant, OrganizationId } from '@tact/engine';
import type {
  Actor,
  Claim,
  ClaimedItem,
  Device,
  DueCampaign,
  Settlement,
  Store,
  Treatment,
} from '@tact/store';
import type { Message } from '../channels/channel-adapter.ts';
import { permitOf, type Permit } from '../channels/permit.ts';
import { DecidingError, type Clock, type Decider } from '../deciding/decider.ts';
import { isFailure, type Answer, type Answered, type Failure, type Question } from '../deciding/question.ts';
import { chainOf, currentDevice } from './chain.ts';
import type { Outgoing } from './hand-over.ts';
import { messageFor } from './message.ts';
import { readyScript, type ReadyScript } from './script/treat-by-script.ts';
import { end, putOff, type WorkedItem } from './settlements.ts';
import { afterBlock, afterRefusal, isBlocked } from './treat-blocked.ts';
import { afterResult } from './treat-result.ts';

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

/** How long a worker may take from a claim to the mark, milliseconds. */
export const CLAIM_MS = 60_000;
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
  const organizationId = due.organization.id;
  const now = clock();
  const claim: Claim = { id: randomUUID(), now, until: (now + CLAIM_MS) as Instant };
  const items = await store.queue.claim(organizationId, due.campaign.id, claim, itemsMax);
  if (items.length === 0)
    return { claimed: 0, isOutdated: false, claimId: claim.id, outgoing: [], faults: [] };
  const { treatmentScript } = due.campaign;
  const treatments: Treatments = once(async () =>
    treatmentScript === null ? store.treatments.all(organizationId) : readyScript(treatmentScript),
  );
  const settlements: Settlement[] = [];
  const asked: Asked[] = [];
  for (const item of items) {
    const next = await prepare(due, item, treatments, now);
    if ('code' in next) settlements.push(next);
    else asked.push(next);
  }
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
  const outgoing = await mark(parts, due, claim, allowed, settlements);
  await store.queue.settle(organizationId, { id: claim.id, now: clock() }, settlements);
  const isOutdated = allowed.length > 0 && outgoing.length === 0;
  return { claimed: items.length, isOutdated, claimId: claim.id, outgoing, faults };
}

/** All treatments of the organization, or the script of the campaign in their place; read when they are first needed. */
type Treatments = () => Promise<readonly Treatment[] | ReadyScript>;

/** An item that is asked for, with what it will say. */
interface Asked {
  readonly worked: WorkedItem;
  readonly message: Message;
}

type Allowed = Asked & { readonly permit: Permit };

/** What is to be asked of an item; or what becomes of it without a question. */
async function prepare(
  { campaign, template, organization }: DueCampaign,
  item: ClaimedItem,
  treatments: Treatments,
  now: Instant,
): Promise<Asked | Settlement> {
  const { devicePositions: positions, channel } = campaign;
  const chain = chainOf(item.contact.devices, positions, channel);
  const device = currentDevice(chain, positions, item.devicePosition);
  if (item.result !== null) {
    // From where its attempt was: a second result replaces what the first one led to, and is no further retry.
    const { devicePosition, course } = item.result;
    const attempted = { ...item, devicePosition, course };
    // The device whose attempt has the result; the contact may have lost it since.
    const tried = item.contact.devices.find(({ position }) => position === devicePosition);
    const worked = { item: attempted, chain, positions, device: tried ?? device ?? goneDevice(attempted) };
    return afterResult(worked, item.result, await treatments(), now);
  }
  if (device === undefined)
    return end(item, 'skipped', {
      code: 'device_missing',
      reason: 'the contact has no device for this channel among those that the campaign tries',
    });
  const message = messageFor(template, campaign.language, item, organization);
  if ('incomplete' in message)
    return end(item, 'failed', { code: 'message_incomplete', reason: message.incomplete });
  return { worked: { item, chain, positions, device }, message };
}

/** Stands for a device that the contact has no more: only its position is looked at. */
function goneDevice({ devicePosition }: ClaimedItem): Device {
  return { position: devicePosition ?? 0, key: '' as Device['key'], type: 'unknown' };
}

/** Decides all in one call. What cannot be decided is not allowed, and takes nothing from those beside it. */
async function answersOf(
  { decider }: BatchParts,
  { campaign, organization }: DueCampaign,
  asked: readonly Asked[],
): Promise<readonly { readonly one: Asked; readonly answer: Answer | Failure }[]> {
  if (asked.length === 0) return [];
  const questions = asked.map(
    ({ worked: { item, device, chain } }): Question & { readonly expiresInMs: number } => ({
      contact: { by: 'id', id: item.contact.id },
      device: { address: device.key },
      channel: campaign.channel,
      accountId: item.account?.id ?? null,
      campaignGroupId: campaign.campaignGroupId,
      campaignId: campaign.id,
      campaignRecord: {
        recordId: item.recordId,
        attempts: item.step,
        chainPosition: chain.indexOf(device) + 1,
      },
      attributes: {},
      at: null,
      expiresInMs: RESERVATION_MS,
    }),
  );
  const answers = await decider.reserveEach(organization.id, questions);
  return asked.map((one, index) => {
    const answer = answers[index];
    if (answer === undefined) throw new Error('the decider left a question out');
    return { one, answer };
  });
}

function putOffFor({ worked }: Asked, error: DecidingError, now: Instant): Settlement {
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
  const { campaign, organization } = due;
  const now = clock();
  const until = (now + HAND_OVER_MS) as Instant;
  const marked = await store.queue.markHandingOver(
    organization.id,
    campaign,
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
    const { item, device } = one.worked;
    if (marked.has(item.id)) {
      outgoing.push(outgoingOf(due, one, until));
      continue;
    }
    await giveBack(store, organization.id, one.permit, now, actor);
    settlements.push({
      ...putOff(item, now, {
        code: 'held_back',
        reason: 'a pause, a change or the end of its campaign came before it was sent',
      }),
      devicePosition: device.position,
      putOff: item.putOff,
    });
  }
  return outgoing;
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

/** Does work when its result is first needed, and once. */
function once<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let result: Promise<Result> | undefined;
  return () => (result ??= work());
}
