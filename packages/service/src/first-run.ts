import { NEW_ORGANIZATION_HOURS, NO_LIMITS, type Instant, type OrganizationId } from '@tact/engine';
import { zoneTable } from '@tact/places';
import { oneAtATime, uuidV7, type Actor, type Organization, type Store } from '@tact/store';
import { apiKeyHash, apiKeyPrefix, newApiKey } from './api-key.ts';
import type { Clock } from './deciding/decider.ts';
import { hashPassword, newPassword } from './password.ts';
import type { Settings } from './settings.ts';

/** What a start made, and what has to be shown now because it is kept nowhere. Null: it was there. */
export interface FirstRun {
  readonly organization: { readonly name: string; readonly zone: string } | null;
  /** `password` is null where the settings gave one. */
  readonly administrator: { readonly email: string; readonly password: string | null } | null;
  /** A generated key. */
  readonly apiKey: string | null;
}

const ACTOR: Actor = {
  kind: 'command-line',
  id: 'first-run',
  name: 'first run',
  requestId: 'first-run',
  source: 'individual',
};

/**
 * Makes what a new installation lacks: an organization, its first administrator, an API key. Each is looked for by itself, so that a
 * start that was cut short is made whole by the next one. A bootstrap key of the settings is there after every start. Of several processes
 * on one database one does so after the other, from looking to making the last of it.
 */
export async function firstRun(
  store: Store,
  clock: Clock,
  settings: Pick<Settings, 'adminEmail' | 'adminPassword' | 'bootstrapKey'>,
  options: {
    readonly connectionString: string;
    readonly systemZone: string;
    readonly isOwn: (id: OrganizationId) => boolean;
  },
): Promise<FirstRun> {
  return oneAtATime(options.connectionString, async () => {
    const existing = (await store.organizations.listIds()).find(options.isOwn);
    if (existing !== undefined)
      return { organization: null, ...(await addWhatIsMissing(store, existing, settings)) };
    const { id, name, rules } = await createOrganization(store, clock(), options.systemZone);
    return { organization: { name, zone: rules.zone }, ...(await addWhatIsMissing(store, id, settings)) };
  });
}

async function addWhatIsMissing(
  store: Store,
  organizationId: OrganizationId,
  settings: Parameters<typeof firstRun>[2],
): Promise<Omit<FirstRun, 'organization'>> {
  const administrator = await addAdministrator(store, organizationId, settings);
  return { administrator, apiKey: await addApiKey(store, organizationId, settings.bootstrapKey) };
}

/** A new organization: contact from 08:00 to 21:00 on all days, no limits, in the zone of this machine, else in UTC (S13). */
async function createOrganization(store: Store, now: Instant, systemZone: string): Promise<Organization> {
  return store.organizations.create(
    {
      id: uuidV7(now) as OrganizationId,
      name: 'My organization',
      locale: 'en-US',
      currency: 'USD',
      defaultCountry: 'US',
      rules: {
        zone: zoneTable().get(systemZone) === undefined ? 'UTC' : systemZone,
        zoneFallback: 'number',
        allowedHours: NEW_ORGANIZATION_HOURS,
        limits: NO_LIMITS,
      },
    },
    ACTOR,
  );
}

/** Creates the first administrator of an organization; null where it has a user already. */
export async function addAdministrator(
  store: Store,
  organizationId: OrganizationId,
  { adminEmail, adminPassword }: Pick<Settings, 'adminEmail' | 'adminPassword'>,
): Promise<FirstRun['administrator']> {
  const { items } = await store.users.listUsers(organizationId, { limit: 1, cursor: null });
  if (items.length > 0) return null;
  const password = adminPassword ?? newPassword();
  const passwordHash = await hashPassword(password);
  await store.users.createUser(
    organizationId,
    { email: adminEmail, role: 'administrator', passwordHash },
    ACTOR,
  );
  return { email: adminEmail, password: adminPassword === null ? password : null };
}

async function addApiKey(
  store: Store,
  organizationId: OrganizationId,
  bootstrapKey: string | null,
): Promise<string | null> {
  if (bootstrapKey !== null) {
    if ((await store.access.findApiKey(apiKeyHash(bootstrapKey))) === undefined)
      await createAdministratorKey(store, organizationId, 'bootstrap key', bootstrapKey);
    return null;
  }
  const { items } = await store.access.listApiKeys(organizationId, { limit: 1, cursor: null });
  if (items.length > 0) return null;
  const key = newApiKey();
  await createAdministratorKey(store, organizationId, 'first key', key);
  return key;
}

/** Creates a key with the administrator's role. Its text is kept nowhere. */
export async function createAdministratorKey(
  store: Store,
  organizationId: OrganizationId,
  name: string,
  key: string,
): Promise<void> {
  const fields = {
    name,
    role: 'administrator' as const,
    scopes: null,
    expiresAt: null,
    prefix: apiKeyPrefix(key),
    keyHash: apiKeyHash(key),
  };
  await store.access.createApiKey(organizationId, fields, ACTOR);
}
