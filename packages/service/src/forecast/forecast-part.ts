import {
  DAY_MS,
  HOUR_MS,
  offsetMsAt,
  type AllowedSpan,
  type CampaignGroupId,
  type Channel,
  type Instant,
  type OrganizationId,
  type Zone,
} from '@tact/engine';
import type { ContactListRecord } from '@tact/store';
import type { Decider } from '../deciding/decider.ts';
import type { Question } from '../deciding/question.ts';

/** Under which rules a list is looked at, and from when. Plain data. */
export interface ForecastPlan {
  readonly organizationId: OrganizationId;
  readonly contactListId: string;
  /** Null: the rules that every request is held to. */
  readonly campaignGroupId: CampaignGroupId | null;
  readonly channel: Channel;
  /** The devices that are tried, 1 to 10: a contact is callable where one of them is. */
  readonly devicePositions: readonly number[];
  readonly from: Instant;
  /** Where the first hour begins: at `from`, or before it, so that hours are those of a clock on the wall. */
  readonly hoursFrom: Instant;
  readonly hours: number;
}

/** The start of the hour that is under way on a zone's clock; the instant itself where the zone is not known. */
export function startOfLocalHour(zone: Zone | undefined, at: Instant): Instant {
  return zone === undefined ? at : ((at - ((at + offsetMsAt(zone, at)) % HOUR_MS)) as Instant);
}

/** Who of some contacts is callable when. Parts add up. */
export interface ForecastPart {
  readonly contacts: number;
  /** Callable at some time of each hour. */
  readonly callable: readonly number[];
  /** Callable in none of the hours. */
  readonly never: number;
  /** Nobody could be asked about: no device for the channel, an account that is gone. Among those in `never`. */
  readonly refused: number;
  /** It could not be told to the end, because a rule looks at a clock finer than minutes: counted as not callable from there on. */
  readonly unknown: number;
}

/** What a record is asked by. */
export type ForecastRecord = Pick<ContactListRecord, 'clientId' | 'accountId'>;

/** Works out who of some records is callable when, if nothing happened in between. At most 1,000 records. */
export async function forecastPart(
  decider: Decider,
  plan: ForecastPlan,
  records: readonly ForecastRecord[],
): Promise<ForecastPart> {
  const { organizationId, devicePositions, hours, hoursFrom } = plan;
  const questions = records.flatMap((record) =>
    devicePositions.map((position) => questionOf(record, position, plan)),
  );
  const days = Math.ceil((hours * HOUR_MS) / DAY_MS);
  const answers = await decider.windowsOfAll(organizationId, questions, days);
  const callable = new Array<number>(hours).fill(0);
  let [never, refused, unknown] = [0, 0, 0];
  for (const [index] of records.entries()) {
    const own = answers.slice(index * devicePositions.length, (index + 1) * devicePositions.length);
    const found = own.filter((answer) => answer.answered);
    if (found.length === 0) refused++;
    if (found.some(({ windows }) => windows.unknownFrom !== null)) unknown++;
    const open = hoursOf(
      found.flatMap(({ windows }) => windows.spans),
      hoursFrom,
      hours,
    );
    if (open.size === 0) never++;
    for (const hour of open) callable[hour] = (callable[hour] ?? 0) + 1;
  }
  return { contacts: records.length, callable, never, refused, unknown };
}

/** Adds two parts up. */
export function addParts(one: ForecastPart, other: ForecastPart): ForecastPart {
  return {
    contacts: one.contacts + other.contacts,
    callable: one.callable.map((count, hour) => count + (other.callable[hour] ?? 0)),
    never: one.never + other.never,
    refused: one.refused + other.refused,
    unknown: one.unknown + other.unknown,
  };
}

/** Which hours from an instant on the spans touch. */
function hoursOf(spans: readonly AllowedSpan[], from: Instant, hours: number): ReadonlySet<number> {
  const open = new Set<number>();
  for (const span of spans) {
    const first = Math.max(0, Math.floor((span.from - from) / HOUR_MS));
    const last = Math.min(hours - 1, Math.ceil((span.until - from) / HOUR_MS) - 1);
    for (let hour = first; hour <= last; hour++) open.add(hour);
  }
  return open;
}

function questionOf(
  { clientId, accountId }: ForecastRecord,
  position: number,
  { channel, campaignGroupId, from }: ForecastPlan,
): Question {
  return {
    contact: { by: 'clientId', clientId: clientId },
    device: { position },
    channel,
    accountId,
    campaignGroupId,
    attributes: {},
    at: from,
  };
}
