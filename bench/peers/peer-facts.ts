import { DAY_MS, formatLocalDate, localDateAt, localMinuteAt, type Zone } from '@tact/engine';
import { placeOfContact, placeOfNumber, zoneTable } from '@tact/places';
import { RULES, type RawQuestion } from './question.ts';

/** What the peers are given: they know neither places nor clocks nor histories, so their users work it out for them. */
export interface PeerFacts {
  /** Empty: not known. */
  readonly region: string;
  /** In the zone that is outside the hours, where one of several is. */
  readonly localMinute: number;
  /** The holiday, where one of several zones has one. */
  readonly date: string;
  readonly phone: string;
  readonly attempts24h: number;
  readonly attempts7d: number;
  readonly consent: boolean;
}

/** Works out what the peers are given: plainly, and outside of what is timed. */
export function peerFacts({ at, number, address, attributes, attempts }: RawQuestion): PeerFacts {
  const found = placeOfContact(address);
  if (!found.ok) throw new Error(found.sentence);
  const contact = found.place;
  const device = placeOfNumber(number);
  const hasAddress = contact.country !== null || contact.region !== null || contact.postalCode !== null;
  const onlyRegion = device.regions.length === 1 ? device.regions[0] : null;
  const region = (hasAddress ? contact.region : onlyRegion) ?? '';
  const elsewhere = [contact.zone ?? RULES.organizationZone];
  const deviceZones = zonesOf(device.geographic ? device.zones : elsewhere);
  const zones = contact.zone === null ? deviceZones : zonesOf([contact.zone]);
  const dates = deviceZones.map((zone) => formatLocalDate(localDateAt(zone, at)));
  const minutes = zones.map((zone): number => localMinuteAt(zone, at));
  const outbound = attempts.filter(({ direction }) => direction === 'outbound');
  const within = (ms: number) => outbound.filter((attempt) => attempt.at > at - ms);
  return {
    region,
    localMinute: minutes.find(isOutsideHours) ?? first(minutes),
    date: dates.find((date) => HOLIDAYS.has(date)) ?? first(dates),
    phone: number,
    attempts24h: within(DAY_MS).filter((attempt) => attempt.number === number).length,
    attempts7d: within(7 * DAY_MS).length,
    consent: attributes.consent,
  };
}

const HOLIDAYS: ReadonlySet<string> = new Set(RULES.holidays);

function isOutsideHours(minute: number): boolean {
  return minute < RULES.opensAtLocalMinute || minute >= RULES.closesAtLocalMinute;
}

function zonesOf(names: readonly string[]): readonly Zone[] {
  return names.map((name) => {
    const zone = zoneTable().get(name);
    if (zone === undefined) throw new Error(`\`${name}\` is not in the zone table`);
    return zone;
  });
}

function first<Item>(items: readonly Item[]): Item {
  const [item] = items;
  if (item === undefined) throw new Error('a place has no zone');
  return item;
}
