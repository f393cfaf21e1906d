import type {
  AccountId,
  AccountStatus,
  AttemptId,
  AttributeValue,
  CallResult,
  CampaignGroupId,
  Channel,
  ClientId,
  DeviceKey,
  DeviceType,
  EntryId,
  Instant,
  OptOutId,
  OrganizationId,
  SuppressionListId,
} from '@tact/engine';
import type { Database } from '../database.ts';
import { StoreError } from '../errors.ts';
import type { Device, FactsQuery, FactsScope, LoadedFacts, StoredAttempt } from '../ports.ts';
import { channelsOf, edgeOf } from '../span-columns.ts';
import { isUuid } from '../uuid-v7.ts';
import {
  calledAsNow,
  findAliases,
  isCovered,
  NO_ALIASES,
  type Aliases,
  type Asked,
} from '../erasure/aliases.ts';
import type { Namers } from '../erasure/erased-names.ts';
import type { ListedNumbers } from './listed-numbers.ts';
import { joinFacts, type KnownContact, type KnownEntry, type KnownOptOut } from './join-facts.ts';

const LOAD = `select load_facts($1, $2::uuid[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::text[], $8::uuid[],
  to_timestamp($9::double precision / 1000), to_timestamp($10::double precision / 1000), to_timestamp($11::double precision / 1000), $12, $13, $14,
  $15::uuid[]) as facts, erasure_key($1) as erasure_key, milliseconds(clock_timestamp()) as database_now`;

/** The one row. `erasure_key` null: nobody of the organization was erased. */
interface LoadedRow extends Record<string, unknown> {
  readonly facts: Loaded;
  readonly erasure_key: Buffer | null;
  readonly database_now: Instant;
}

/** What `load_facts` gives. Rows travel as columns; all columns of a table are null where nothing was found. */
type Loaded = readonly [
  epochs: readonly [ruleset: number, suppression: number] | null,
  contacts: ContactColumns | null,
  devices: readonly [Column, Column<number>, Column, Column] | null,
  accounts: readonly [Column, Column, Column] | null,
  guards: readonly [Column, Column<number>] | null,
  attempts: AttemptColumns | null,
  attemptsByAccountAlone: AttemptColumns | null,
  optOuts: OptOutColumns | null,
  entries: EntryColumns | null,
  numberSets: NumberSetColumns | null,
];

type Column<Value = string> = readonly Value[] | null;
type OrNull = Column<string | null>;
type Ms = Column<number | null>;
type NumberSetColumns = readonly [listId: Column, versionId: Column];
type ContactColumns = readonly [
  id: Column, clientId: Column, zone: OrNull, country: OrNull, region: OrNull, postalCode: OrNull,
  attributes: Column<Record<string, AttributeValue>>,
]; // prettier-ignore
type AttemptColumns = readonly [
  id: Column, at: Column<number>, clientId: Column, deviceKey: Column, accountId: OrNull, groupId: OrNull, channel: Column,
  direction: Column, state: Column, expiresAt: Ms, callResult: OrNull, disposition: OrNull, country: OrNull, regions: Column,
  areaCode: OrNull, postalCode: OrNull,
]; // prettier-ignore
type OptOutColumns = readonly [
  id: Column, clientId: Column, deviceKey: OrNull, channels: OrNull, fromAt: Ms, fromDate: OrNull, untilAt: Ms, untilDate: OrNull,
]; // prettier-ignore
type EntryColumns = readonly [
  id: Column, listId: Column, type: Column, value: Column, fromAt: Ms, fromDate: OrNull, untilAt: Ms, untilDate: OrNull,
]; // prettier-ignore

/** How often facts are loaded again because somebody who was erased before came to the contacts meanwhile. */
const LOADS_MAX = 5;

/** What facts are loaded with beside the database. */
export interface LoadingParts {
  readonly database: Database;
  readonly listedNumbers: ListedNumbers;
  readonly namers: Namers;
}

/**
 * Loads all that a batch of questions is decided by: one round trip, one snapshot. Where anybody of the organization was erased, one more
 * looks whether those asked about were; and where they were, all is loaded once more, by their erased names too (ADR 0018). INVARIANT: the
 * facts are those of one snapshot, which was asked by every erased name that its contacts and devices have.
 */
export async function loadFacts(
  parts: LoadingParts,
  organizationId: OrganizationId,
  queries: readonly FactsQuery[],
  scope: FactsScope,
): Promise<LoadedFacts> {
  const { database, namers } = parts;
  let aliases = NO_ALIASES;
  for (let loads = 0; loads < LOADS_MAX; loads++) {
    const values = valuesOf(organizationId, queries, scope, aliases);
    const [row] = await database.call<LoadedRow>('load_facts', LOAD, values);
    if (row === undefined) throw new Error('load_facts gave no row');
    const { facts: loaded, erasure_key: sealedKey, database_now: databaseNow } = row;
    const contacts = contactsOf(loaded[1], loaded[2]);
    const asked = askedAbout(queries, contacts);
    const found = await findAliases(namers, organizationId, sealedKey, asked, async (names) => {
      const [among] = await database.call<{ names: string[] }>('erased_among', ERASED_AMONG, [
        organizationId,
        names,
      ]);
      if (among === undefined) throw new Error('erased_among gave no row');
      return among.names;
    });
    if (isCovered(found, aliases))
      return {
        databaseNow,
        ...(await factsOf(parts, organizationId, queries, scope, { loaded, contacts, aliases })),
      };
    aliases = found;
  }
  throw new StoreError(
    'database_unavailable',
    'the contacts change faster than they can be read; try again in a moment',
  );
}

