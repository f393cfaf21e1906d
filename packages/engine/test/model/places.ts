import type {
  AttemptFact,
  ContactDate,
  CountryCode,
  LocationEntry,
  LocationRule,
  RegionCode,
} from '../../src/index.ts';
import { DAY_MS, wallClock } from './clock.ts';
import { blocked, isForDevice, type Blockings, type World, type Zones } from './world.ts';

type Place = Pick<AttemptFact['place'], 'country' | 'regions' | 'areaCode' | 'postalCode'>;

/** S19: a day without contact, in any zone of the device. */
export function contactDate({ label, date }: ContactDate, at: number, zones: Zones): Blockings {
  if (zones === 'unknown') return blocked('contact-dates', label, 'zone_unknown', true);
  const day = Date.parse(date) / DAY_MS;
  const isShown = zones.some((zone) => wallClock(zone, at).day === day);
  return isShown ? blocked('contact-dates', label, 'contact_date', false) : [];
}

/** Countries that are regions of another country too. */
const TWO_CODES: Readonly<Record<string, string>> = {
  US: 'AS FM GU MH MP PR PW VI',
  FR: 'BL GF GP MF MQ NC PF PM RE TF WF YT',
  CN: 'HK MO',
  SH: 'AC TA',
  NO: 'SJ=21 SJ=22',
  FI: 'AX=FI-01',
  RS: 'XK=25 XK=26 XK=27 XK=28 XK=29',
};

const PAIRS = Object.entries(TWO_CODES).flatMap(([whole, parts]) =>
  parts.split(' ').map((part) => {
    const [country = '', region = country] = part.split('=');
    return { country, whole, region: `${whole}-${region}` };
  }),
);

/** Where a place of at most one known region may be, and under which codes it is known there: its own ones, and others for the same place. */
export function worldsOf<Where extends { country: string | null; regions: readonly string[] }>(
  place: Where,
): readonly (readonly Where[])[] {
  const [region] = place.regions;
  const as = (country: string, regions: readonly string[]) => ({ ...place, country, regions });
  if (region !== undefined && PAIRS.some((pair) => pair.region === region))
    return [[place, ...PAIRS.filter((pair) => pair.region === region).map(({ country }) => as(country, []))]];
  const parts = PAIRS.filter(({ country }) => country === place.country);
  return parts.length === 0 ? [[place]] : parts.map(({ whole, region: part }) => [place, as(whole, [part])]);
}

/** S20. */
export function location(
  { request, facts }: World,
  rule: LocationRule & { readonly name: string },
): Blockings {
  if (!isForDevice(rule, request)) return [];
  if (rule.locations === 'any-country') return blocked('location', rule.name, 'location', true);
  const { contact, device } = facts;
  const hasAddress =
    contact.country !== null ||
    contact.region !== null ||
    contact.postalCode !== null ||
    contact.isUnreadable === true;
  const ofContact: Place = {
    country: contact.country,
    regions: contact.region === null ? [] : [contact.region],
    areaCode: null,
    postalCode: contact.postalCode,
  };
  const place = rule.determineBy === 'contact' && hasAddress ? ofContact : { ...device, postalCode: null };
  // It lies in one of its possible regions: asked in each.
  const places = place.regions.length < 2 ? [place] : place.regions.map((region) => inRegion(place, region));
  const { locations } = rule;
  const answers = places.flatMap(worldsOf).map((world) => {
    const lies = locations.flatMap((entry) => world.map((one) => liesIn(entry, one)));
    return lies.includes('yes') ? 'yes' : lies.includes('unknown') ? 'unknown' : 'no';
  });
  if (answers.every((answer) => answer === 'yes')) return blocked('location', rule.name, 'location', true);
  if (answers.every((answer) => answer === 'no') || rule.unknownLocation === 'pass') return [];
  return blocked('location', rule.name, 'location_unknown', true);
}

function inRegion(place: Place, region: RegionCode): Place {
  return { ...place, country: place.country ?? (region.slice(0, 2) as CountryCode), regions: [region] };
}

/** The parts of an entry are and-ed: one `no` makes it no, and without one an unknown makes it unknown. */
function liesIn(
  { country, region, areaCode, postalCode }: LocationEntry,
  place: Place,
): 'yes' | 'no' | 'unknown' {
  const answers: ('yes' | 'no' | 'unknown')[] = [];
  if (country !== undefined)
    answers.push(place.country === null ? 'unknown' : place.country === country ? 'yes' : 'no');
  if (areaCode !== undefined)
    answers.push(place.areaCode === null ? 'unknown' : place.areaCode === areaCode ? 'yes' : 'no');
  if (region !== undefined) {
    const isAbroad = place.country !== null && place.country !== region.slice(0, 2);
    if (place.regions.length === 0) answers.push(isAbroad ? 'no' : 'unknown');
    else if (!place.regions.includes(region)) answers.push('no');
    else answers.push(place.regions.length === 1 ? 'yes' : 'unknown');
  }
  if (postalCode !== undefined) {
    const pattern = postalCode.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
    if (place.postalCode === null) answers.push('unknown');
    else answers.push(new RegExp(`^${pattern}$`, 'i').test(place.postalCode) ? 'yes' : 'no');
  }
  if (answers.includes('no')) return 'no';
  return answers.includes('unknown') ? 'unknown' : 'yes';
}
