import type { AccountId, AccountStatus } from '@tact/engine';
import { allOf, type Contact, type ContactFields, type Store } from '@tact/store';
import { BATCH, BATCHES_AT_ONCE, DEMO_ACTOR, DEMO_SEED } from './demo-actor.ts';
import { inBatches } from './in-batches.ts';
import { DEMO_ORGANIZATION_ID } from './organization.ts';
import { people } from './people.ts';
import { seededRandom, weighted } from './random.ts';

/** Accounts have no bulk write: so many are written at once. */
const ACCOUNTS_AT_ONCE = 8;

/** Adds so many contacts; those that are there stay. Gives all, by client id. */
export async function addContacts(
  store: Store,
  count: number,
  say: (line: string) => void,
): Promise<readonly Contact[]> {
  const fields: ContactFields[] = [];
  for (const { contact } of people({ seed: DEMO_SEED, numbers: 'fictional' })) {
    if (fields.length === count) break;
    fields.push(contact);
  }
  await inBatches(fields, BATCH, BATCHES_AT_ONCE, async (batch) => {
    await store.contacts.upsertMany(DEMO_ORGANIZATION_ID, batch, DEMO_ACTOR);
  });
  const contacts: Contact[] = [];
  for await (const batch of store.contacts.stream(DEMO_ORGANIZATION_ID, BATCH)) contacts.push(...batch);
  say(`demo: ${contacts.length.toLocaleString('en-US')} contacts`);
  return contacts.toSorted((one, other) => (one.clientId < other.clientId ? -1 : 1));
}

const STATUS = weighted<AccountStatus>([
  ['in_auto_management', 48],
  ['pending_contact', 18],
  ['active_conversation', 8],
  ['promise_active', 8],
  ['promise_overdue', 6],
  ['new', 4],
  ['paid', 4],
  ['paused', 2],
  ['closed', 2],
]);

/** Adds one account for each contact, two for one in eight; those that are there stay. */
export async function addAccounts(
  store: Store,
  contacts: readonly Contact[],
  say: (line: string) => void,
): Promise<ReadonlyMap<string, readonly AccountId[]>> {
  const organizationId = DEMO_ORGANIZATION_ID;
  const random = seededRandom(DEMO_SEED + 2);
  const known = await accountsThere(store);
  const accounts = new Map<string, AccountId[]>();
  const wanted = contacts.flatMap(({ id, clientId }) =>
    Array.from({ length: random.chance(0.125) ? 2 : 1 }, (_, index) => ({
      contactId: id,
      reference: `${clientId}-${index + 1}`,
      status: STATUS(random),
      amount: (random.between(2_500, 900_000) / 100).toFixed(2),
      currency: 'USD',
    })),
  );
  await inBatches(wanted, 1, ACCOUNTS_AT_ONCE, async (batch) => {
    for (const fields of batch) {
      const id =
        known.get(fields.reference) ?? (await store.accounts.create(organizationId, fields, DEMO_ACTOR)).id;
      const ids = accounts.get(fields.contactId);
      if (ids === undefined) accounts.set(fields.contactId, [id]);
      else ids.push(id);
    }
  });
  say(`demo: ${wanted.length.toLocaleString('en-US')} accounts`);
  return accounts;
}

async function accountsThere(store: Store): Promise<ReadonlyMap<string, AccountId>> {
  const known = new Map<string, AccountId>();
  const accounts = allOf((page) => store.accounts.list(DEMO_ORGANIZATION_ID, page, null));
  for await (const { reference, id } of accounts) known.set(reference, id);
  return known;
}
