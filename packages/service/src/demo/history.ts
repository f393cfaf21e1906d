import {
  DAY_MS,
  HOUR_MS,
  localDateAt,
  MINUTE_MS,
  offsetMsAt,
  type AccountId,
  type CallResult,
  type CampaignGroupId,
  type Channel,
  type DeviceKey,
  type Instant,
  type Zone,
} from '@tact/engine';
import { placeOfNumber, zoneTable } from '@tact/places';
import type { AttemptToImport, ContactFields } from '@tact/store';
import { weighted, type Random } from './random.ts';

/** A contact with what its attempts are about. */
export interface Attempted {
  readonly contact: ContactFields;
  readonly accountIds: readonly AccountId[];
  readonly campaignGroupId: CampaignGroupId | null;
}

/** How far back the history goes. */
const HISTORY_DAYS = 365;
/** Attempts of the last week, on top of their share of the year: so that some limits are reached today. */
const RECENT_SHARE = 0.08;

/**
 * A year of attempts on one contact, oldest first: by day at the hours at which people work, with results as they are got at those hours.
 * None lies after `now`.
 */
export function yearOfAttempts(
  attempted: Attempted,
  now: Instant,
  random: Random,
): readonly AttemptToImport[] {
  const { contact } = attempted;
  const zone = zoneOf(contact);
  const count = HOW_MANY(random)(random);
  const instants = Array.from({ length: count }, () => instantOf(zone, now, random));
  return instants
    .filter((at) => at < now - MINUTE_MS)
    .toSorted((one, other) => one - other)
    .flatMap((at, index) => attemptAt(attempted, at, index, zone, random));
}

/** Most contacts are tried now and then, some often, a few hardly ever. */
const HOW_MANY = weighted<(random: Random) => number>([
  [(random) => random.between(10, 28), 60],
  [(random) => random.between(28, 60), 22],
  [(random) => random.between(0, 8), 18],
]);

function attemptAt(
  { contact, accountIds, campaignGroupId }: Attempted,
  at: Instant,
  index: number,
  zone: Zone,
  random: Random,
): AttemptToImport[] {
  const device = random.chance(0.7) ? contact.devices[1] : contact.devices[0];
  if (device === undefined) return [];
  const channel = CHANNEL(random);
  const isInbound = random.chance(0.03);
  const callResult = channel === 'call' ? callResultAt(zone, at, random) : 'Ok';
  const { country, regions, areaCode } = placeOf(device.key);
  return [
    {
      externalId: `demo-${contact.clientId}-${index}`,
      at,
      clientId: contact.clientId,
      deviceKey: device.key,
      devicePosition: device.position,
      accountId: accountIds.length === 0 ? null : random.pick(accountIds),
      campaignGroupId,
      channel,
      direction: isInbound ? 'inbound' : 'outbound',
      callResult: isInbound ? 'Answer' : callResult,
      disposition: callResult === 'Answer' ? DISPOSITION(random) : null,
      place: { country, regions, areaCode, postalCode: contact.postalCode },
    },
  ];
}

const CHANNEL = weighted<Channel>([
  ['call', 80],
  ['sms', 17],
  ['whatsapp', 3],
]);

const DISPOSITION = weighted<string>([
  ['CONVERSATION', 30],
  ['PROMISE_TO_PAY', 22],
  ['REFUSED', 14],
  ['CALL_BACK', 20],
  ['WRONG_PERSON', 9],
  ['LANGUAGE', 5],
]);

/** Answers by local hour: few in the morning, most in the early evening. */
const ANSWER_SHARE_BY_HOUR = [
  0, 0, 0, 0, 0, 0, 0, 0, 0.09, 0.11, 0.13, 0.14, 0.15, 0.13, 0.13, 0.14, 0.17, 0.22, 0.26, 0.24, 0.19, 0, 0,
  0,
] as const;

function callResultAt(zone: Zone, at: Instant, random: Random): CallResult {
  const hour = Math.floor(((((at + offsetMsAt(zone, at)) % DAY_MS) + DAY_MS) % DAY_MS) / HOUR_MS);
  return random.chance(ANSWER_SHARE_BY_HOUR[hour] ?? 0) ? 'Answer' : OTHERWISE(random);
}

const OTHERWISE = weighted<CallResult>([
  ['No Answer', 42],
  ['Answering Machine', 38],
  ['Busy', 8],
  ['Dropped', 2],
  ['Abandoned', 2],
  ['SIT Invalid Number', 2],
  ['Wrong Number', 2],
  ['Silence', 2],
  ['Fax Detected', 1],
  ['No RingBack Tone', 1],
]);

/** How much work is done in each hour from 08:00 to 20:00. */
const HOUR_OF_WORK = weighted<number>([
  [8, 4], [9, 10], [10, 12], [11, 12], [12, 8], [13, 8], [14, 9], [15, 9], [16, 9], [17, 10], [18, 9], [19, 5],
]); // prettier-ignore

/** An instant of the year before `now` at which somebody works, on the contact's wall clock; seldom a Sunday. */
function instantOf(zone: Zone, now: Instant, random: Random): Instant {
  const today = localDateAt(zone, now);
  let date: number = today - random.between(0, random.chance(RECENT_SHARE) ? 7 : HISTORY_DAYS);
  if (isSunday(date) && random.chance(0.85)) date--;
  const localMs = date * DAY_MS + HOUR_OF_WORK(random) * HOUR_MS + random.between(0, HOUR_MS);
  const guess = (localMs - offsetMsAt(zone, localMs as Instant)) as Instant;
  return (localMs - offsetMsAt(zone, guess)) as Instant;
}

function isSunday(date: number): boolean {
  return (date + 3) % 7 === 6;
}

function zoneOf(contact: ContactFields): Zone {
  const [device] = contact.devices;
  const name = contact.zone ?? (device === undefined ? undefined : placeOf(device.key).zones[0]) ?? 'UTC';
  const zone = zoneTable().get(name);
  if (zone === undefined) throw new Error(`the zone table has no zone \`${name}\``);
  return zone;
}

function placeOf(key: DeviceKey) {
  return placeOfNumber(key);
}
