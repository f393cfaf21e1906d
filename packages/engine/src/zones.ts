import type { DevicePlace } from './device.ts';
import type { Facts } from './facts.ts';
import { DAY_MS, type Instant } from './time/instant.ts';
import type { LocalDate } from './time/local-time.ts';
import { spanAt, type Zone, type ZoneTable } from './time/zone.ts';

/** Where a rule takes the zones from (seed A7.1, S16). `contact-and-device` is the safe window: open in all of both. */
export type TimezoneSource = 'device' | 'contact' | 'contact-then-device' | 'contact-and-device';
/** Every timezone source. */
export const TIMEZONE_SOURCES: readonly TimezoneSource[] = [
  'device',
  'contact',
  'contact-then-device',
  'contact-and-device',
];

/** What an organization's limits go by where the contact's zone is not known (S13). */
export type ZoneFallback = 'number' | 'organization';

/** One zone of a request, and what says so. Its wall clock is read once for all the rules that ask at the same instant. */
export class ZoneOrigin {
  readonly zone: Zone;
  readonly from: 'contact' | 'device' | 'organization';
  #at = Number.NaN;
  #span = 0;
  #localMs = 0;
  #date = 0;

  constructor(zone: Zone, from: ZoneOrigin['from']) {
    this.zone = zone;
    this.from = from;
  }

  /** The span of the zone that contains the instant. */
  spanAt(at: Instant): number {
    this.#read(at);
    return this.#span;
  }

  /** The wall clock, as milliseconds since 1970-01-01T00:00 of that same wall clock. */
  localMsAt(at: Instant): number {
    this.#read(at);
    return this.#localMs;
  }

  /** The day on the wall clock. */
  dateAt(at: Instant): LocalDate {
    this.#read(at);
    return this.#date as LocalDate;
  }

  #read(at: Instant): void {
    if (at === this.#at) return;
    this.#at = at;
    this.#span = spanAt(this.zone, at, this.#span);
    this.#localMs = at + (this.zone.offsetsMs[this.#span] ?? 0);
    this.#date = Math.floor(this.#localMs / DAY_MS);
  }
}

/** The zones that all must agree, at least one; or the reason why there are none. */
export type ZoneSet = { readonly known: true; readonly zones: readonly ZoneOrigin[] } | UnknownZones;

interface UnknownZones {
  readonly known: false;
  /** The name that the zone table does not have; null where nothing names a zone. */
  readonly zone: string | null;
}

/** What the zones of a request are worked out from. */
export interface ZoneFacts {
  readonly contact: Facts['contact'];
  readonly device: DevicePlace;
  readonly otherDevices: readonly DevicePlace[];
  readonly organizationZone: string;
  readonly table: ZoneTable;
}

/** The zones that a timezone source gives (S16). */
export function zonesFromSource(source: TimezoneSource, facts: ZoneFacts): ZoneSet {
  const contact = facts.contact.zone;
  const names = new ZoneNames();
  if (!facts.device.geographic) names.add(contact, 'contact');
  else {
    if (contact !== null && source !== 'device') names.add(contact, 'contact');
    const deviceToo =
      source === 'device' ||
      source === 'contact-and-device' ||
      (source === 'contact-then-device' && contact === null);
    if (deviceToo) names.addAll(facts.device.zones, 'device');
    if (names.isEmpty()) return { known: false, zone: null };
  }
  if (names.isEmpty()) names.add(facts.organizationZone, 'organization');
  return names.resolve(facts.table);
}

/** Every zone known for the record, the contact's and all its devices': Strict asks all of them (S17). */
export function strictZones(facts: ZoneFacts): ZoneSet {
  const names = new ZoneNames();
  names.add(facts.contact.zone, 'contact');
  for (const device of [facts.device, ...facts.otherDevices]) {
    if (!device.geographic) continue;
    if (device.zones.length === 0) return { known: false, zone: null };
    names.addAll(device.zones, 'device');
  }
  if (names.isEmpty()) names.add(facts.organizationZone, 'organization');
  return names.resolve(facts.table);
}

/** The clock of the organization's limits: the contact's zone, else by its setting the number's zones, else its own (S13). */
export function limitsZones(fallback: ZoneFallback, facts: ZoneFacts): ZoneSet {
  const names = new ZoneNames();
  names.add(facts.contact.zone, 'contact');
  if (names.isEmpty() && fallback === 'number' && facts.device.geographic) {
    names.addAll(facts.device.zones, 'device');
    if (names.isEmpty()) return { known: false, zone: null };
  }
  if (names.isEmpty()) names.add(facts.organizationZone, 'organization');
  return names.resolve(facts.table);
}

/** Zone names in the order in which they were given, each once. */
class ZoneNames {
  readonly #names: string[] = [];
  readonly #froms: ZoneOrigin['from'][] = [];

  isEmpty(): boolean {
    return this.#names.length === 0;
  }

  add(name: string | null, from: ZoneOrigin['from']): void {
    if (name === null || this.#names.includes(name)) return;
    this.#names.push(name);
    this.#froms.push(from);
  }

  addAll(names: readonly string[], from: ZoneOrigin['from']): void {
    for (const name of names) this.add(name, from);
  }

  /** INVARIANT: one name that the table does not have makes all of them unknown; leaving it out could open a window. */
  resolve(table: ZoneTable): ZoneSet {
    const zones: ZoneOrigin[] = [];
    for (let i = 0; i < this.#names.length; i++) {
      const name = this.#names[i] as string;
      const zone = table.get(name);
      if (zone === undefined) return { known: false, zone: name };
      zones.push(new ZoneOrigin(zone, this.#froms[i] as ZoneOrigin['from']));
    }
    return { known: true, zones };
  }
}
