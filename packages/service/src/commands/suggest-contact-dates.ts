import { LIMITS } from '@tact/engine';
import { regionCode } from '@tact/places';
import { allOf } from '@tact/store';
import { CommandError } from '../command-error.ts';
import { HOLIDAY_TYPES, HOLIDAY_YEARS, holidaysOf, type HolidayType } from '../holidays/holidays.ts';
import type { Caller, Parts } from './context.ts';
import { readCountry } from './read-values.ts';

/** A day that might be one without contact. */
export interface ContactDateSuggestion {
  readonly date: string;
  /** What is kept on that day, in full. */
  readonly name: string;
  /** The same, as long as a label may be. */
  readonly label: string;
  readonly types: readonly HolidayType[];
  /** Whether a contact date of that day, under any label, is there. */
  readonly alreadyThere: boolean;
}

/** Days that might be without contact, by date. Nothing is created: what is law or custom for the organization, its officer knows. */
export interface ContactDateSuggestions {
  readonly country: string;
  readonly region: string | null;
  readonly year: number;
  readonly suggestions: readonly ContactDateSuggestion[];
  /** The source of the days, its version and licence. */
  readonly source: string;
}

/** Which days are wanted, as the caller wrote it. */
export interface HolidaysWanted {
  readonly country: string;
  readonly region?: string;
  readonly year: number;
  /** Kinds, with commas between them; without it, public holidays. */
  readonly types?: string;
}

/**
 * Suggests the holidays of a place as days without contact. `address_invalid` for a country that does not exist, `holidays_unknown` for one
 * that the source does not know, or a part of it, `validation_failed` for years and kinds that it does not have.
 */
export async function suggestContactDates(
  parts: Pick<Parts, 'store'>,
  { organizationId }: Pick<Caller, 'organizationId'>,
  wanted: HolidaysWanted,
): Promise<ContactDateSuggestions> {
  const { year } = wanted;
  const types = readTypes(wanted.types ?? 'public');
  if (!Number.isInteger(year) || year < HOLIDAY_YEARS.min || year > HOLIDAY_YEARS.max)
    throw new CommandError(
      'validation_failed',
      `holidays are known of the years ${HOLIDAY_YEARS.min} to ${HOLIDAY_YEARS.max}, not of \`${year}\``,
      { path: '/year' },
    );
  const country = readCountry(wanted.country, '/country');
  const region = readRegion(country, wanted.region);
  const holidays = await holidaysOf({ country, region }, year, types);
  if (!holidays.found) throw unknownPlace(holidays.unknown, country, region);
  const taken = await datesTaken(parts, organizationId);
  const suggestions = holidays.dates.map(({ date, names, types }): ContactDateSuggestion => {
    const name = names.join(' / ');
    return { date, name, label: labelOf(name), types, alreadyThere: taken.has(date) };
  });
  return { country, region, year, suggestions, source: holidays.source };
}

function readTypes(text: string): readonly HolidayType[] {
  const wanted = text.split(',').map((type) => type.trim());
  const unknown = wanted.find((type) => !HOLIDAY_TYPES.some((known) => known === type));
  if (unknown !== undefined)
    throw new CommandError(
      'validation_failed',
      `\`${unknown.slice(0, 60)}\` is no kind of holiday; give some of ${HOLIDAY_TYPES.join(', ')}, with commas between them`,
      { path: '/types' },
    );
  return HOLIDAY_TYPES.filter((type) => wanted.includes(type));
}

/** The source has parts of countries that addresses have not, such as `GB-ENG`: what is no region of ours is looked up as it is written. */
function readRegion(country: ReturnType<typeof readCountry>, text: string | undefined): string | null {
  if (text === undefined) return null;
  const code = regionCode(country, text);
  if (code !== null) return code;
  const written = text.trim().toUpperCase();
  return written.startsWith(`${country}-`) ? written : `${country}-${written}`;
}

function unknownPlace(unknown: 'country' | 'region', country: string, region: string | null): CommandError {
  const sentence =
    unknown === 'country'
      ? `no holidays of \`${country}\` are known; create its contact dates one by one`
      : `no holidays of the region \`${region?.slice(0, 60) ?? ''}\` are known; leave it out for those of the whole country`;
  return new CommandError('holidays_unknown', sentence, { path: `/${unknown}` });
}

async function datesTaken(
  { store }: Pick<Parts, 'store'>,
  organizationId: Caller['organizationId'],
): Promise<ReadonlySet<string>> {
  const taken = new Set<string>();
  for await (const { date } of allOf((page) => store.contactDates.list(organizationId, page)))
    taken.add(date);
  return taken;
}

/** A name that is too long ends in an ellipsis; a character of two units is not cut apart. */
function labelOf(name: string): string {
  if (name.length <= LIMITS.nameLengthMax) return name;
  let label = '';
  for (const character of name) {
    if (label.length + character.length >= LIMITS.nameLengthMax) break;
    label += character;
  }
  return `${label.trimEnd()}…`;
}
