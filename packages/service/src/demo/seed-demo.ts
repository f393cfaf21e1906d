import type { Store } from '@tact/store';
import type { Clock } from '../deciding/decider.ts';
import { DEMO_ACTOR } from './demo-actor.ts';
import { DEMO_NAME, DEMO_NAME_UNFINISHED, DEMO_ORGANIZATION_ID, DEMO_RULES } from './organization.ts';
import { addCampaigns } from './seed-campaigns.ts';
import { addChannels } from './seed-channels.ts';
import { addAccounts, addContacts } from './seed-contacts.ts';
import { addHistory } from './seed-history.ts';
import { addRules } from './seed-rules.ts';
import { addSuppressions } from './seed-suppressions.ts';

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

/**
 * Adds an organization with contacts, accounts, rules, groups, channels of a simulated carrier, opt-outs, a suppression list, a draft of a
 * campaign with its list and message, and a year of attempts: the same each time,
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
  const contacts = await addContacts(store, size.contacts, say);
  await addChannels(store, clock);
  await addSuppressions(store, contacts, now);
  const accounts = await addAccounts(store, contacts, say);
  await addHistory(store, contacts, accounts, groups, now, say);
  await addCampaigns(store, contacts, groups);
  await store.organizations.update(organizationId, organization.version, { name: DEMO_NAME }, DEMO_ACTOR);
  say(`demo: \`${DEMO_NAME}\` is ready`);
  return { organizationId, created: true };
}

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
    DEMO_ACTOR,
  );
}
