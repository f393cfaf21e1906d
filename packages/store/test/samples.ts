import { randomUUID } from 'node:crypto';
import type {
  AttemptId,
  ClientId,
  CountryCode,
  DeviceKey,
  Instant,
  OptOutId,
  OrganizationId,
  RegionCode,
  RuleId,
  SuppressionListId,
} from '@tact/engine';
import { uuidV7, type DecisionToCommit, type FactsQuery, type FactsScope, type Store } from '../src/index.ts';
import type {
  AccountFields,
  AttemptToImport,
  ContactFields,
  LoadedFacts,
  OptOutFields,
  RuleFields,
  StoredFacts,
  SuppressionListFields,
} from '../src/ports.ts';
import { TEST_ACTOR } from './database.ts';

/** Noon on a day of the past, UTC. */
export const NOON = Date.UTC(2026, 2, 4, 12) as Instant;
/** A time near `NOON`, milliseconds away. */
export const noonPlus = (ms: number): Instant => (NOON + ms) as Instant;
/** What the ids of the samples are, branded. */
export const client = (id: string): ClientId => id as ClientId;
/** A device key. */
export const device = (key: string): DeviceKey => key as DeviceKey;
/** An id of nothing, of whatever kind. */
export const NOBODY = '01900000-0000-7000-8000-000000000000';
/** The same, branded. */
export const NO_RULE = NOBODY as RuleId;
/** The same, branded. */
export const NO_LIST = NOBODY as SuppressionListId;
/** The same, branded. */
export const NO_OPT_OUT = NOBODY as OptOutId;

/** A contact with devices at positions 1, 2, … */
export function contactFields(clientId: string, ...deviceKeys: readonly string[]): ContactFields {
  return {
    clientId: client(clientId),
    name: `Name of ${clientId}`,
    zone: null,
    country: 'US',
    region: 'NY',
    postalCode: '10001',
    language: 'en',
    attributes: { tier: 'gold', balance: 12.5, vip: true },
    devices: deviceKeys.map((key, i) => ({ position: i + 1, key: device(key), type: 'mobile' })),
  };
}

/** An attempt rule. */
export function ruleFields(name: string, priority: number, given: Partial<RuleFields> = {}): RuleFields {
  return {
    name,
    required: true,
    priority,
    dispositionCode: null,
    conditions: { count: 3, period: { kind: 'today' } },
    ...given,
  };
}

/** A required list of devices for every channel. */
export function listFields(name: string, given: Partial<SuppressionListFields> = {}): SuppressionListFields {
  return {
    name,
    type: 'device',
    channels: 'any',
    required: true,
    expires: null,
    retentionDays: null,
    registry: null,
    ...given,
  };
}

/** An opt-out from now on, for every channel, everywhere. */
export function optOutFields(clientId: string, given: Partial<OptOutFields> = {}): OptOutFields {
  return {
    clientId: client(clientId),
    channels: 'any',
    contactOnly: false,
    reason: 'asked us to stop',
    source: 'call',
    from: null,
    until: null,
    ...given,
  };
}

/** A new debt. */
export function accountFields(contactId: string, given: Partial<AccountFields> = {}): AccountFields {
  return { contactId, reference: 'INV-1', status: 'new', amount: '120.5000', currency: 'USD', ...given };
}

/** Where a sample attempt went. */
const NEW_YORK: AttemptToImport['place'] = {
  country: 'US' as CountryCode,
  regions: ['US-NY' as RegionCode],
  areaCode: '212',
  postalCode: '10001',
};

/** A call that nobody answered. */
export function importedAttempt(
  clientId: string,
  deviceKey: string,
  at: Instant,
  given: Partial<AttemptToImport> = {},
): AttemptToImport {
  return {
    externalId: null,
    at,
    clientId: client(clientId),
    deviceKey: device(deviceKey),
    devicePosition: 1,
    accountId: null,
    campaignGroupId: null,
    channel: 'call',
    direction: 'outbound',
    callResult: 'No Answer',
    disposition: null,
    place: NEW_YORK,
    ...given,
  };
}

