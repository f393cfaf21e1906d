import type { OrganizationId } from '@tact/engine';
import type { Campaign, QueueItem, Store } from '@tact/store';
import type { Received } from '../campaign/carrier.ts';
import { allItems } from '../campaign/judge.ts';
import type { OutsideWorld } from './outside-world.ts';

/** What is shown, beside the carrier's books. */
export interface KeptPromises {
  /** Records that are shown as unknown in the end, and how many of them the carrier has. */
  readonly unknown: number;
  readonly unknownReceived: number;
}

/** A history as it was observed from outside. */
export interface ToldHistory extends Pick<OutsideWorld, 'toldAt' | 'acknowledged'> {
  /** The carrier's books, in the order of time. */
  readonly received: readonly Received[];
}

/**
 * Compares the carrier's books with the queue. Throws where a device was called again before anybody had told what came of the call before;
 * where something is in the books that no record shows as confirmed or unknown, and no result explains; where something is shown as confirmed that
 * is not in the books; and where a result that was acknowledged is not on record.
 */
export async function promisesKept(
  store: Store,
  organizationId: OrganizationId,
  campaign: Campaign,
  { received, toldAt, acknowledged }: ToldHistory,
  personOf: (address: string) => string | undefined,
): Promise<KeptPromises> {
  const left = new Map(
    received.filter(({ state }) => state !== 'refused').map((one) => [one.attemptId, one]),
  );
  assertToldBetween([...left.values()], toldAt, personOf);
  const shown = new Set<string>();
  let [unknown, unknownReceived] = [0, 0];
  for await (const item of allItems(store, organizationId, campaign.id)) {
    assertShown(item, left);
    if (item.attemptId !== null) shown.add(item.attemptId);
    if (item.handOver !== 'unknown') continue;
    unknown++;
    if (item.attemptId !== null && left.has(item.attemptId)) unknownReceived++;
  }
  for (const { attemptId } of left.values())
    if (!shown.has(attemptId) && !acknowledged.has(attemptId))
      throw new Error(`the carrier has the attempt ${attemptId}, and no record shows it`);
  await assertOnRecord(store, organizationId, acknowledged);
  return { unknown, unknownReceived };
}

/** Unknown is unknown: nobody is contacted once more before somebody has told what came of the first time. */
function assertToldBetween(
  left: readonly Received[],
  toldAt: ReadonlyMap<string, number>,
  personOf: (address: string) => string | undefined,
): void {
  const latest = new Map<string, Received>();
  for (const one of left) {
    const person = personOf(one.address) ?? one.address;
    const before = latest.get(person);
    if (before !== undefined && (toldAt.get(before.attemptId) ?? Infinity) > one.at)
      throw new Error(
        `the attempt ${one.attemptId} left before anybody had told what came of ${before.attemptId}, to the same person`,
      );
    latest.set(person, one);
  }
}

function assertShown(item: QueueItem, left: ReadonlyMap<string, Received>): void {
  const { id, handOver, attemptId } = item;
  const isTaken = attemptId !== null && left.has(attemptId);
  if (handOver === 'confirmed' && !isTaken)
    throw new Error(`the item ${id} is shown as confirmed, and the carrier does not have it`);
  if (isTaken && handOver !== 'confirmed' && handOver !== 'unknown')
    throw new Error(`the carrier has the item ${id}, which is shown as ${handOver}`);
}

/** Results that are read at once: as many as there are connections, and some more that wait for one. */
const READ_AHEAD = 40;

async function assertOnRecord(
  store: Store,
  organizationId: OrganizationId,
  acknowledged: OutsideWorld['acknowledged'],
): Promise<void> {
  const waiting = [...acknowledged.values()];
  const readers = Array.from({ length: READ_AHEAD }, async () => {
    for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
      const attempt = await store.attempts.get(organizationId, one.attemptId);
      if (attempt?.state !== 'finished' || attempt.callResult !== one.callResult)
        throw new Error(`the result of ${one.attemptId} was acknowledged, and is not on record`);
    }
  });
  await Promise.all(readers);
}
