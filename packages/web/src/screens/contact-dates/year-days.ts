import { formatLocalDate, parseLocalDate, weekdayIndexOf } from '@tact/engine';

/** One month on a wall calendar. */
export interface MonthDays {
  /** 0 is January. */
  readonly month: number;
  /** How many places of the first week, which begins on Monday, are empty. */
  readonly emptyBefore: number;
  /** Every day, as `YYYY-MM-DD`. */
  readonly days: readonly string[];
}

/** The twelve months of a year, from 1000 to 9999. */
export function monthsOf(year: number): readonly MonthDays[] {
  return Array.from({ length: 12 }, (_, month) => {
    const first = parseLocalDate(isoDay(year, month, 1));
    if (first === undefined) throw new Error(`there is no year ${year}`);
    const days = Array.from({ length: 31 }, (_, day) => isoDay(year, month, day + 1)).filter(
      (day) => parseLocalDate(day) !== undefined,
    );
    return { month, emptyBefore: weekdayIndexOf(first), days };
  });
}

/** The day so many days later. */
export function daysLater(day: string, count: number): string {
  const date = parseLocalDate(day);
  return date === undefined ? day : formatLocalDate((date + count) as typeof date);
}

function isoDay(year: number, month: number, day: number): string {
  return `${year}-${String(month + 1).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
