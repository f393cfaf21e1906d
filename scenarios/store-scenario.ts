import { randomUUID } from 'node:crypto';
import {
  NO_LIMITS,
  type AccountId,
  type AttemptId,
  type CampaignGroupId,
  type DeviceKey,
  type Instant,
  type OrganizationId,
  type RuleId,
  type SuppressionListId,
} from '@tact/engine';
import type { Question } from '@tact/service';
import type { Actor, ContactFields, DialingProfileId, Store } from '@tact/store';
import { placeOf, placeOfDevice } from '../packages/cli/src/scenario/facts-of-case.ts';
import type {
  Scenario,
  ScenarioAttempt,
  ScenarioContact,
  ScenarioPicks,
} from '../packages/cli/src/scenario/scenario.ts';

/** A scenario that has become an organization in the store. */
export interface StoredScenario {
  readonly organizationId: OrganizationId;
  accountId(name: string): AccountId;
  groupId(name: string): CampaignGroupId;
}

/** Reserves an attempt at an instant, and gives its id. */
export type Reserve = (
  organizationId: OrganizationId,
  question: Question & { readonly expiresInMs: number },
  at: Instant,
) => Promise<string>;

const ACTOR: Actor = {
  kind: 'command-line',
  id: 'scenarios',
  name: 'scenarios',
  requestId: 'scenarios',
  source: 'individual',
};

/**
 * Makes an organization of a scenario, in the order in which it would have come to be: people and history first, while nothing blocks;
 * then opt-outs, lists, rules, and last the organization's own hours and limits.
 */
export async function storeScenario(
  store: Store,
  scenario: Scenario,
  reserve: Reserve,
): Promise<StoredScenario> {
  const organizationId = await storeOpenOrganization(store, scenario);
  const contactIds = await storeContacts(store, organizationId, scenario);
  const accounts = await storeAccounts(store, organizationId, scenario, contactIds);
  const groups = await storeGroups(store, organizationId, scenario);
  const stored: StoredScenario = {
    organizationId,
    accountId: (name) => found(accounts, name).id,
    groupId: (name) => found(groups, name).id,
  };
  await storeHistory(store, stored, scenario, reserve);
  await storeOptOuts(store, organizationId, scenario, contactIds);
  await storeRules(store, organizationId, scenario, groups);
  for (const { name, status } of scenario.accounts) {
    const { id, version } = found(accounts, name);
    await store.accounts.update(organizationId, id, version, { status }, ACTOR);
  }
  const { version } = await store.organizations.get(organizationId);
  await store.organizations.update(organizationId, version, { rules: scenario.organization }, ACTOR);
  return stored;
}

async function storeOpenOrganization(
  store: Store,
  { title, organization }: Scenario,
): Promise<OrganizationId> {
  const created = await store.organizations.create(
    {
      id: randomUUID() as OrganizationId,
      name: title,
      locale: 'en',
      currency: 'USD',
      defaultCountry: 'US',
      rules: { ...organization, allowedHours: { everyDay: 'any' }, limits: NO_LIMITS },
    },
    ACTOR,
  );
  return created.id;
}

/** Each contact as it was when it opted out: with the devices that it has lost since, without those that it got since. */
async function storeContacts(
  store: Store,
  organizationId: OrganizationId,
  { contacts, optOuts, bulkOptOuts }: Scenario,
): Promise<ReadonlyMap<string, { readonly id: string }>> {
  const ids = new Map<string, { readonly id: string }>();
  for (const contact of contacts) {
    const own = optOuts.filter(({ clientId }) => clientId === contact.clientId);
    const got = [
      ...own.flatMap(({ devicesGot }) => devicesGot),
      ...bulkOptOuts.flatMap(({ number, contactsLater }) =>
        contactsLater.includes(contact.clientId) ? [number] : [],
      ),
    ];
    const keys = [
      ...contact.devices.map(({ key }) => key).filter((key) => !got.includes(key)),
      ...own.flatMap(({ devicesLost }) => devicesLost),
    ];
    const before = contactFields(contact, keys);
    const { id } = await store.contacts.create(organizationId, before, ACTOR);
    ids.set(contact.clientId, { id });
  }
  return ids;
}

function contactFields(contact: ScenarioContact, keys: readonly DeviceKey[]): ContactFields {
  const { clientId, zone, country, region, postalCode, attributes } = placeOfFields(contact);
  const devices = keys.map((key, index) => ({
    position: index + 1,
    key,
    type: contact.devices.find((device) => device.key === key)?.type ?? ('unknown' as const),
  }));
  return { clientId, zone, country, region, postalCode, name: null, language: null, attributes, devices };
}

