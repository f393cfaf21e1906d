import {
  weekTimesProblem,
  WEEKDAYS,
  type DayTimes,
  type Weekday,
  type WeekTimes,
  type Window,
} from '@tact/engine';
import { CellError } from './scenario-error.ts';

/**
 * Reads the hours of a week: for all days alike `09:00-12:00, 13:00-19:00`, `any` or `closed`; day by day
 * `monday-friday 09:00-19:00; saturday 10:00-14:00; sunday closed`, each day named once.
 */
export function readWeekTimes(text: string): WeekTimes {
  const times = /^[a-z]+day/.test(text) ? readPerDay(text) : { everyDay: readDay(text) };
  const problem = weekTimesProblem(times);
  if (problem !== undefined) throw new CellError(problem);
  return times;
}

/** Reads `09:00-12:00`. */
export function readWindow(text: string): Window {
  const match = /^(\d{2}:\d{2})-(\d{2}:\d{2})$/.exec(text);
  if (match === null) throw new CellError(`\`${text}\` is not a window such as \`09:00-19:00\``);
  return { start: match[1] ?? '', end: match[2] ?? '' };
}

function readDay(text: string): DayTimes {
  if (text === 'any' || text === 'closed') return text;
  return text.split(',').map((part) => readWindow(part.trim()));
}

function readPerDay(text: string): WeekTimes {
  const perDay: Partial<Record<Weekday, DayTimes>> = {};
  for (const part of text.split(';').map((one) => one.trim())) {
    const match = /^([a-z]+)(?:-([a-z]+))? (.+)$/.exec(part);
    if (match === null) throw new CellError(`\`${part}\` is not \`monday-friday 09:00-19:00\``);
    const [, first = '', last, day = ''] = match;
    for (const weekday of weekdaysFrom(first, last ?? first)) {
      if (perDay[weekday] !== undefined) throw new CellError(`\`${weekday}\` is given twice`);
      perDay[weekday] = readDay(day);
    }
  }
  const complete = WEEKDAYS.map((weekday) => {
    const day = perDay[weekday];
    if (day === undefined)
      throw new CellError(`\`${weekday}\` is missing; write \`${weekday} closed\` or its windows`);
    return [weekday, day] as const;
  });
  return { perDay: Object.fromEntries(complete) as Record<Weekday, DayTimes> };
}

function weekdaysFrom(first: string, last: string): readonly Weekday[] {
  const [from, to] = [weekdayIndex(first), weekdayIndex(last)];
  if (to < from) throw new CellError(`\`${first}-${last}\` runs backwards; weeks begin on monday`);
  return WEEKDAYS.slice(from, to + 1);
}

function weekdayIndex(text: string): number {
  const index = WEEKDAYS.findIndex((weekday) => weekday === text);
  if (index < 0) throw new CellError(`\`${text}\` is no day of the week`);
  return index;
}
