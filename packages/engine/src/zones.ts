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
  const names = new ZoneNames();
  if (contactToo) names.add(stated, 'contact');
  if (deviceToo) names.addAll(device.zones, 'device');
  return names.resolve(table);
}

/** Every zone known for the record, the contact's and all its devices': Strict asks all of them (S17). */
export function strictZones(facts: ZoneFacts, organizationZone: string, table: ZoneTable): ZoneSet {
  const names = new ZoneNames();
  names.add(facts.contact.zone, 'contact');
  for (const device of [facts.device, ...facts.otherDevices]) {
    if (!device.geographic) continue;
    if (device.zones.length === 0) return { known: false, zone: null };
    names.addAll(device.zones, 'device');
  }
  if (names.isEmpty()) names.add(organizationZone, 'organization');
  return names.resolve(table);
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
    for (let i = 0; i < names.length; i++) this.add(names[i] as string, from);
  }

  /** INVARIANT: one name that the table does not have makes all of them unknown; leaving it out could open a window. */
  resolve(table: ZoneTable): ZoneSet {
    const zones: ZoneOrigin[] = [];
    for (let i = 0; i < this.#names.length; i++) {
      const one = zoneAlone(this.#names[i] as string, this.#froms[i] as ZoneOrigin['from'], table);
      if (!one.known || this.#names.length === 1) return one;
      zones.push(one.zones[0] as ZoneOrigin);
    }
    return zones.length === 0 ? { known: false, zone: null } : { known: true, zones };
  }
}

/** Sets of one zone each, by what says so and the zone's name. */
type KnownZones = Readonly<Record<ZoneOrigin['from'], Map<string, ZoneSet>>>;

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
  const known = knownOf(table)[from];
  const before = known.get(name);
  if (before !== undefined) return before;
  const zone = table.get(name);
  // Not remembered: anybody may send any name.
  if (zone === undefined) return { known: false, zone: name };
  const alone: ZoneSet = { known: true, zones: [new ZoneOrigin(zone, from)] };
  known.set(name, alone);
  return alone;
}

/** The zones of a device; most have one. */
function zonesOfDevice(names: readonly string[], table: ZoneTable): ZoneSet {
  const [only] = names;
  if (only !== undefined && names.length === 1) return zoneAlone(only, 'device', table);
  const several = new ZoneNames();
  several.addAll(names, 'device');
  return several.resolve(table);
}