/** An address as a contact keeps it: codes instead of names. */
function placeOfFields(contact: ScenarioContact): ScenarioContact {
  const { country } = placeOf(contact);
  return { ...contact, country };
}

async function storeAccounts(
  store: Store,
  organizationId: OrganizationId,
  { accounts }: Scenario,
  contactIds: ReadonlyMap<string, { readonly id: string }>,
): Promise<ReadonlyMap<string, { readonly id: AccountId; readonly version: number }>> {
  const stored = new Map<string, { readonly id: AccountId; readonly version: number }>();
  for (const { name, clientId } of accounts) {
    const contactId = found(contactIds, clientId).id;
    const fields = { contactId, reference: name, status: 'new', amount: null, currency: null } as const;
    stored.set(name, await store.accounts.create(organizationId, fields, ACTOR));
  }
  return stored;
}

type StoredGroups = ReadonlyMap<string, { readonly id: CampaignGroupId; readonly version: number }>;

async function storeGroups(
  store: Store,
  organizationId: OrganizationId,
  { groups }: Scenario,
): Promise<StoredGroups> {
  const stored = new Map<string, { readonly id: CampaignGroupId; readonly version: number }>();
  for (const { name, timezoneSource } of groups) {
    // Picks, profiles and hours come last: while the history comes to be, nothing blocks.
    const fields = { name, timezoneSource, ruleIds: [], suppressionListIds: [] };
    stored.set(name, await store.campaignGroups.create(organizationId, fields, ACTOR));
  }
  return stored;
}

async function storeHistory(
  store: Store,
  stored: StoredScenario,
  scenario: Scenario,
  reserve: Reserve,
): Promise<void> {
  const finished = scenario.history.filter(({ state }) => state === 'finished');
  await store.attempts.importMany(
    stored.organizationId,
    finished.map((attempt) => ({
      externalId: null,
      at: attempt.at,
      clientId: attempt.clientId,
      deviceKey: attempt.deviceKey,
      devicePosition: null,
      ...namesToIds(stored, attempt),
      channel: attempt.channel,
      direction: attempt.direction,
      callResult: attempt.callResult,
      disposition: attempt.disposition,
      place: placeOfAttempt(attempt, contactOf(scenario, attempt)),
    })),
    ACTOR,
  );
  for (const attempt of scenario.history) {
    if (attempt.expiresAt === null) continue;
    const question = reservationOf(stored, attempt, contactOf(scenario, attempt));
    const expiresInMs = attempt.expiresAt - attempt.at;
    const id = await reserve(stored.organizationId, { ...question, expiresInMs }, attempt.at);
    if (attempt.state === 'released')
      await store.attempts.release(stored.organizationId, id as AttemptId, attempt.expiresAt, ACTOR);
  }
}

function reservationOf(stored: StoredScenario, attempt: ScenarioAttempt, contact: ScenarioContact): Question {
  const { clientId, zone, country, region, postalCode } = contact;
  const devices = [{ address: attempt.deviceKey, type: 'unknown' as const }];
  return {
    contact: { by: 'inline', clientId, zone, country, region, postalCode, devices, attributes: {} },
    device: { position: 1 },
    channel: attempt.channel,
    ...namesToIds(stored, attempt),
    attributes: {},
    at: null,
  };
}

function namesToIds(stored: StoredScenario, { account, group }: ScenarioAttempt) {
  return {
    accountId: account === null ? null : stored.accountId(account),
    campaignGroupId: group === null ? null : stored.groupId(group),
  };
}

function placeOfAttempt({ deviceKey, isPlaceKnown }: ScenarioAttempt, contact: ScenarioContact) {
  if (!isPlaceKnown) return { country: null, regions: [], areaCode: null, postalCode: null };
  const { country, regions, areaCode } = placeOfDevice({ key: deviceKey, type: 'unknown' }, undefined).place;
  return { country, regions, areaCode, postalCode: placeOf(contact).postalCode };
}