const ERASED_AMONG = 'select erased_among($1, $2::text[]) as names';

async function factsOf(
  { listedNumbers }: LoadingParts,
  organizationId: OrganizationId,
  queries: readonly FactsQuery[],
  scope: FactsScope,
  {
    loaded,
    contacts,
    aliases,
  }: { readonly loaded: Loaded; readonly contacts: readonly KnownContact[]; readonly aliases: Aliases },
): Promise<Omit<LoadedFacts, 'databaseNow'>> {
  const [epochs, , , accounts, guards, attempts, byAccountAlone, optOuts, entries, numberSets] = loaded;
  if (epochs === null) throw new StoreError('not_found', 'there is no such organization');
  const [rulesetEpoch, suppressionEpoch] = epochs;
  const found = [...rowsOf(attempts, attemptOf), ...rowsOf(byAccountAlone, attemptOf)];
  const facts = joinFacts(queries, scope, {
    contacts,
    accounts: accountsOf(accounts),
    guards: new Map(rowsOf(guards, ([key, version], index) => [at(key, index), at(version, index)])),
    attempts: found.map((attempt) => calledAsNow(attempt, aliases)),
    optOuts: rowsOf(optOuts, optOutOf).map((optOut) => calledAsNow(optOut, aliases)),
    entries: [
      ...rowsOf(entries, entryOf).map((entry) => entryAsNow(entry, aliases)),
      ...(await numberEntries(listedNumbers, organizationId, numberSets, queries, contacts)),
    ],
  });
  return { rulesetEpoch, suppressionEpoch, facts };
}

/** The same entry under the name that whoever is asked about has now. */
function entryAsNow(entry: KnownEntry, aliases: Aliases): KnownEntry {
  if (aliases === NO_ALIASES) return entry;
  const { type, value } = entry;
  return {
    ...entry,
    value: type === 'client' ? aliases.clientOf(value as ClientId) : aliases.deviceOf(value as DeviceKey),
  };
}

/** Everybody whom an answer may rest on: clients and devices that are named, and those of the contacts that were found. */
function askedAbout(queries: readonly FactsQuery[], contacts: readonly KnownContact[]): Asked {
  return {
    clients: [
      ...contacts.map(({ clientId }) => clientId),
      ...queries.flatMap(({ contact }) => (contact.by === 'id' ? [] : [contact.clientId])),
    ],
    devices: [
      ...queries.flatMap(({ deviceKey }) => deviceKey ?? []),
      ...contacts.flatMap(({ devices }) => devices.map(({ key }) => key)),
    ],
  };
}

/** Entries for the numbers of lists, by the versions that were in force in the snapshot of the other facts. */
async function numberEntries(
  listedNumbers: ListedNumbers,
  organizationId: OrganizationId,
  columns: NumberSetColumns | null,
  queries: readonly FactsQuery[],
  contacts: readonly KnownContact[],
): Promise<readonly KnownEntry[]> {
  const inForce = rowsOf(columns, ([listId, versionId], row) => ({
    listId: at(listId, row) as SuppressionListId,
    versionId: at(versionId, row),
  }));
  if (inForce.length === 0) return [];
  const named = queries.flatMap(({ deviceKey }) => deviceKey ?? []);
  const open = queries.some(({ deviceKey }) => deviceKey === null);
  const own = open ? contacts.flatMap(({ devices }) => devices.map(({ key }) => key)) : [];
  const found = await listedNumbers.find(organizationId, inForce, new Set([...named, ...own]));
  return found.map(({ deviceKey, entry }) => ({ type: 'device', value: deviceKey, entry }));
}

function valuesOf(
  organizationId: OrganizationId,
  queries: readonly FactsQuery[],
  scope: FactsScope,
  aliases: Aliases,
): readonly unknown[] {
  const open = queries.filter(({ deviceKey }) => deviceKey === null);
  return [
    organizationId,
    contactIdsOf(queries),
    clientIdsOf(queries, 'clientId'),
    [...clientIdsOf(queries, 'inline'), ...aliases.clients.values()],
    [...queries.flatMap(({ deviceKey }) => deviceKey ?? []), ...aliases.devices.values()],
    contactIdsOf(open),
    clientIdsOf(open, 'clientId'),
    queries.flatMap(({ accountId }) => (accountId !== null && isUuid(accountId) ? [accountId] : [])),
    scope.since,
    scope.until,
    scope.before ?? null,
    scope.byClient,
    scope.byDevice,
    scope.byAccount,
    scope.suppressionListIds,
  ];
}

