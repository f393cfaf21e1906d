import { createRequire } from 'node:module';
import moment from 'moment-timezone';
import { packedZones } from './zones.ts';

interface ZonesMeta {
  readonly countries: Readonly<Record<string, { readonly name: string; readonly zones: readonly string[] }>>;
  readonly zones: Readonly<Record<string, { readonly countries: readonly string[] }>>;
}

const meta = createRequire(import.meta.url)('moment-timezone/data/meta/latest.json') as ZonesMeta;

/** S16: a place has one zone when all its zones have had the same offsets since this instant. */
const SAME_SINCE_UTC_MS = Date.UTC(2020, 0, 1);

const targetOfLink = new Map(
  packedZones.links.map((link): [string, string] => {
    const [target = '', name = ''] = link.split('|');
    return [name, target];
  }),
);
const spansOfZone = new Map(
  packedZones.zones.map((packed): [string, string] => {
    const zone = moment.tz.unpack(packed);
    return [zone.name, spansSince(zone.untils, zone.offsets)];
  }),
);

/** Throws where a name is in no release of the time zone database: a spelling mistake in a hand-made table. */
export function haveSameOffsets(names: readonly string[]): boolean {
  return new Set(names.map(spansOf)).size === 1;
}

/** The zone that a name stands for: itself, or where it links to. */
export function targetOf(name: string): string {
  return targetOfLink.get(name) ?? name;
}

function spansOf(name: string): string {
  const spans = spansOfZone.get(targetOf(name));
  if (spans === undefined) throw new Error(`\`${name}\` is no time zone`);
  return spans;
}

function spansSince(untilsMs: readonly (number | null)[], offsetsMinutesWest: readonly number[]): string {
  const parts: string[] = [];
  offsetsMinutesWest.forEach((offset, index) => {
    const until = untilsMs[index] ?? Number.POSITIVE_INFINITY;
    const isLastOfItsOffset = offset !== offsetsMinutesWest[index + 1];
    if (until > SAME_SINCE_UTC_MS && isLastOfItsOffset) parts.push(`${offset}@${until}`);
  });
  return parts.join(' ');
}

/** Stations without a public telephone network, which the time zone database counts as Australia's. */
const UNINHABITED: readonly string[] = ['Antarctica/Macquarie', 'Asia/Tokyo'];

/** Countries of the numbering plans that the time zone database does not list. */
const MORE_COUNTRIES: Readonly<Record<string, readonly [name: string, zone: string]>> = {
  XK: ['Kosovo', 'Europe/Belgrade'],
  AC: ['Ascension Island', 'Atlantic/St_Helena'],
  TA: ['Tristan da Cunha', 'Atlantic/St_Helena'],
};

/** The zone that stands for a country whose zones are all alike, where it is not the first that the database lists. */
const PRINCIPAL_ZONES: Readonly<Record<string, string>> = { MY: 'Asia/Kuala_Lumpur', UZ: 'Asia/Tashkent' };

export interface CountryZones {
  readonly code: string;
  readonly name: string;
  /** All zones of the country; only the one that stands for all where they have had the same offsets since 2020. */
  readonly zones: readonly string[];
}

/**
 * The zones of each country under the country's own names. The database lists a zone of another country too where that is where the
 * rules are kept (`Europe/Zurich` for Germany); it is left out where a name of the country's own links to it (`Europe/Busingen`).
 */
export function countryZones(): readonly CountryZones[] {
  const listed = Object.entries(meta.countries).map(([code, country]): CountryZones => {
    const own = country.zones.filter((zone) => code !== 'AU' || !UNINHABITED.includes(zone));
    const linked = new Set(own.filter((zone) => targetOfLink.has(zone)).map(targetOf));
    const zones = own.filter((zone) => !linked.has(zone) || meta.zones[zone]?.countries[0] === code);
    const principal = PRINCIPAL_ZONES[code] ?? zones[0] ?? '';
    return { code, name: country.name, zones: haveSameOffsets(zones) ? [principal] : zones };
  });
  const more = Object.entries(MORE_COUNTRIES).map(([code, [name, zone]]): CountryZones => ({
    code,
    name,
    zones: [zone],
  }));
  return [...listed, ...more].sort((a, b) => (a.code < b.code ? -1 : 1));
}
