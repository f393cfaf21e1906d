import { createRequire } from 'node:module';
import moment from 'moment-timezone';
import { dataFile, packageVersion, type DataFile } from './data-file.ts';

/** The table covers the years 1970 to 2099; outside them it knows nothing. */
const ENDS_AT_UTC_MS = Date.UTC(2100, 0, 1);

interface PackedZones {
  readonly version: string;
  readonly zones: readonly string[];
  readonly links: readonly string[];
}

/** moment-timezone's packed data, which is the time zone database compiled by its own tools. */
export const packedZones = createRequire(import.meta.url)(
  'moment-timezone/data/packed/latest.json',
) as PackedZones;

/**
 * Names that a person writes by mistake or reads wrongly, left out of the table: `EST` has no daylight saving time, `Etc/GMT+3` is three
 * hours **behind** UTC, `GMT` is not the time of London in summer. `UTC` and `Etc/UTC` stay.
 */
function isLegacyName(name: string): boolean {
  if (name === 'UTC' || name === 'Etc/UTC') return false;
  return /^Etc\/|^(GMT|UCT|Zulu|Universal|Greenwich|Factory)|^(EST|MST|HST|CET|MET|EET|WET|[CEMP]ST\d[CEMP]DT)$/.test(
    name,
  );
}

/** `packages/places/data/zones.json`: zones and links, 1970 to 2099, offsets and instants to the second. */
export function generateZones(): readonly DataFile[] {
  const zones: string[] = [];
  const targets = new Set<string>();
  for (const packed of packedZones.zones) {
    const zone = moment.tz.unpack(packed);
    targets.add(zone.name);
    zones.push(`${zone.name}|${spans(zone.untils, zone.offsets)}`);
  }
  const links: string[] = [];
  for (const link of packedZones.links) {
    const [target = '', name = ''] = link.split('|');
    if (!targets.has(target)) throw new Error(`link \`${name}\` points to \`${target}\`, which is no zone`);
    if (!isLegacyName(name)) links.push(`${name}|${target}`);
  }
  const linked = new Set(links.map((link) => link.split('|')[1]));
  const kept = zones.filter((zone) => {
    const name = zone.split('|')[0] ?? '';
    return !isLegacyName(name) || linked.has(name);
  });
  const sources = [
    { source: 'IANA time zone database', version: packedZones.version, licence: 'public domain' },
    { source: 'moment-timezone', version: packageVersion('moment-timezone'), licence: 'MIT' },
  ];
  const content = {
    version: packedZones.version,
    endsAtUtcMs: ENDS_AT_UTC_MS,
    zones: kept.sort(),
    links: links.sort(),
  };
  return [dataFile('packages/places/data/zones.json', sources, content)];
}

/**
 * One zone as text: its distinct offsets in seconds (base 36), the index of each span's offset (one digit of base 36), and the
 * minutes from each span's start to the next one's (base 36, `.` and seconds where they are not whole), the first from 1970.
 */
function spans(untilsMs: readonly (number | null)[], offsetsMinutesWest: readonly number[]): string {
  const offsets: number[] = [];
  let order = '';
  const lengths: string[] = [];
  let previousStart = 0;
  let previousOffset: number | null = null;
  let startSeconds = Number.NEGATIVE_INFINITY;
  offsetsMinutesWest.forEach((minutesWest, index) => {
    const until = untilsMs[index] ?? null;
    const endSeconds =
      until === null || !Number.isFinite(until) ? Number.POSITIVE_INFINITY : Math.round(until / 1000);
    const offset = Math.round(-minutesWest * 60) + 0;
    const isInside = endSeconds > 0 && startSeconds < ENDS_AT_UTC_MS / 1000;
    if (isInside && offset !== previousOffset) {
      if (previousOffset !== null) lengths.push(minutes(startSeconds - previousStart));
      if (previousOffset !== null) previousStart = startSeconds;
      if (!offsets.includes(offset)) offsets.push(offset);
      order += offsets.indexOf(offset).toString(36);
      previousOffset = offset;
    }
    startSeconds = endSeconds;
  });
  return `${offsets.map((offset) => offset.toString(36)).join(' ')}|${order}|${lengths.join(' ')}`;
}

function minutes(seconds: number): string {
  const rest = seconds % 60;
  return Math.floor(seconds / 60).toString(36) + (rest === 0 ? '' : `.${rest.toString(36)}`);
}
