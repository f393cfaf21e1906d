import type { CallResult } from '../call-result.ts';
import { hasAddress, type ContactPlace, type DevicePlace, type RegionCode } from '../device.ts';
import type { AttemptFact } from '../facts.ts';
import type { History } from '../history.ts';
import { LIMITS } from '../limits.ts';
import { DAY_MS } from '../time/instant.ts';
import { hourOf, weekdayOf } from './functions.ts';
import type { Counter, OptInChannel, RequestPlace, Surroundings } from './surroundings.ts';
import type { Value } from './value.ts';

/** The functions that read facts of the request; the guide says of each what it gives. */
export const FACT_FUNCTION_NAMES = [
  'State',
  'Country',
  'Zone',
  'LocalHour',
  'Weekday',
  'DaysSinceLastConversation',
  'HasOptedIn',
] as const;

/** One of them. */
export type FactFunctionName = (typeof FACT_FUNCTION_NAMES)[number];

/** One function of facts. */
export interface FactFunction {
  /** Only `HasOptedIn(SMS)` has an argument. */
  readonly takesChannel: boolean;
  /** Whether it gives true or false, where it gives anything. */
  readonly givesBoolean: boolean;
  /** The getter of `new Date()` that it stands for: it too is asked in each zone of the request (S27). */
  readonly dateGetter?: string;
  /** What the store has to load for it. */
  readonly counter?: Counter;
  /** What it can give, as an officer would say it, and the test for it; undefined: any value of its type. */
  readonly values?: { readonly described: string; readonly pattern: RegExp };
  /** Its value; undefined where it is not known, which ends in missing data (S27). The channel is the request's where none is named. */
  readonly read: (around: Surroundings, channel?: OptInChannel) => Value;
}

/** Sunday first, as in `getDay()`. */
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

/** Somebody was reached: an agent or a bot talked, or a call went on to another one. */
const CONVERSATION: readonly CallResult[] = ['Answer', 'Transferred', 'Conferenced', 'Picked Up'];

/** What has to be loaded to find the last conversation: the contact's attempts, as far back as anything is looked at. */
export const LAST_CONVERSATION: Counter = {
  on: 'contact',
  periodMs: LIMITS.lookBackDaysMax * DAY_MS,
  results: CONVERSATION,
};

const PLAIN = { takesChannel: false, givesBoolean: false } as const;

/** The functions of facts, by name. */
export const FACT_FUNCTIONS: Readonly<Record<FactFunctionName, FactFunction>> = {
  /** The state, region or province without its country: `CA`. */
  State: {
    ...PLAIN,
    values: { described: 'a code such as `CA`', pattern: /^[A-Z\d]{1,3}$/ },
    read: (around) => around.place?.().state ?? undefined,
  },
  /** The country as two letters: `US`. */
  Country: {
    ...PLAIN,
    values: { described: 'two letters such as `US`', pattern: /^[A-Z]{2}$/ },
    read: (around) => around.place?.().country ?? undefined,
  },
  /** The zone whose wall clock the rule is asked by: `America/New_York`. */
  Zone: {
    ...PLAIN,
    values: {
      described: 'a name in quotes such as `"America/New_York"`',
      pattern: /^(?:UTC|[A-Z]\w+(?:\/[\w+-]+)+)$/,
    },
    // It does not read the clock, but is asked in each zone of the request like what does.
    dateGetter: 'getTimezoneOffset',
    read: ({ zone }) => zone ?? undefined,
  },
  /** The hour on the wall clock, 0 to 23. */
  LocalHour: {
    ...PLAIN,
    dateGetter: 'getHours',
    values: { described: 'a number from 0 to 23', pattern: /^(?:1?\d|2[0-3])$/ },
    read: (around) => (around.zone === null ? undefined : hourOf(around.clock('hour'))),
  },
  /** The day of the week on the wall clock: `Monday`. */
  Weekday: {
    ...PLAIN,
    dateGetter: 'getDay',
    values: {
      described: 'one of ' + WEEKDAYS.join(', '),
      pattern: new RegExp(`^(?:${WEEKDAYS.join('|')})$`),
    },
    read: (around) => (around.zone === null ? undefined : WEEKDAYS[weekdayOf(around.clock('day'))]),
  },
  /** Whole days of 24 hours since the last conversation; `Infinity` where there was none as far back as is looked. */
  DaysSinceLastConversation: {
    ...PLAIN,
    counter: LAST_CONVERSATION,
    read: (around) => around.daysSinceConversation?.(),
  },
  /** Whether the contact has opted in to the channel, or where none is named to the request's. */
  HasOptedIn: {
    takesChannel: true,
    givesBoolean: true,
    read: (around, channel = 'request') => around.optedIn?.(channel),
  },
};

/** Where a request goes: the contact's address, never mixed with the device's place; where there is no address, the device's (S20). */
export function requestPlace(contact: ContactPlace, device: DevicePlace): RequestPlace {
  if (hasAddress(contact)) return { country: contact.country, state: stateOf(contact.region) };
  return { country: device.country, state: device.regions.length === 1 ? stateOf(device.regions[0]) : null };
}

/**
 * When the contact was last talked to, by a call in either direction; null where no attempt may have been that. One whose call result is not
 * known counts: somebody may have been reached (S7, S11). One that lies ahead of the decision, by clock skew, is as good as now (S8).
 */
export function lastConversationAtMs({ attempts, first }: History, atMs: number): number | null {
  let lastAtMs: number | null = null;
  for (let i = first; i < attempts.length; i++) {
    const { at, channel, sameClient, callResult } = attempts[i] as AttemptFact;
    if (!sameClient || channel !== 'call') continue;
    if (callResult !== null && callResult !== 'Unknown' && !CONVERSATION.includes(callResult)) continue;
    if (at > atMs - LAST_CONVERSATION.periodMs) lastAtMs = Math.max(lastAtMs ?? at, at);
  }
  return lastAtMs;
}

/** The next instant after `atMs` at which `DaysSinceLastConversation()` is one more: a search for the next allowed instant steps by it (S4). */
export function nextDaySince(lastAtMs: number, atMs: number): number {
  return lastAtMs + (daysSince(lastAtMs, atMs) + 1) * DAY_MS;
}

/** Whole days of 24 hours from one instant to a later one. An attempt that lies ahead, by clock skew, was made now (S8). */
export function daysSince(lastAtMs: number, atMs: number): number {
  return Math.max(0, Math.floor((atMs - lastAtMs) / DAY_MS));
}

/** `CA` of `US-CA`. */
function stateOf(region: RegionCode | null | undefined): string | null {
  if (region === null || region === undefined) return null;
  return stateTexts.get(region) ?? newStateText(region);
}

/** One text for each state: a text that is cut anew for every decision is compared character by character, and hashed anew. */
const stateTexts = new Map<RegionCode, string>();
/** There are some 5,000 regions in the world; people may send any text. */
const STATE_TEXTS_MAX = 10_000;

function newStateText(region: RegionCode): string {
  const text = region.slice(region.indexOf('-') + 1);
  // The key of an object is the one text of its characters, which constants of expressions are too.
  const [same = text] = Object.keys({ [text]: true });
  if (stateTexts.size < STATE_TEXTS_MAX) stateTexts.set(region, same);
  return same;
}
