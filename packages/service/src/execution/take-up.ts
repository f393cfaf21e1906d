import { randomUUID } from 'node:crypto';
import type { Instant } from '@tact/engine';
import type { Claim, ClaimedItem, Device, DueCampaign, Settlement, Treatment } from '@tact/store';
import type { Message } from '../channels/channel-adapter.ts';
import type { BatchParts } from './batch.ts';
import { chainOf, currentDevice } from './chain.ts';
import { messageFor } from './message.ts';
import { readyScript, type ReadyScript } from './script/treat-by-script.ts';
import { end, type WorkedItem } from './settlements.ts';
import { afterResult } from './treat-result.ts';

/** How long a worker may take from a claim to the mark, milliseconds. */
export const CLAIM_MS = 60_000;

/** How long treatments are kept that were read, milliseconds: as long as a worker knows nothing of changes anyway. */
const TREATMENTS_MS = 500;

/** An item that is asked for, with what it will say. */
export interface Asked {
  readonly worked: WorkedItem;
  readonly message: Message;
}

/** All treatments of the organization, or the script of the campaign in their place; read when they are needed, and not kept for long. */
export type Treatments = () => Promise<readonly Treatment[] | ReadyScript>;

/** Items that were claimed: those that are to be asked for, and what became of the others. */
export interface TakenUp {
  readonly claim: Claim;
  readonly claimed: number;
  readonly asked: readonly Asked[];
  readonly settlements: readonly Settlement[];
  readonly treatments: Treatments;
}

/** Claims what is due of a campaign, and applies the treatments of results. */
export async function takeUp(
  { store, clock }: Pick<BatchParts, 'store' | 'clock'>,
  due: DueCampaign,
  itemsMax: number,
): Promise<TakenUp> {
  const organizationId = due.organization.id;
  const now = clock();
  const claim: Claim = { id: randomUUID(), now, until: (now + CLAIM_MS) as Instant };
  const items = await store.queue.claim(organizationId, due.campaign.id, claim, itemsMax);
  const { treatmentScript } = due.campaign;
  const treatments: Treatments = keptFor(TREATMENTS_MS, async () =>
    treatmentScript === null ? store.treatments.all(organizationId) : readyScript(treatmentScript),
  );
  const settlements: Settlement[] = [];
  const asked: Asked[] = [];
  for (const item of items) {
    const next = await prepare(due, item, treatments, now);
    if ('code' in next) settlements.push(next);
    else asked.push(next);
  }
  return { claim, claimed: items.length, asked, settlements, treatments };
}

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

/** Does work when its result is needed, and again where the last was longer ago, or failed: a record may be settled long after its batch was claimed. */
function keptFor<Result>(keptMs: number, work: () => Promise<Result>): () => Promise<Result> {
  let last: { readonly atMs: number; readonly result: Promise<Result> } | undefined;
  return () => {
    if (last !== undefined && performance.now() - last.atMs < keptMs) return last.result;
    const made = { atMs: performance.now(), result: work() };
    last = made;
    made.result.catch(() => {
      if (last === made) last = undefined;
    });
    return made.result;
  };
}
