import type {
  AccountId,
  AttemptId,
  CallResult,
  CampaignGroupId,
  Channel,
  ClientId,
  DeviceKey,
  EntryId,
  Instant,
  OptOutId,
  SuppressionListId,
} from '@tact/engine';
import type { StoredAttempt, StoredFacts } from '../ports.ts';
import { channelsOf, edgeOf } from '../span-columns.ts';
import { isUuid } from '../uuid-v7.ts';

type Text = string | null;
type Ms = number | null;

/** An attempt as it travels: a JSON array in this order. */
export type AttemptColumns = readonly [
  string, number, string, string, Text, Text, string, string, string, Ms, Text, Text, Text, readonly string[], Text, Text,
]; // prettier-ignore
/** An opt-out as it travels. */
export type OptOutColumns = readonly [string, string, readonly string[] | null, Ms, Text, Ms, Text];
/** A suppression list's entry as it travels. */
export type EntryColumns = readonly [string, string, Ms, Text, Ms, Text];

/** A text that is no UUID is the id of nothing; sent to the database it would fail the whole batch. */
export function uuidOrNull(id: string | null): string | null {
  return id !== null && isUuid(id) ? id : null;
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
