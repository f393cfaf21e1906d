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
import type { Contact, Device, FactsQuery, FactsScope, LoadedFacts, StoredAttempt } from '../ports.ts';
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
import { joinFacts, type KnownEntry, type KnownOptOut } from './join-facts.ts';

const LOAD = `select *, number_sets_in_force($1, $14::uuid[]) as number_set_columns, erasure_key($1) as erasure_key from load_facts($1, $2::uuid[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::text[], $8::uuid[],
  to_timestamp($9::double precision / 1000), to_timestamp($10::double precision / 1000), $11, $12, $13, $14::uuid[])`;

/** The one row of `load_facts`. Rows travel as columns; all columns of a table are null where nothing was found. */
interface Loaded {
  readonly ruleset_epoch: number | null;
  readonly suppression_epoch: number | null;
  readonly contact_columns: ContactColumns | null;
  readonly device_columns: readonly [Column, Column<number>, Column, Column] | null;
  readonly account_columns: readonly [Column, Column, Column] | null;
  readonly guard_columns: readonly [Column, Column<number>];
  readonly attempt_columns: AttemptColumns | null;
  readonly opt_out_columns: OptOutColumns;
  readonly entry_columns: EntryColumns | null;
  readonly number_set_columns: readonly [listId: Column, versionId: Column] | null;
  /** Null: nobody of the organization was erased. */
  readonly erasure_key: Buffer | null;
}

type Column<Value = string> = readonly Value[] | null;
type OrNull = Column<string | null>;
type Ms = Column<number | null>;
type ContactColumns = readonly [
  id: Column, clientId: Column, name: OrNull, zone: OrNull, country: OrNull, region: OrNull, postalCode: OrNull, language: OrNull,
  attributes: Column<Record<string, AttributeValue>>, version: Column<number>, createdAt: Column<number>, updatedAt: Column<number>,
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
    const [loaded] = await database.call<Loaded & Record<string, unknown>>(
      'load_facts',
      LOAD,
      valuesOf(organizationId, queries, scope, aliases),
    );
    if (loaded === undefined) throw new Error('load_facts gave no row');
    const contacts = contactsOf(loaded.contact_columns, loaded.device_columns);
    const asked = askedAbout(queries, contacts);
    const found = await findAliases(namers, organizationId, loaded.erasure_key, asked, async (names) => {
      const [row] = await database.call<{ names: string[] }>('erased_among', ERASED_AMONG, [
        organizationId,
        names,
      ]);
      if (row === undefined) throw new Error('erased_among gave no row');
      return row.names;
    });
    if (isCovered(found, aliases))
      return factsOf(parts, organizationId, queries, scope, { loaded, contacts, aliases });
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
  }: { readonly loaded: Loaded; readonly contacts: readonly Contact[]; readonly aliases: Aliases },
): Promise<LoadedFacts> {
  const { ruleset_epoch: rulesetEpoch, suppression_epoch: suppressionEpoch } = loaded;
  if (rulesetEpoch === null || suppressionEpoch === null)
    throw new StoreError('not_found', 'there is no such organization');
  const facts = joinFacts(queries, scope, {
    contacts,
    accounts: accountsOf(loaded.account_columns),
    guards: new Map(rowsOf(loaded.guard_columns, ([key, version], row) => [at(key, row), at(version, row)])),
    attempts: rowsOf(loaded.attempt_columns, attemptOf).map((attempt) => calledAsNow(attempt, aliases)),
    optOuts: rowsOf(loaded.opt_out_columns, optOutOf).map((optOut) => calledAsNow(optOut, aliases)),
    entries: [
      ...rowsOf(loaded.entry_columns, entryOf).map((entry) => ({
        ...entry,
        value:
          entry.type === 'client'
            ? aliases.clientOf(entry.value as ClientId)
            : aliases.deviceOf(entry.value as DeviceKey),
      })),
      ...(await numberEntries(listedNumbers, organizationId, loaded.number_set_columns, queries, contacts)),
    ],
  });
  return { rulesetEpoch, suppressionEpoch, facts };
}

/** Everybody whom an answer may rest on: clients and devices that are named, and those of the contacts that were found. */
function askedAbout(queries: readonly FactsQuery[], contacts: readonly Contact[]): Asked {
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
  columns: Loaded['number_set_columns'],
  queries: readonly FactsQuery[],
  contacts: readonly Contact[],
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

function contactsOf(
  columns: Loaded['contact_columns'],
  deviceColumns: Loaded['device_columns'],
): readonly Contact[] {
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
  return rowsOf(columns, (contact, row) => contactOf(contact, row, devices));
}

function contactOf(columns: ContactColumns, row: number, devices: ReadonlyMap<string, Device[]>): Contact {
  const [ids, clientId, name, zone, country, region, postalCode, language] = columns;
  const [, , , , , , , , attributes, version, createdAt, updatedAt] = columns;
  const id = at(ids, row);
  return {
    id,
    clientId: at(clientId, row) as ClientId,
    name: at(name, row),
    zone: at(zone, row),
    country: at(country, row),
    region: at(region, row),
    postalCode: at(postalCode, row),
    language: at(language, row),
    attributes: at(attributes, row),
    devices: devices.get(id) ?? [],
    version: at(version, row),
    createdAt: at(createdAt, row) as Instant,
    updatedAt: at(updatedAt, row) as Instant,
  };
}

function accountsOf(columns: Loaded['account_columns']) {
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
