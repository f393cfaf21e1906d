import type {
  AccountId,
  AccountStatus,
  CampaignGroupId,
  Instant,
  RuleId,
  SuppressionListId,
} from '@tact/engine';
import type {
  Actor,
  AttemptToImport,
  Contact,
  ContactFields,
  Store,
  SuppressionEntryFields,
  SuppressionListFields,
} from '@tact/store';
import type { Clock } from '../deciding/decider.ts';
import { yearOfAttempts } from './history.ts';
import {
  DEMO_NAME,
  DEMO_NAME_UNFINISHED,
  DEMO_ORGANIZATION_ID,
  DEMO_RULES,
  demoGroups,
  demoRules,
} from './organization.ts';
import { people } from './people.ts';
import { seededRandom, weighted, type Random } from './random.ts';

/** What a demo is made of; smaller ones are for tests. */
export interface DemoSize {
  readonly contacts: number;
}

/** The demo as `--demo` makes it. */
export const DEMO_SIZE: DemoSize = { contacts: 10_000 };

/** What seeding did. */
export interface SeededDemo {
  readonly organizationId: typeof DEMO_ORGANIZATION_ID;
  /** False where a demo was there already. */
  readonly created: boolean;
}

const SEED = 8228;
const BATCH = 1_000;
/** Accounts have no bulk write: so many are written at once. */
const ACCOUNTS_AT_ONCE = 8;
const BATCHES_AT_ONCE = 2;

/**
 * Adds an organization with contacts, accounts, rules, groups, opt-outs, a suppression list and a year of attempts: the same each time,
 * but for the year, which ends now. One that is there already stays as it is; one that was cut short is made whole. `say` gets progress lines.
 */
export async function seedDemo(
  store: Store,
  clock: Clock,
  say: (line: string) => void = () => undefined,
  size: DemoSize = DEMO_SIZE,
): Promise<SeededDemo> {
  const organizationId = DEMO_ORGANIZATION_ID;
  const ids = await store.organizations.listIds();
  if (!ids.includes(organizationId)) await createOrganization(store);
  const organization = await store.organizations.get(organizationId);
  if (organization.name !== DEMO_NAME_UNFINISHED) {
    say(`demo: \`${organization.name}\` is there`);
    return { organizationId, created: false };
  }
  const now = clock();
  const groups = await addRules(store);
  const contacts = await addContacts(store, size, say);
  await addSuppressions(store, contacts, now);
  const accounts = await addAccounts(store, contacts, say);
  await addHistory(store, contacts, accounts, groups, now, say);
  await store.organizations.update(organizationId, organization.version, { name: DEMO_NAME }, ACTOR);
  say(`demo: \`${DEMO_NAME}\` is ready`);
  return { organizationId, created: true };
}

const ACTOR: Actor = { kind: 'job', id: 'demo', name: 'demo data', requestId: 'demo', source: 'bulk' };

async function createOrganization(store: Store): Promise<void> {
  await store.organizations.create(
    {
      id: DEMO_ORGANIZATION_ID,
      name: DEMO_NAME_UNFINISHED,
      locale: 'en-US',
      currency: 'USD',
      defaultCountry: 'US',
      rules: DEMO_RULES,
    },
    ACTOR,
  );
}

/** Rules, lists and groups; those that are there stay. */
async function addRules(store: Store): Promise<readonly CampaignGroupId[]> {
  const organizationId = DEMO_ORGANIZATION_ID;
  const page = { limit: 200, cursor: null };
  const rules = new Map<string, RuleId>();
  for (const kind of ['contact-times', 'attempt'] as const)
    for (const { name, id } of (await store.rules.list(organizationId, kind, page)).items)
      rules.set(name, id);
  for (const { kind, fields } of demoRules()) {
    if (rules.has(fields.name)) continue;
    rules.set(fields.name, (await store.rules.create(organizationId, kind, fields, ACTOR)).id);
  }
  const lists = new Map<string, SuppressionListId>(
    (await store.suppression.list(organizationId, page)).items.map(({ name, id }) => [name, id]),
  );
  for (const list of LISTS) {
    if (lists.has(list.name)) continue;
    lists.set(list.name, (await store.suppression.create(organizationId, list, ACTOR)).id);
  }
  const groups = new Map<string, CampaignGroupId>(
    (await store.campaignGroups.list(organizationId, page)).items.map(({ name, id }) => [name, id]),
  );
  for (const group of demoGroups(rules, lists)) {
    if (groups.has(group.name)) continue;
    groups.set(group.name, (await store.campaignGroups.create(organizationId, group, ACTOR)).id);
  }
  return [...groups.values()];
}

const LISTS: readonly SuppressionListFields[] = [
  {
    name: 'Internal do not contact',
    type: 'device',
    channels: 'any',
    required: true,
    expires: null,
    registry: null,
  },
  {
    name: 'Represented by an attorney',
    type: 'client',
    channels: 'any',
    required: true,
    expires: null,
    registry: null,
  },
  {
    name: 'Paused by their branch',
    type: 'client',
    channels: ['call'],
    required: false,
    expires: null,
    registry: null,
  },
];

