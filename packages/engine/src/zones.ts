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

/**
 * One zone of a request, and what says so. One object serves all requests of a zone table, and its wall clock is read once for all that ask at the
 * same instant: the rules of a decision, and the decisions of a batch.
 */
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
    if (at !== this.#at) this.#read(at);
    return this.#span;
  }

  /** The wall clock, as milliseconds since 1970-01-01T00:00 of that same wall clock. */
  localMsAt(at: Instant): number {
    if (at !== this.#at) this.#read(at);
    return this.#localMs;
  }

  /** The day on the wall clock. */
  dateAt(at: Instant): LocalDate {
    if (at !== this.#at) this.#read(at);
    return this.#date as LocalDate;
  }

  #read(at: Instant): void {
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
export type ZoneFacts = Pick<Facts, 'contact' | 'device' | 'otherDevices'>;

/** The zones that a timezone source gives (S16). */
export function zonesFromSource(
  source: TimezoneSource,
  { contact, device }: ZoneFacts,
  organizationZone: string,
  table: ZoneTable,
): ZoneSet {
  const stated = contact.zone;
  if (!device.geographic) {
    return stated === null
      ? zoneAlone(organizationZone, 'organization', table)
      : zoneAlone(stated, 'contact', table);
  }
  const contactToo = stated !== null && source !== 'device';
  const deviceToo =
    source === 'device' ||
    source === 'contact-and-device' ||
    (source === 'contact-then-device' && stated === null);
  if (contactToo && !deviceToo) return zoneAlone(stated, 'contact', table);
  if (!contactToo && deviceToo) return zonesOfDevice(device.zones, table);
  const zones = new ZonesTogether(table);
  if (contactToo) zones.add(stated, 'contact');
  if (deviceToo) zones.addAll(device.zones, 'device');
  return zones.set();
}

/** Every zone known for the record, the contact's and all its devices': Strict asks all of them (S17). */
export function strictZones(facts: ZoneFacts, organizationZone: string, table: ZoneTable): ZoneSet {
  const { contact, device, otherDevices } = facts;
  const zones = new ZonesTogether(table);
  if (contact.zone !== null) zones.add(contact.zone, 'contact');
  for (let i = -1; i < otherDevices.length; i++) {
    const one = i < 0 ? device : (otherDevices[i] as DevicePlace);
    if (!one.geographic) continue;
    if (one.zones.length === 0) return NO_ZONE;
    zones.addAll(one.zones, 'device');
  }
  if (zones.isEmpty()) zones.add(organizationZone, 'organization');
  return zones.set();
}

/** The clock of the organization's limits: the contact's zone, else by its setting the number's zones, else its own (S13). */
export function limitsZones(
  fallback: ZoneFallback,
  { contact, device }: ZoneFacts,
  organizationZone: string,
  table: ZoneTable,
): ZoneSet {
  if (contact.zone !== null) return zoneAlone(contact.zone, 'contact', table);
  if (fallback === 'organization' || !device.geographic)
    return zoneAlone(organizationZone, 'organization', table);
  return zonesOfDevice(device.zones, table);
}

const NO_ZONE: UnknownZones = { known: false, zone: null };

/**
 * Zones that must all agree, in the order in which they were named, each once. INVARIANT: one name that the table does not have makes all of them
 * unknown; leaving it out could open a window.
 */
class ZonesTogether {
  readonly #table: ZoneTable;
  readonly #zones: ZoneOrigin[] = [];
  #unknown: UnknownZones | undefined;

  constructor(table: ZoneTable) {
    this.#table = table;
  }

  isEmpty(): boolean {
    return this.#zones.length === 0 && this.#unknown === undefined;
  }

  add(name: string, from: ZoneOrigin['from']): void {
    const zones = this.#zones;
    for (let i = 0; i < zones.length; i++) if ((zones[i] as ZoneOrigin).zone.name === name) return;
    const one = zoneAlone(name, from, this.#table);
    if (one.known) zones.push(one.zones[0] as ZoneOrigin);
    else this.#unknown ??= one;
  }

  addAll(names: readonly string[], from: ZoneOrigin['from']): void {
    for (let i = 0; i < names.length; i++) this.add(names[i] as string, from);
  }

  set(): ZoneSet {
    if (this.#unknown !== undefined) return this.#unknown;
    return this.#zones.length === 0 ? NO_ZONE : { known: true, zones: this.#zones };
  }
}

/** Sets of one zone each, by what says so and the zone's name. */
interface KnownZones {
  readonly contact: Map<string, ZoneSet>;
  readonly device: Map<string, ZoneSet>;
  readonly organization: Map<string, ZoneSet>;
}

const knownByTable = new WeakMap<ZoneTable, KnownZones>();
/** The table that was asked last, which is nearly always the one that there is: looking it up costs more than all the rest. */
let last: { readonly table: ZoneTable; readonly known: KnownZones } | undefined;

function knownOf(table: ZoneTable): KnownZones {
  if (last?.table === table) return last.known;
  let known = knownByTable.get(table);
  if (known === undefined) {
    known = { contact: new Map(), device: new Map(), organization: new Map() };
    knownByTable.set(table, known);
  }
  last = { table, known };
  return known;
}

function zoneAlone(name: string, from: ZoneOrigin['from'], table: ZoneTable): ZoneSet {
  const known = knownFrom(knownOf(table), from);
  const before = known.get(name);
  if (before !== undefined) return before;
  const zone = table.get(name);
  // Not remembered: anybody may send any name.
  if (zone === undefined) return { known: false, zone: name };
  const alone: ZoneSet = { known: true, zones: [new ZoneOrigin(zone, from)] };
  known.set(name, alone);
  return alone;
}

/** A lookup by a computed name would cost as much as the one in the map. */
function knownFrom(
  { contact, device, organization }: KnownZones,
  from: ZoneOrigin['from'],
): Map<string, ZoneSet> {
  switch (from) {
    case 'contact':
      return contact;
    case 'device':
      return device;
    case 'organization':
      return organization;
  }
}

/** The zones of a device; most have one. */
function zonesOfDevice(names: readonly string[], table: ZoneTable): ZoneSet {
  if (names.length === 1) return zoneAlone(names[0] as string, 'device', table);
  const several = new ZonesTogether(table);
  several.addAll(names, 'device');
  return several.set();
}
