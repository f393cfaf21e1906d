import type { DevicePlace } from './device.ts';
import type { Facts } from './facts.ts';
import { DAY_MS, type Instant } from './time/instant.ts';
import type { LocalDate } from './time/local-time.ts';
import { minuteOfWeekOf } from './time/window.ts';
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
  #minuteOfWeek = 0;

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

  /** The minute of the week on the wall clock, from Monday 00:00. */
  minuteOfWeekAt(at: Instant): number {
    if (at !== this.#at) this.#read(at);
    return this.#minuteOfWeek;
  }

  #read(at: Instant): void {
    this.#at = at;
    this.#span = spanAt(this.zone, at, this.#span);
    this.#localMs = at + (this.zone.offsetsMs[this.#span] ?? 0);
    this.#date = Math.floor(this.#localMs / DAY_MS);
    this.#minuteOfWeek = minuteOfWeekOf(this.#localMs);
  }
}

/** The zones that all must agree, at least one; or the reason why there are none. One object serves all requests with the same zones. */
export type ZoneSet = KnownZones | UnknownZones;

interface KnownZones {
  readonly known: true;
  /** In the order in which they were named, each once. */
  readonly zones: readonly ZoneOrigin[];
  /** The sets that these become with one zone of a device more, by its name. */
  readonly wider: Map<string, ZoneSet>;
}

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
  if (stated === null) return source === 'contact' ? NO_ZONE : zonesOfDevice(device, table);
  switch (source) {
    case 'device':
      return zonesOfDevice(device, table);
    case 'contact':
    case 'contact-then-device':
      return zoneAlone(stated, 'contact', table);
    case 'contact-and-device':
      return withDevice(zoneAlone(stated, 'contact', table), device, table);
  }
}

/** Every zone known for the record, the contact's and all its devices': Strict asks all of them (S17). */
export function strictZones(facts: ZoneFacts, organizationZone: string, table: ZoneTable): ZoneSet {
  const { contact, device, otherDevices } = facts;
  let zones: ZoneSet = contact.zone === null ? NO_ZONE : zoneAlone(contact.zone, 'contact', table);
  for (let i = -1; i < otherDevices.length; i++) {
    const one = i < 0 ? device : (otherDevices[i] as DevicePlace);
    if (!one.geographic) continue;
    if (one.zones.length === 0) return NO_ZONE;
    zones = withDevice(zones, one, table);
  }
  return zones === NO_ZONE ? zoneAlone(organizationZone, 'organization', table) : zones;
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
  return zonesOfDevice(device, table);
}

const NO_ZONE: UnknownZones = { known: false, zone: null };

/** The zones of a device; most have one. */
function zonesOfDevice(device: DevicePlace, table: ZoneTable): ZoneSet {
  return withDevice(NO_ZONE, device, table);
}

/**
 * The same zones and those of a device. INVARIANT: one name that the table does not have makes all of them unknown; leaving it out could open a
 * window.
 */
function withDevice(zones: ZoneSet, { zones: names }: DevicePlace, table: ZoneTable): ZoneSet {
  let together = zones;
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string;
    if (together === NO_ZONE) together = zoneAlone(name, 'device', table);
    else if (together.known) together = together.wider.get(name) ?? widened(together, name, table);
  }
  return together;
}

function widened(zones: KnownZones, name: string, table: ZoneTable): ZoneSet {
  const isThere = zones.zones.some(({ zone }) => zone.name === name);
  const alone = isThere ? zones : zoneAlone(name, 'device', table);
  if (!alone.known) return alone;
  const together = isThere ? zones : setOf([...zones.zones, ...alone.zones]);
  const known = knownOf(table);
  if (known.setsLeft > 0) {
    known.setsLeft--;
    zones.wider.set(name, together);
  }
  return together;
}

function setOf(zones: readonly ZoneOrigin[]): KnownZones {
  return { known: true, zones, wider: new Map() };
}

/** The sets of a zone table that are remembered: those of one zone by what says so and the zone's name, the others in these. */
interface SetsOfTable {
  readonly contact: Map<string, ZoneSet>;
  readonly device: Map<string, ZoneSet>;
  readonly organization: Map<string, ZoneSet>;
  /** How many wider sets are still remembered. */
  setsLeft: number;
}

/** What area codes and countries give together with the contacts there is some hundreds; people may send any zones together. */
const WIDER_SETS_MAX = 10_000;

const knownByTable = new WeakMap<ZoneTable, SetsOfTable>();
/** The table that was asked last, which is nearly always the one that there is: looking it up costs more than all the rest. */
let last: { readonly table: ZoneTable; readonly known: SetsOfTable } | undefined;

function knownOf(table: ZoneTable): SetsOfTable {
  if (last?.table === table) return last.known;
  let known = knownByTable.get(table);
  if (known === undefined) {
    known = {
      contact: new Map(),
      device: new Map(),
      organization: new Map(),
      setsLeft: WIDER_SETS_MAX,
    };
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
  const alone = setOf([new ZoneOrigin(zone, from)]);
  known.set(name, alone);
  return alone;
}

/** A lookup by a computed name would cost as much as the one in the map. */
function knownFrom(
  { contact, device, organization }: SetsOfTable,
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
