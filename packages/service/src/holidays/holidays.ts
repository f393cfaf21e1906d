import { DAY_MS, formatLocalDate, HOUR_MS, parseLocalDate, type LocalDate } from '@tact/engine';

/** Kinds of holidays, as the source has them. */
export const HOLIDAY_TYPES = ['public', 'bank', 'optional', 'school', 'observance'] as const;
/** One of them. */
export type HolidayType = (typeof HOLIDAY_TYPES)[number];

/** The years for which the source has every moving holiday: its tables of the Islamic calendar begin and end with them. */
export const HOLIDAY_YEARS = { min: 1970, max: 2076 } as const;

/** A day with the holidays that fall on it. */
export interface HolidayDate {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** In English where the source has that; by code points, each once. */
  readonly names: readonly string[];
  /** In the order of `HOLIDAY_TYPES`, each once. */
  readonly types: readonly HolidayType[];
}

/** The holidays of a place, or which part of the place the source does not know. */
export type HolidaysFound =
  | { readonly found: true; readonly dates: readonly HolidayDate[]; readonly source: string }
  | { readonly found: false; readonly unknown: 'country' | 'region' };

/**
 * The holidays of one year, by date: those of the whole country, or with a region (ISO 3166-2) all that hold there. A region that the source
 * does not list is not answered with the country's: some of a country's holidays are kept in parts of it only. Needs no network; the same on
 * every machine, whatever its time zone. The year must lie in `HOLIDAY_YEARS`.
 */
export async function holidaysOf(
  place: { readonly country: string; readonly region: string | null },
  year: number,
  types: readonly HolidayType[],
): Promise<HolidaysFound> {
  // Loaded when it is first asked for: a third of a second and 40 MB that hardly any process needs.
  const { default: Holidays } = await import('date-holidays');
  const { default: about } = await import('date-holidays/package.json', { with: { type: 'json' } });
  const { country } = place;
  const source = new Holidays();
  if (!Object.hasOwn(source.getCountries(), country)) return { found: false, unknown: 'country' };
  const state = place.region?.slice(country.length + 1) ?? null;
  // Its types leave out that a country without any has none.
  const states = source.getStates(country) as Readonly<Record<string, string>> | undefined;
  if (state !== null && (states === undefined || !Object.hasOwn(states, state)))
    return { found: false, unknown: 'region' };
  // The country's own English before any other: `Labor Day` where it is one.
  const english = new Holidays(country).getLanguages().filter((language) => language.startsWith('en'));
  const options = { languages: [...english, 'en'], types: [...types] };
  const holidays = state === null ? new Holidays(country, options) : new Holidays(country, state, options);
  const byDate = new Map<string, Holiday[]>();
  // One that begins in the last days of the year before may reach into this one.
  for (const holiday of [...holidays.getHolidays(year - 1), ...holidays.getHolidays(year)]) {
    for (const date of datesOf(holiday)) {
      if (Number(date.slice(0, 4)) !== year) continue;
      const others = byDate.get(date);
      if (others === undefined) byDate.set(date, [holiday]);
      else others.push(holiday);
    }
  }
  const dates = [...byDate]
    .map(([date, ofDate]): HolidayDate => ({
      date,
      names: [...new Set(ofDate.map(({ name }) => name.trim()))].toSorted(),
      types: HOLIDAY_TYPES.filter((type) => ofDate.some((holiday) => holiday.type === type)),
    }))
    .toSorted((one, other) => (one.date < other.date ? -1 : 1));
  return { found: true, dates, source: `date-holidays ${about.version}, CC BY-SA 3.0` };
}

/** What is used of a holiday of the source. `date` begins with the local day; `start` and `end` are apart as long as it lasts. */
interface Holiday {
  readonly date: string;
  readonly start: Date;
  readonly end: Date;
  readonly name: string;
  readonly type: string;
}

/**
 * The days of a holiday: the first one and as many more as it lasts whole days. Some begin at sunset or at noon, and the clock may change
 * meanwhile: an hour or two less is a whole day, half a day more is none.
 */
function datesOf({ date, start, end }: Holiday): readonly string[] {
  const first = parseLocalDate(date.slice(0, 10));
  if (first === undefined) throw new Error(`the source names the day \`${date}\``);
  const days = Math.max(1, Math.floor((end.getTime() - start.getTime() + 2 * HOUR_MS) / DAY_MS));
  return Array.from({ length: days }, (_, day) => formatLocalDate((first + day) as LocalDate));
}