async function storeOptOuts(
  store: Store,
  organizationId: OrganizationId,
  { optOuts, bulkOptOuts, contacts }: Scenario,
  contactIds: ReadonlyMap<string, { readonly id: string }>,
): Promise<void> {
  for (const { clientId, channels, contactOnly, from, until, lifted } of optOuts) {
    const at = 'instant' in from ? from.instant : (Date.parse(`${from.date}T00:00Z`) as Instant);
    const wish = { clientId, channels, contactOnly, from, until, reason: 'asked to', source: 'scenario' };
    const { id } = await store.optOuts.create(organizationId, wish, at, ACTOR);
    if (lifted) await store.optOuts.lift(organizationId, id, 'asked again', (at + 1) as Instant, ACTOR);
  }
  for (const { number, at, storeUnmatched } of bulkOptOuts) {
    const wish = { numbers: [number], reason: 'asked to', source: 'scenario', storeUnmatched };
    await store.optOuts.bulk(organizationId, wish, { at, date: null }, ACTOR);
  }
  for (const contact of contacts) {
    const changed = optOuts.some(
      ({ clientId, devicesLost, devicesGot }) =>
        clientId === contact.clientId && devicesLost.length + devicesGot.length > 0,
    );
    if (!changed && !bulkOptOuts.some(({ contactsLater }) => contactsLater.includes(contact.clientId)))
      continue;
    const { id } = found(contactIds, contact.clientId);
    const before = await store.contacts.get(organizationId, id);
    const keys = contact.devices.map(({ key }) => key);
    await store.contacts.replace(
      organizationId,
      id,
      before?.version ?? 0,
      contactFields(contact, keys),
      ACTOR,
    );
  }
}

async function storeRules(
  store: Store,
  organizationId: OrganizationId,
  scenario: Scenario,
  storedGroups: StoredGroups,
): Promise<void> {
  const { contactDates, locationRules, contactTimes, attemptRules, customRules, lists, customTimezones } =
    scenario;
  const ruleIds = new Map<string, RuleId>();
  const listIds = new Map<string, SuppressionListId>();
  for (const date of contactDates) await store.contactDates.create(organizationId, date, ACTOR);
  await store.customTimezones.importMany(organizationId, customTimezones, ACTOR, 1_000);
  const rules = {
    location: locationRules,
    'contact-times': contactTimes,
    attempt: attemptRules,
    custom: customRules,
  };
  for (const kind of RULE_KINDS_STORED)
    for (const { conditions, ...rule } of rules[kind]) {
      const { id } = await store.rules.create(
        organizationId,
        kind,
        { ...rule, conditions: { ...conditions } },
        ACTOR,
      );
      ruleIds.set(rule.name, id);
    }
  for (const { entries, ...fields } of lists) {
    const { id } = await store.suppression.create(organizationId, { ...fields, retentionDays: null }, ACTOR);
    listIds.set(fields.name, id);
    const withReason = entries.map((entry) => ({ ...entry, reason: null }));
    if (entries.length > 0) await store.suppression.addEntries(organizationId, id, withReason, ACTOR);
  }
  await storePicks(store, organizationId, scenario, storedGroups, { ruleIds, listIds });
}

async function storePicks(
  store: Store,
  organizationId: OrganizationId,
  { dialingProfiles, groups }: Scenario,
  storedGroups: StoredGroups,
  ids: {
    readonly ruleIds: ReadonlyMap<string, RuleId>;
    readonly listIds: ReadonlyMap<string, SuppressionListId>;
  },
): Promise<void> {
  const picksOf = ({ rules, lists }: ScenarioPicks) => ({
    ruleIds: rules.map((name) => found(ids.ruleIds, name)),
    suppressionListIds: lists.map((name) => found(ids.listIds, name)),
  });
  const profileIds = new Map<string, DialingProfileId>();
  for (const profile of dialingProfiles) {
    const fields = { name: profile.name, ...picksOf(profile) };
    profileIds.set(profile.name, (await store.dialingProfiles.create(organizationId, fields, ACTOR)).id);
  }
  for (const group of groups) {
    const { id, version } = found(storedGroups, group.name);
    const { campaignHours, dialingProfile } = group;
    const dialingProfileId = dialingProfile === null ? null : found(profileIds, dialingProfile);
    const change = { ...picksOf(group), campaignHours, dialingProfileId };
    await store.campaignGroups.update(organizationId, id, version, change, ACTOR);
  }
}

const RULE_KINDS_STORED = ['location', 'contact-times', 'attempt', 'custom'] as const;

function contactOf({ contacts }: Scenario, { clientId }: ScenarioAttempt): ScenarioContact {
  const contact = contacts.find((one) => one.clientId === clientId);
  if (contact === undefined) throw new Error(`there is no contact \`${clientId}\``);
  return contact;
}

function found<Value>(values: ReadonlyMap<string, Value>, name: string): Value {
  const value = values.get(name);
  if (value === undefined) throw new Error(`\`${name}\` was not stored`);
  return value;
}
