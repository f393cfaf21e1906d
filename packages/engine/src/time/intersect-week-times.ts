import { formatLocalMinute, WEEKDAYS, type LocalMinute, type Weekday } from './local-time.ts';
import { openWeekOf, type DayTimes, type WeekTimes } from './window.ts';

/** The hours that both allow, day by day, on one and the same clock. Both must have passed `weekTimesProblem`. */
export function intersectWeekTimes(one: WeekTimes, other: WeekTimes): WeekTimes {
  const [first, second] = [openWeekOf(one), openWeekOf(other)];
  const days = WEEKDAYS.map((weekday, index): readonly [Weekday, DayTimes] => {
    const windows = (first[index]?.spans ?? []).flatMap((span) =>
      (second[index]?.spans ?? []).flatMap((beside) => {
        const start = Math.max(span.startsAtLocalMinute, beside.startsAtLocalMinute);
        const end = Math.min(span.endsAtLocalMinute, beside.endsAtLocalMinute);
        return start < end ? [{ start: textOf(start), end: textOf(end) }] : [];
      }),
    );
    return [weekday, windows.length === 0 ? 'closed' : windows];
  });
  return { perDay: Object.fromEntries(days) as Record<Weekday, DayTimes> };
}

function textOf(minute: number): string {
  return formatLocalMinute(minute as LocalMinute);
}
