import type { DevicePlace } from './device.ts';
import type { Facts } from './facts.ts';
import type { Zone, ZoneTable } from './time/zone.ts';

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

/** One zone of a request, and what says so. */
export interface ZoneOrigin {
  readonly zone: Zone;
  readonly from: 'contact' | 'device' | 'organization';
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
  readonly #origins = new Map<string, ZoneOrigin['from']>();

  isEmpty(): boolean {
    return this.#origins.size === 0;
  }

  add(name: string | null, from: ZoneOrigin['from']): void {
    if (name !== null && !this.#origins.has(name)) this.#origins.set(name, from);
  }

  addAll(names: readonly string[], from: ZoneOrigin['from']): void {
    for (const name of names) this.add(name, from);
  }

  /** INVARIANT: one name that the table does not have makes all of them unknown; leaving it out could open a window. */
  resolve(table: ZoneTable): ZoneSet {
    const zones: ZoneOrigin[] = [];
    for (const [name, from] of this.#origins) {
      const zone = table.get(name);
      if (zone === undefined) return { known: false, zone: name };
      zones.push({ zone, from });
    }
    return { known: true, zones };
  }
}