async function addContacts(
  store: Store,
  size: DemoSize,
  say: (line: string) => void,
): Promise<readonly Contact[]> {
  const fields: ContactFields[] = [];
  for (const { contact } of people({ seed: SEED, numbers: 'fictional' })) {
    if (fields.length === size.contacts) break;
    fields.push(contact);
  }
  await inBatches(fields, BATCH, BATCHES_AT_ONCE, async (batch) => {
    await store.contacts.upsertMany(DEMO_ORGANIZATION_ID, batch, ACTOR);
  });
  const contacts: Contact[] = [];
  for await (const batch of store.contacts.stream(DEMO_ORGANIZATION_ID, BATCH)) contacts.push(...batch);
  say(`demo: ${contacts.length.toLocaleString('en-US')} contacts`);
  return contacts.toSorted((one, other) => (one.clientId < other.clientId ? -1 : 1));
}

/** Opt-outs of one contact in a hundred, and the lists' entries; nothing where there are some already. */
async function addSuppressions(store: Store, contacts: readonly Contact[], now: Instant): Promise<void> {
  const organizationId = DEMO_ORGANIZATION_ID;
  const random = seededRandom(SEED + 1);
  const optedOut = await store.optOuts.list(
    organizationId,
    { limit: 1, cursor: null },
    { clientId: null, active: null },
  );
  const chosen = (share: number) => contacts.filter(() => random.chance(share));
  const wishes = chosen(0.01);
  if (optedOut.items.length === 0) {
    for (const { clientId } of wishes) {
      const isText = random.chance(0.25);
      const fields = {
        clientId,
        channels: isText ? (['sms', 'whatsapp'] as const) : ('any' as const),
        contactOnly: false,
        reason: isText ? 'answered STOP' : 'asked on the phone not to be contacted',
        source: isText ? 'sms' : 'agent',
        from: null,
        until: null,
      };
      await store.optOuts.create(organizationId, fields, now, ACTOR);
    }
  }
  const { items } = await store.suppression.list(organizationId, { limit: 200, cursor: null });
  for (const { id, name, type, size } of items) {
    const listed = chosen(name === 'Internal do not contact' ? 0.02 : 0.005);
    if (size > 0) continue;
    const entries = listed.flatMap((contact) => entryOf(contact, type, random));
    for (let at = 0; at < entries.length; at += BATCH)
      await store.suppression.addEntries(organizationId, id, entries.slice(at, at + BATCH), ACTOR);
  }
}

function entryOf(contact: Contact, type: 'device' | 'client', random: Random): SuppressionEntryFields[] {
  const device = random.pick(contact.devices);
  const value = type === 'device' ? device.key : contact.clientId;
  return [{ value, from: null, until: null, reason: 'demo' }];
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

/** One account for each contact, two for one in eight; those that are there stay. */
async function addAccounts(
  store: Store,
  contacts: readonly Contact[],
  say: (line: string) => void,
): Promise<ReadonlyMap<string, readonly AccountId[]>> {
  const organizationId = DEMO_ORGANIZATION_ID;
  const random = seededRandom(SEED + 2);
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
        known.get(fields.reference) ?? (await store.accounts.create(organizationId, fields, ACTOR)).id;
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
  for (let cursor: string | null = null; ;) {
    const page = await store.accounts.list(DEMO_ORGANIZATION_ID, { limit: 200, cursor }, null);
    for (const { reference, id } of page.items) known.set(reference, id);
    if (page.next === null) return known;
    cursor = page.next;
  }
}

async function addHistory(
  store: Store,
  contacts: readonly Contact[],
  accounts: ReadonlyMap<string, readonly AccountId[]>,
  groups: readonly CampaignGroupId[],
  now: Instant,
  say: (line: string) => void,
): Promise<void> {
  const random = seededRandom(SEED + 3);
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
    await store.attempts.importMany(DEMO_ORGANIZATION_ID, batch, ACTOR);
    count += batch.length;
    if (count - shown >= 50_000) {
      shown = count;
      say(`demo: ${count.toLocaleString('en-US')} attempts so far`);
    }
  });
  say(`demo: ${count.toLocaleString('en-US')} attempts in a year`);
}

/** Works through items in batches, so many batches at a time. The first fault ends it. */
async function inBatches<Item>(
  items: Iterable<Item>,
  size: number,
  atOnce: number,
  work: (batch: readonly Item[]) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  const next = (): Item[] => {
    const batch: Item[] = [];
    while (batch.length < size) {
      const { done, value } = iterator.next();
      if (done === true) break;
      batch.push(value);
    }
    return batch;
  };
  const worker = async () => {
    for (let batch = next(); batch.length > 0; batch = next()) await work(batch);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