/** A text that is no UUID is the id of nothing; sent to the database it would fail the whole batch. */
function contactIdsOf(queries: readonly FactsQuery[]): readonly string[] {
  return queries.flatMap(({ contact }) => (contact.by === 'id' && isUuid(contact.id) ? [contact.id] : []));
}

function clientIdsOf(queries: readonly FactsQuery[], by: 'clientId' | 'inline'): readonly string[] {
  return queries.flatMap(({ contact }) => (contact.by === by ? [contact.clientId] : []));
}

/** The rows of a table that travelled as columns. */
function rowsOf<Columns extends readonly (readonly unknown[] | null)[], Row>(
  columns: Columns | null,
  rowOf: (columns: Columns, row: number) => Row,
): Row[] {
  const length = columns?.[0]?.length ?? 0;
  return columns === null ? [] : Array.from({ length }, (_, row) => rowOf(columns, row));
}

/** INVARIANT: the columns of one table are equally long; a missing value would be a fact that is not known, so it throws (G4). */
function at<Value>(column: Column<Value>, row: number): Value {
  const value = column?.[row];
  if (value === undefined) throw new Error('load_facts gave columns of different lengths');
  return value;
}

function contactsOf(columns: ContactColumns | null, deviceColumns: Loaded[2]): readonly KnownContact[] {
  const devices = new Map<string, Device[]>();
  for (const { contactId, device } of rowsOf(deviceColumns, ([contactId, position, key, type], row) => ({
    contactId: at(contactId, row),
    device: {
      position: at(position, row),
      key: at(key, row) as DeviceKey,
      type: at(type, row) as DeviceType,
    },
  }))) {
    const others = devices.get(contactId);
    if (others === undefined) devices.set(contactId, [device]);
    else others.push(device);
  }
  for (const list of devices.values()) list.sort((one, other) => one.position - other.position);
  return rowsOf(columns, ([ids, clientId, zone, country, region, postalCode, attributes], row) => {
    const id = at(ids, row);
    return {
      id,
      clientId: at(clientId, row) as ClientId,
      zone: at(zone, row),
      country: at(country, row),
      region: at(region, row),
      postalCode: at(postalCode, row),
      attributes: at(attributes, row),
      devices: devices.get(id) ?? [],
    };
  });
}

function accountsOf(columns: Loaded[3]) {
  return rowsOf(columns, ([id, clientId, status], row) => ({
    id: at(id, row) as AccountId,
    clientId: at(clientId, row) as ClientId,
    status: at(status, row) as AccountStatus,
  }));
}

function attemptOf(columns: AttemptColumns, row: number): StoredAttempt {
  const [id, instant, clientId, deviceKey, accountId, groupId, channel, direction, state, expiresAt] =
    columns;
  const [, , , , , , , , , , callResult, disposition, country, regions, areaCode, postalCode] = columns;
  const regionList = at(regions, row);
  return {
    id: at(id, row) as AttemptId,
    at: at(instant, row) as Instant,
    clientId: at(clientId, row) as ClientId,
    deviceKey: at(deviceKey, row) as DeviceKey,
    accountId: at(accountId, row) as AccountId | null,
    campaignGroupId: at(groupId, row) as CampaignGroupId | null,
    channel: at(channel, row) as Channel,
    direction: at(direction, row) === 'inbound' ? 'inbound' : 'outbound',
    state: at(state, row) === 'finished' ? 'finished' : 'reserved',
    expiresAt: at(expiresAt, row) as Instant | null,
    callResult: at(callResult, row) as CallResult | null,
    disposition: at(disposition, row),
    place: {
      country: at(country, row),
      regions: regionList === '' ? [] : regionList.split(','),
      areaCode: at(areaCode, row),
      postalCode: at(postalCode, row),
    },
  };
}

function optOutOf(columns: OptOutColumns, row: number): KnownOptOut {
  const [id, clientId, deviceKey, channels, fromAt, fromDate, untilAt, untilDate] = columns;
  return {
    clientId: at(clientId, row) as ClientId,
    deviceKey: at(deviceKey, row) as DeviceKey | null,
    optOut: {
      id: at(id, row) as OptOutId,
      channels: channelsOf(at(channels, row)?.split(',') ?? null),
      from: edgeOf(at(fromAt, row), at(fromDate, row)) ?? { instant: 0 as Instant },
      until: edgeOf(at(untilAt, row), at(untilDate, row)),
    },
  };
}

function entryOf(columns: EntryColumns, row: number): KnownEntry {
  const [id, listId, type, value, fromAt, fromDate, untilAt, untilDate] = columns;
  return {
    type: at(type, row) === 'client' ? 'client' : 'device',
    value: at(value, row),
    entry: {
      listId: at(listId, row) as SuppressionListId,
      entryId: at(id, row) as EntryId,
      from: edgeOf(at(fromAt, row), at(fromDate, row)),
      until: edgeOf(at(untilAt, row), at(untilDate, row)),
    },
  };
}
