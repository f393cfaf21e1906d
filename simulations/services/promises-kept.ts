import type { AttemptId } from '@tact/engine';
import type { QueueItem } from '@tact/store';
import { allItems } from '../campaign/judge.ts';
import type { MailRelay } from './mail-relay.ts';
import type { ProviderStub } from './provider-stub.ts';
import type { Setting } from './set-up.ts';
import type { Taken } from './taken.ts';

/** What the providers have, beside what is shown. */
export interface KeptPromises {
  readonly messages: number;
  readonly mails: number;
  /** Records that are shown as unknown, and how many of them a provider has. */
  readonly unknown: number;
  readonly unknownTaken: number;
  /** Records by their state and code. */
  readonly ends: Readonly<Record<string, number>>;
}

/** The books of the two providers. */
export interface Books {
  readonly provider: ProviderStub;
  readonly relay: MailRelay;
}

/**
 * Compares the providers' books with the queue. Throws where an attempt, or a person, was handed over twice; where something was taken that no
 * allowed decision stands behind, or that no record shows as confirmed or unknown; where something is shown as confirmed that nobody took; where a
 * report that was acknowledged is not on record; and where a record is lost or has no end that it explains.
 */
export async function promisesKept(
  setting: Setting,
  campaignIds: readonly string[],
  people: number,
  { provider, relay }: Books,
): Promise<KeptPromises> {
  const taken = new Map([...provider.taken, ...relay.taken]);
  if (taken.size !== provider.taken.size + relay.taken.size)
    throw new Error('one attempt went to both providers');
  assertOnce(provider.taken);
  assertOnce(relay.taken);
  if (relay.unsubscribable() !== relay.taken.size)
    throw new Error('a mail came without the headers of one-click unsubscribe');
  const ends: Record<string, number> = {};
  const shown = new Set<string>();
  let [records, unknown, unknownTaken] = [0, 0, 0];
  for (const campaignId of campaignIds) {
    for await (const item of allItems(setting.store, setting.organizationId, campaignId)) {
      records++;
      const { attemptId } = item;
      const isTaken = attemptId !== null && taken.has(attemptId);
      assertShown(item, isTaken, provider);
      if (isTaken) shown.add(attemptId);
      const end = `${item.state}: ${item.code}`;
      ends[end] = (ends[end] ?? 0) + 1;
      if (item.handOver !== 'unknown') continue;
      unknown++;
      if (isTaken) unknownTaken++;
    }
  }
  if (records !== people * campaignIds.length)
    throw new Error(`of ${people * campaignIds.length} records ${records} are in the queue`);
  for (const attemptId of taken.keys()) {
    if (!shown.has(attemptId))
      throw new Error(`a provider has the attempt ${attemptId}, and no record shows it`);
    await assertDecided(setting, attemptId);
  }
  return { messages: provider.taken.size, mails: relay.taken.size, unknown, unknownTaken, ends };
}

/** Nobody got two: everybody has one record in each campaign, and one number or address for it. */
function assertOnce(taken: ReadonlyMap<string, Taken>): void {
  const people = new Set<string>();
  for (const [attemptId, { to, times }] of taken) {
    if (times !== 1) throw new Error(`the attempt ${attemptId} was handed over ${times} times`);
    if (people.has(to)) throw new Error(`somebody was contacted twice, the second time by ${attemptId}`);
    people.add(to);
  }
}

function assertShown(item: QueueItem, isTaken: boolean, { reported }: ProviderStub): void {
  const { id, state, handOver, code, reason, attemptId } = item;
  if (state === 'pending' || state === 'processing')
    throw new Error(`the item ${id} is still ${state}: ${code}`);
  if (code === '' || reason === '') throw new Error(`the item ${id} says nothing of why it ended`);
  if (handOver === 'confirmed' && !isTaken)
    throw new Error(`the item ${id} is shown as confirmed, and no provider has it`);
  if (isTaken && handOver !== 'confirmed' && handOver !== 'unknown')
    throw new Error(`a provider has the item ${id}, which is shown as ${handOver}`);
  if (attemptId !== null && reported.has(attemptId) && (state !== 'completed' || code !== 'finished'))
    throw new Error(`the report of the item ${id} was acknowledged, and it is ${state}: ${code}`);
}

async function assertDecided({ store, organizationId }: Setting, attemptId: string): Promise<void> {
  const attempt = await store.attempts.get(organizationId, attemptId as AttemptId);
  const decision =
    attempt?.decisionId == null ? undefined : await store.decisions.get(organizationId, attempt.decisionId);
  if (decision?.decision !== 'allowed') throw new Error(`no allowed decision stands behind ${attemptId}`);
}
