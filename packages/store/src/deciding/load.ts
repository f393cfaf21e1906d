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
import type {
  Contact,
  Device,
  FactsQuery,
  FactsScope,
  LoadedFacts,
  StoredAttempt,
  StoredFacts,
} from '../ports.ts';
import { channelsOf, edgeOf } from '../span-columns.ts';
import { isUuid } from '../uuid-v7.ts';

const LOAD = `select * from load_facts($1, $2::uuid[], $3::text[], $4::boolean[], $5::text[], $6::smallint[], $7::boolean[], $8::uuid[],
  to_timestamp($9::double precision / 1000), to_timestamp($10::double precision / 1000), $11, $12, $13, $14::uuid[])`;

/** A row of `load_facts`; nested rows travel as JSON arrays in the order of the function's columns. */
interface LoadedRow {
  readonly ruleset_epoch: number;
  readonly suppression_epoch: number;
  readonly contact: ContactColumns | null;
  readonly devices: readonly (readonly [number, string, string])[] | null;
  readonly device_key: string | null;
  readonly account: readonly [string, string, string] | null;
  readonly attempts: readonly AttemptColumns[] | null;
  readonly opt_outs: readonly OptOutColumns[] | null;
  readonly entries: readonly EntryColumns[] | null;
  readonly client_guard: number;
  readonly device_guard: number;
}

type Text = string | null;
type Ms = number | null;
type ContactColumns = readonly [
  string,
  string,
  Text,
  Text,
  Text,
  Text,
  Text,
  Text,
  Record<string, AttributeValue>,
  number,
  number,
  number,
];
/** An attempt as it travels: a JSON array in this order. */
export type AttemptColumns = readonly [
  string, number, string, string, Text, Text, string, string, string, Ms, Text, Text, Text, readonly string[], Text, Text,
]; // prettier-ignore
/** An opt-out as it travels. */
export type OptOutColumns = readonly [string, string, readonly string[] | null, Ms, Text, Ms, Text];
/** A suppression list's entry as it travels. */
export type EntryColumns = readonly [string, string, Ms, Text, Ms, Text];

/** Loads all that a batch of questions is decided by: one round trip, one snapshot. */
export async function loadFacts(
  database: Database,
  organizationId: OrganizationId,
  queries: readonly FactsQuery[],
  scope: FactsScope,
): Promise<LoadedFacts> {
  const rows = await database.call<LoadedRow & Record<string, unknown>>(
    'load_facts',
    LOAD,
    valuesOf(organizationId, queries, scope),
  );
  const [first] = rows;
  if (first === undefined || rows.length !== queries.length)
    throw new StoreError('not_found', 'there is no such organization');
  return {
    rulesetEpoch: first.ruleset_epoch,
    suppressionEpoch: first.suppression_epoch,
    facts: rows.map(factsOf),
  };
}

function valuesOf(
  organizationId: OrganizationId,
  queries: readonly FactsQuery[],
  scope: FactsScope,
): readonly unknown[] {
  const byHistory = scope.since !== null;
  return [
    organizationId,
    queries.map(({ contact }) => (contact.by === 'id' ? uuidOrNull(contact.id) : null)),
    queries.map(({ contact }) => (contact.by === 'id' ? null : contact.clientId)),
    queries.map(({ contact }) => contact.by === 'inline'),
    queries.map(({ deviceKey }) => deviceKey),
    queries.map(({ devicePosition }) => devicePosition),
    queries.map(({ prefers }) => prefers === 'phone'),
    queries.map(({ accountId }) => uuidOrNull(accountId)),
    scope.since,
    scope.until,
    byHistory && scope.byClient,
    byHistory && scope.byDevice,
    byHistory && scope.byAccount,
    scope.suppressionListIds,
  ];
}

/** A text that is no UUID is the id of nothing; sent to the database it would fail the whole batch. */
export function uuidOrNull(id: string | null): string | null {
  return id !== null && isUuid(id) ? id : null;
}

function factsOf(row: LoadedRow): StoredFacts {
  const account = row.account;
  return {
    contact: row.contact === null ? undefined : contactOf(row.contact, devicesOf(row.devices)),
    deviceKey: row.device_key as DeviceKey | null,
    account:
      account === null
        ? undefined
        : {
            id: account[0] as AccountId,
            clientId: account[1] as ClientId,
            status: account[2] as AccountStatus,
          },
    attempts: row.attempts?.map(attemptOf) ?? [],
    optOuts: row.opt_outs?.map(optOutOf) ?? [],
    entries: row.entries?.map(entryOf) ?? [],
    guards: { client: row.client_guard, device: row.device_guard },
  };
}

/** An opt-out from its columns. */
export function optOutOf([
  id,
  by,
  channels,
  fromAt,
  fromDate,
  untilAt,
  untilDate,
]: OptOutColumns): StoredFacts['optOuts'][number] {
  return {
    id: id as OptOutId,
    by: by === 'client' ? 'client' : 'device',
    channels: channelsOf(channels),
    from: edgeOf(fromAt, fromDate) ?? { instant: 0 as Instant },
    until: edgeOf(untilAt, untilDate),
  };
}

/** An entry from its columns. */
export function entryOf([
  listId,
  entryId,
  fromAt,
  fromDate,
  untilAt,
  untilDate,
]: EntryColumns): StoredFacts['entries'][number] {
  return {
    listId: listId as SuppressionListId,
    entryId: entryId as EntryId,
    from: edgeOf(fromAt, fromDate),
    until: edgeOf(untilAt, untilDate),
  };
}

function contactOf(columns: ContactColumns, devices: readonly Device[]): Contact {
  const [
    id,
    clientId,
    name,
    zone,
    country,
    region,
    postalCode,
    language,
    attributes,
    version,
    createdAt,
    updatedAt,
  ] = columns;
  return {
    id,
    clientId: clientId as ClientId,
    name,
    zone,
    country,
    region,
    postalCode,
    language,
    attributes,
    devices,
    version,
    createdAt: createdAt as Instant,
    updatedAt: updatedAt as Instant,
  };
}

function devicesOf(rows: LoadedRow['devices']): readonly Device[] {
  return (
    rows?.map(([position, key, type]) => ({ position, key: key as DeviceKey, type: type as DeviceType })) ??
    []
  );
}

/** An attempt from its columns. */
export function attemptOf(columns: AttemptColumns): StoredAttempt {
  const [
    id,
    at,
    clientId,
    deviceKey,
    accountId,
    groupId,
    channel,
    direction,
    state,
    expiresAt,
    callResult,
    disposition,
    ...place
  ] = columns;
  const [country, regions, areaCode, postalCode] = place;
  return {
    id: id as AttemptId,
    at: at as Instant,
    clientId: clientId as ClientId,
    deviceKey: deviceKey as DeviceKey,
    accountId: accountId as AccountId | null,
    campaignGroupId: groupId as CampaignGroupId | null,
    channel: channel as Channel,
    direction: direction === 'inbound' ? 'inbound' : 'outbound',
    state: state === 'finished' ? 'finished' : 'reserved',
    expiresAt: expiresAt as Instant | null,
    callResult: callResult as CallResult | null,
    disposition,
    place: { country, regions, areaCode, postalCode },
  };
}
