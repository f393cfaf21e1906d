import {
  type Choice,
  type ContactTimesRule,
  type DeviceType,
  type LocationEntry,
  type LocationRule,
  type WeekTimes,
} from '@tact/engine';
import { daysOf, typedDay } from '../../parts/week-times.ts';
import { texts } from '../../texts/screen-texts.ts';

/** Contact times as one sentence, with all that limits them. */
export function saysContactTimes(rule: ContactTimesRule): string {
  const { country, regions, times, strict, timezoneSource } = rule;
  const words = texts.contactTimes;
  const place =
    country === 'any' ? words.anyCountry : [country, ...regions.map((region) => region.slice(3))].join(' ');
  const parts = [
    words.says(place, weekInWords(times)),
    words.sourcesSay[timezoneSource],
    selectionWords(rule),
    strict ? (words.strict.split(':')[0]?.toLowerCase() ?? '') : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** A location rule as one sentence, with all that limits it. */
export function saysLocation(rule: LocationRule): string {
  const { determineBy, locations, unknownLocation } = rule;
  const words = texts.location;
  const places = locations === 'any-country' ? words.everywhere.toLowerCase() : placesWords(locations);
  const parts = [
    words.says(words.by[determineBy].toLowerCase(), places),
    selectionWords(rule),
    unknownLocation === 'pass' ? words.unknownPasses : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** Which devices a rule is for, as `on device 1, 2 of type mobile`; empty where it is for any. */
export function selectionWords({
  devices,
  deviceTypes,
}: {
  readonly devices: Choice<number>;
  readonly deviceTypes: Choice<DeviceType>;
}): string {
  const words = texts.selection;
  const types =
    deviceTypes === 'any' ? '' : words.ofType(deviceTypes.map((one) => texts.deviceTypes[one]).join(', '));
  if (devices === 'any') return types === '' ? '' : `${words.onDevices} ${types}`;
  const positions = words.onDevice(devices.join(', '));
  return types === '' ? positions : `${positions} ${types}`;
}

const PLACES_NAMED_MAX = 4;

/** Places by their codes; of more than four, how many. */
export function placesWords(entries: readonly LocationEntry[]): string {
  return entries.length > PLACES_NAMED_MAX
    ? texts.location.several(entries.length)
    : entries.map(entryWords).join('; ');
}

function entryWords({ country, region, areaCode, postalCode }: LocationEntry): string {
  const words = texts.location;
  const place = region ?? country;
  return [
    place,
    areaCode === undefined ? undefined : `${words.areaCode.toLowerCase()} ${areaCode}`,
    postalCode === undefined ? undefined : `${words.postalCode.toLowerCase()} ${postalCode}`,
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}

/** The hours of a week in a few words: `09:00-19:00`, or day by day. */
export function weekInWords(times: WeekTimes): string {
  return 'everyDay' in times ? typedDay(times.everyDay) : groupedDays(daysOf(times).map(typedDay));
}

/** `Mon-Fri 08:00-20:00; Sat 09:00-17:00; Sun closed`. */
function groupedDays(days: readonly string[]): string {
  const groups: { from: number; until: number; text: string }[] = [];
  days.forEach((text, index) => {
    const last = groups.at(-1);
    if (last?.text === text) last.until = index;
    else groups.push({ from: index, until: index, text });
  });
  const name = (index: number) => texts.time.weekdaysShort[index] ?? '';
  return groups
    .map(({ from, until, text }) => `${name(from)}${until > from ? `-${name(until)}` : ''} ${text}`)
    .join('; ');
}
