import type { AccountId, CampaignGroupId, Instant } from '@tact/engine';
import type { AttemptToImport, Contact, Store } from '@tact/store';
import { BATCH, BATCHES_AT_ONCE, DEMO_ACTOR, DEMO_SEED } from './demo-actor.ts';
import { yearOfAttempts } from './history.ts';
import { inBatches } from './in-batches.ts';
import { DEMO_ORGANIZATION_ID } from './organization.ts';
import { seededRandom } from './random.ts';

/** Adds a year of attempts on all contacts; those that are there stay. */
export async function addHistory(
  store: Store,
  contacts: readonly Contact[],
  accounts: ReadonlyMap<string, readonly AccountId[]>,
  groups: readonly CampaignGroupId[],
  now: Instant,
  say: (line: string) => void,
): Promise<void> {
  const random = seededRandom(DEMO_SEED + 3);
  let count = 0;
  let shown = 0;
  function* all(): Generator<AttemptToImport, void, undefined> {
    for (const contact of contacts) {
      const campaignGroupId = random.chance(0.1) ? null : random.pick(groups);
      yield* yearOfAttempts(
        { contact, accountIds: accounts.get(contact.id) ?? [], campaignGroupId },
        now,
        random,
      );
    }
  }
  await inBatches(all(), BATCH, BATCHES_AT_ONCE, async (batch) => {
    await store.attempts.importMany(DEMO_ORGANIZATION_ID, batch, DEMO_ACTOR);
    count += batch.length;
    if (count - shown >= 50_000) {
      shown = count;
      say(`demo: ${count.toLocaleString('en-US')} attempts so far`);
    }
  });
  say(`demo: ${count.toLocaleString('en-US')} attempts in a year`);
}