/** A question about a contact by client id. */
export function queryOf(clientId: string, given: Partial<FactsQuery> = {}): FactsQuery {
  return {
    contact: { by: 'clientId', clientId: client(clientId) },
    deviceKey: null,
    devicePosition: null,
    prefers: 'phone',
    accountId: null,
    ...given,
  };
}

/** Attempts by client and device, since ever; no lists. */
export const ALL_ATTEMPTS: FactsScope = {
  since: 0 as Instant,
  until: null,
  byClient: true,
  byDevice: true,
  byAccount: false,
  suppressionListIds: [],
  attributes: true,
};

/** Loads the facts of one question, with the epochs beside them. */
export async function loadOne(
  store: Store,
  organizationId: OrganizationId,
  query: FactsQuery,
  scope: Partial<FactsScope> = {},
): Promise<{ readonly epochs: LoadedFacts; readonly facts: StoredFacts }> {
  const epochs = await store.decisions.load(organizationId, [query], { ...ALL_ATTEMPTS, ...scope });
  const [facts] = epochs.facts;
  if (facts === undefined) throw new Error('one question has one answer');
  return { epochs, facts };
}

/** An allowed call with its reservation on what was read; `guards` null: a blocked one. */
export function decisionOf(
  clientId: string,
  deviceKey: string,
  guards: StoredFacts['guards'] | null,
  given: Partial<DecisionToCommit> = {},
): DecisionToCommit {
  const at = given.at ?? NOON;
  const reservation = {
    attemptId: uuidV7(at) as AttemptId,
    expiresAt: (at + 900_000) as Instant,
    devicePosition: 1,
    place: { country: null, regions: [], areaCode: null, postalCode: null },
  };
  return {
    id: uuidV7(at),
    at,
    clientId: client(clientId),
    deviceKey: device(deviceKey),
    channel: 'call',
    accountId: null,
    campaignGroupId: null,
    decision: guards === null ? 'blocked' : 'allowed',
    code: guards === null ? 'opted_out' : null,
    ruleset: 'sha256:test',
    record: '{}',
    reservation: guards === null ? null : { ...reservation, guards },
    ...given,
  };
}

/** Reserves an attempt that nothing contends for. Gives its id. */
export async function reserve(
  store: Store,
  organizationId: OrganizationId,
  clientId: string,
  deviceKey: string,
  given: Partial<DecisionToCommit> = {},
): Promise<AttemptId> {
  const query = queryOf(clientId, {
    contact: { by: 'inline', clientId: client(clientId) },
    deviceKey: device(deviceKey),
  });
  const { epochs, facts } = await loadOne(store, organizationId, query);
  const decision = decisionOf(clientId, deviceKey, facts.guards, given);
  const results = await store.decisions.commit(organizationId, epochs, [decision]);
  if (results === 'epochs moved' || results[0] !== 'committed' || decision.reservation === null)
    throw new Error('somebody contended for this attempt');
  return decision.reservation.attemptId;
}

/** Creates a contact with devices. Gives its id. */
export async function addContact(
  store: Store,
  organizationId: OrganizationId,
  clientId: string,
  ...deviceKeys: readonly string[]
): Promise<string> {
  const { id } = await store.contacts.create(
    organizationId,
    contactFields(clientId, ...deviceKeys),
    TEST_ACTOR,
  );
  return id;
}

/** A client id that no other test uses. */
export const newClientId = (): string => `c-${randomUUID()}`;

/** Everything that a paged listing gives, read by small pages. */
export async function allPages<Item>(
  list: (page: { readonly limit: number; readonly cursor: string | null }) => Promise<{
    readonly items: readonly Item[];
    readonly next: string | null;
  }>,
  limit = 2,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let cursor: string | null = null;
  do {
    const page = await list({ limit, cursor });
    if (page.items.length > limit) throw new Error(`a page of ${page.items.length}, asked for ${limit}`);
    items.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return items;
}
