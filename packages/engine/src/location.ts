import { otherCodesOf } from './coded-twice.ts';
import type { CountryCode, RegionCode } from './device.ts';
import type { JsonSchema } from './json-schema.ts';

/** One entry of a list of locations: its parts are and-ed, several entries are or-ed (S20). At least one part is given. */
export interface LocationEntry {
  readonly country?: CountryCode;
  readonly region?: RegionCode;
  readonly areaCode?: string;
  /** May contain `*`: zero or more of any character. Compared upper-cased, spaces kept as typed (seed A5). */
  readonly postalCode?: string;
}

/** Where somebody or something is, as far as it is known. */
export interface KnownPlace {
  readonly country: CountryCode | null;
  /** Every region that is possible; empty: not known. */
  readonly regions: readonly RegionCode[];
  readonly areaCode: string | null;
  readonly postalCode: string | null;
}

/** Whether a place lies in a location: `unknown` where what the location asks for is not known. */
export type Membership = 'in' | 'out' | 'unknown';

/** The shape of a location entry. */
export const locationEntrySchema = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    country: { type: 'string', pattern: '^[A-Z]{2}$' },
    region: { type: 'string', pattern: '^[A-Z]{2}-[A-Z0-9]{1,3}$' },
    areaCode: { type: 'string', pattern: '^[0-9]{1,8}$' },
    postalCode: { type: 'string', minLength: 1, maxLength: 16 },
  },
} as const satisfies JsonSchema;

/**
 * Whether the place lies in any of the locations, by its own codes or by its other ones. Of several regions that are possible it is in one,
 * whichever: where each of them lies in some location, so does the place.
 */
export function isInAny(entries: readonly LocationEntry[], place: KnownPlace): Membership {
  const { country, regions } = place;
  if (regions.length > 1) return inWhichever(regions, (region) => isInAny(entries, whereIn(place, region)));
  const found = isInAnyOf(entries, place);
  const other = found === 'in' ? undefined : otherCodesOf(country, regions);
  if (other === undefined) return found;
  // Two regions of one country: the other codes may leave open which it is.
  const byOther =
    other.regions.length > 1
      ? inWhichever(other.regions, (region) =>
          isInAnyOf(entries, { ...place, country: other.country, regions: [region] }),
        )
      : isInAnyOf(entries, { ...place, ...other });
  return byEither(found, byOther);
}

/** What is true of a place that is in one of these regions, nobody knows in which. */
export function inWhichever(
  regions: readonly RegionCode[],
  isIn: (region: RegionCode) => Membership,
): Membership {
  const found = new Set(regions.map(isIn));
  const [first] = found;
  return found.size === 1 && first !== undefined ? first : 'unknown';
}

/** A place that has two codes lies where either of them lies. */
export function byEither(one: Membership, other: Membership): Membership {
  if (one === 'in' || other === 'in') return 'in';
  return one === 'out' ? other : one;
}

function whereIn(place: KnownPlace, region: RegionCode): KnownPlace {
  return { ...place, country: place.country ?? (region.slice(0, 2) as CountryCode), regions: [region] };
}

function isInAnyOf(entries: readonly LocationEntry[], place: KnownPlace): Membership {
  let found: Membership = 'out';
  for (const entry of entries) {
    const membership = isIn(entry, place);
    if (membership === 'in') return 'in';
    if (membership === 'unknown') found = 'unknown';
  }
  return found;
}

/** Whether the place lies in the location: out as soon as one part is out, unknown as soon as one is not known. */
function isIn(entry: LocationEntry, place: KnownPlace): Membership {
  const { country, region, areaCode, postalCode } = entry;
  let found: Membership = 'in';
  if (country !== undefined) found = equals(country, place.country);
  if (found !== 'out' && region !== undefined)
    found = both(found, regionMembership(region, place.country, place.regions));
  if (found !== 'out' && areaCode !== undefined) found = both(found, equals(areaCode, place.areaCode));
  if (found !== 'out' && postalCode !== undefined)
    found = both(found, postalMembership(postalCode, place.postalCode));
  return found;
}

function both(one: Membership, other: Membership): Membership {
  if (other === 'in') return one;
  return other === 'out' ? 'out' : 'unknown';
}

/** Whether the place lies in the region, or in one of the regions, with every region that is possible for it taken into account. */
export function regionMembership(
  regions: RegionCode | readonly RegionCode[],
  country: CountryCode | null,
  possible: readonly RegionCode[],
): Membership {
  if (possible.length === 0) {
    const all = typeof regions === 'string' ? [regions] : regions;
    return country !== null && !all.some((region) => region.startsWith(`${country}-`)) ? 'out' : 'unknown';
  }
  let inside = 0;
  for (let i = 0; i < possible.length; i++) {
    const one = possible[i] as RegionCode;
    if (typeof regions === 'string' ? regions === one : regions.includes(one)) inside++;
  }
  if (inside === 0) return 'out';
  return inside === possible.length ? 'in' : 'unknown';
}

function equals(wanted: string, known: string | null): Membership {
  if (known === null) return 'unknown';
  return wanted === known ? 'in' : 'out';
}

function postalMembership(pattern: string, known: string | null): Membership {
  if (known === null) return 'unknown';
  return matchesWildcard(pattern.toUpperCase(), known.toUpperCase()) ? 'in' : 'out';
}

/** `*` stands for zero or more characters. Linear in the text for each `*`; no regular expression, so no pattern can hang it. */
export function matchesWildcard(pattern: string, text: string): boolean {
  const star = pattern.indexOf('*');
  if (star < 0) return text === pattern;
  // Most patterns are the beginning of a code.
  if (star === pattern.length - 1) return text.startsWith(pattern.slice(0, star));
  const pieces = pattern.split('*');
  const first = pieces[0] ?? '';
  const last = pieces.at(-1) ?? '';
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length)
    return false;
  let from = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, from);
    if (found < 0) return false;
    from = found + piece.length;
  }
  return from <= text.length - last.length;
}
