import type { Instant, Zone, ZoneName, ZoneTable } from '@tact/engine';
import data from '../data/zones.json' with { type: 'json' };

/**
 * The time zone table: every zone and link of one release of the time zone database, from 1970 to 2099, with offsets to the second.
 * Before 1970 a zone shows its first offset of 1970. A zone is decoded when it is first asked for and kept.
 *
 * Names are matched exactly. Left out are names that read as something else than they mean: `EST`, `EST5EDT`, `CET` and their like,
 * `GMT`, `GMT+0`, and all `Etc/…` but `Etc/UTC` (`Etc/GMT+3` is three hours behind UTC). `UTC` stays.
 */
export function zoneTable(): ZoneTable {
  return shared;
}

/** The names of all zones and links of the table, ascending. */
export function zoneNames(): readonly string[] {
  return [...sameNames.keys()].toSorted();
}

/**
 * The one text that all data writes a zone's name with: texts that are the same object are told to be equal without being read, and every decision
 * looks up some zones by name. A name that the table does not have is given back.
 */
export function sameName(name: string): ZoneName {
  return sameNames.get(name) ?? (name as ZoneName);
}

const sameNames = namesOf([...data.zones, ...data.links]);
const shared = decode();

function namesOf(lines: readonly string[]): ReadonlyMap<string, ZoneName> {
  const names = lines.map((line) => line.slice(0, line.indexOf('|')));
  // The keys of an object are texts of their own, not parts of the long one that they were cut from.
  const keys = Object.keys(Object.fromEntries(names.map((name) => [name, true])));
  return new Map(keys.map((name) => [name, name as ZoneName]));
}

function decode(): ZoneTable {
  const packed = new Map<string, string>();
  for (const line of data.zones) packed.set(line.slice(0, line.indexOf('|')), line);
  const links = new Map<string, string>();
  for (const line of data.links) {
    const at = line.indexOf('|');
    links.set(line.slice(0, at), line.slice(at + 1));
  }
  const decoded = new Map<string, Zone>();
  const get = (name: string): Zone | undefined => {
    const known = decoded.get(name);
    if (known !== undefined) return known;
    const target = links.get(name);
    if (target === undefined) {
      const line = packed.get(name);
      return line === undefined ? undefined : keep(unpack(line));
    }
    const zone = get(target);
    return zone === undefined ? undefined : keep({ ...zone, name: sameName(name) });
  };
  const keep = (zone: Zone): Zone => {
    decoded.set(zone.name, Object.freeze(zone));
    return zone;
  };
  return Object.freeze({ version: data.version, endsAtUtc: data.endsAtUtcMs as Instant, get });
}

/** The format is described where it is written: `scripts/generators/zones.ts`. */
function unpack(line: string): Zone {
  const [name = '', offsetTexts = '', order = '', lengthTexts = ''] = line.split('|');
  const offsets = offsetTexts.split(' ').map((text) => parseInt(text, 36) * 1000);
  const startsAtUtc = new Float64Array(order.length);
  const offsetsMs = new Int32Array(order.length);
  const lengths = lengthTexts === '' ? [] : lengthTexts.split(' ');
  startsAtUtc[0] = Number.NEGATIVE_INFINITY;
  let startMs = 0;
  lengths.forEach((text, index) => {
    const [minutes = '', seconds = '0'] = text.split('.');
    startMs += parseInt(minutes, 36) * 60_000 + parseInt(seconds, 36) * 1000;
    startsAtUtc[index + 1] = startMs;
  });
  for (let index = 0; index < order.length; index++) {
    const offset = offsets[parseInt(order.charAt(index), 36)];
    if (offset === undefined)
      throw new Error(`zone data of \`${name}\` is damaged; run \`npm run generate\``);
    offsetsMs[index] = offset;
  }
  return { name: sameName(name), startsAtUtc, offsetsMs };
}
