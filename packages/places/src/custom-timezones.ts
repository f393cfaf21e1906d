import type { ZoneName, ZoneTable } from '@tact/engine';
import { buildPrefixTrie, longestPrefix, type PrefixTrie } from './prefix-trie.ts';

/** One line of an organization's custom timezone map (seed A4): numbers with this prefix are in this zone. */
export interface CustomTimezone {
  /** Digits from the calling code on, such as `1800` or `4420`; a `+` and separators may be written. */
  readonly prefix: string;
  readonly zone: string;
}

/** A checked custom timezone map, ready for look-ups. */
export interface CustomTimezones {
  readonly trie: PrefixTrie;
  readonly zones: readonly (readonly ZoneName[])[];
}

/** Why a custom timezone map is refused. */
export type CustomTimezonesCode =
  'custom_prefix_invalid' | 'custom_prefix_twice' | 'custom_timezone_unknown' | 'custom_timezones_too_many';

/** The map, or the first line that is wrong (`index` from 0) and one sentence about it. */
export type CustomTimezonesResult =
  | { readonly ok: true; readonly map: CustomTimezones }
  | {
      readonly ok: false;
      readonly code: CustomTimezonesCode;
      readonly index: number;
      readonly sentence: string;
    };

/** Every exchange of North America would be 160,000 lines; more than this is a mistake. */
export const CUSTOM_TIMEZONES_MAX = 200_000;
const PREFIX_DIGITS_MAX = 15;

/**
 * Checks a custom timezone map and makes it ready. Refused, with the index of the line: a prefix that is not 1 to 15 digits, a
 * second line for a prefix (S16), a zone that `zones` does not have.
 */
export function makeCustomTimezones(
  entries: readonly CustomTimezone[],
  zones: ZoneTable,
): CustomTimezonesResult {
  if (entries.length > CUSTOM_TIMEZONES_MAX) {
    const sentence = `a custom timezone map has at most ${CUSTOM_TIMEZONES_MAX} lines; use shorter prefixes`;
    return { ok: false, code: 'custom_timezones_too_many', index: CUSTOM_TIMEZONES_MAX, sentence };
  }
  const seen = new Map<string, number>();
  const sets: (readonly ZoneName[])[] = [];
  for (const [index, { prefix, zone }] of entries.entries()) {
    const digits = prefix.replace(/[\s().+-]/g, '');
    if (!/^\d+$/.test(digits) || digits.length > PREFIX_DIGITS_MAX) {
      const sentence = `\`${prefix.slice(0, 40)}\` is no prefix of numbers; write its digits from the calling code on, such as \`1800\``;
      return { ok: false, code: 'custom_prefix_invalid', index, sentence };
    }
    if (seen.has(digits)) {
      const sentence = `prefix \`${digits}\` stands twice in the map; keep one of the two lines`;
      return { ok: false, code: 'custom_prefix_twice', index, sentence };
    }
    const known = zones.get(zone);
    if (known === undefined) {
      const sentence = `\`${zone.slice(0, 40)}\` is no time zone; use a name such as \`America/New_York\``;
      return { ok: false, code: 'custom_timezone_unknown', index, sentence };
    }
    seen.set(digits, index);
    sets.push(Object.freeze([known.name]));
  }
  return { ok: true, map: { trie: buildPrefixTrie(seen), zones: sets } };
}

/** The zone of the longest prefix of a number (`+…`) in the map, as a set of one; undefined where no prefix matches. */
export function customZonesOf(map: CustomTimezones, key: string): readonly ZoneName[] | undefined {
  return map.zones[longestPrefix(map.trie, key, 1)];
}
