/** Why a text is no interval: not written as one; more than 23 hours or 59 minutes, which belong into the part before; shorter or longer than it may be. */
export type IntervalProblem = 'form' | 'hours' | 'minutes' | 'short' | 'long';

const DAY_MINUTES = 1_440;
const PARTS = /^(?:(?:(\d{1,4}):)?(\d{1,4}):)?(\d{1,6})$/;

/** Minutes as `DD:HH:MM` (seed A11): 1,530 as `01:01:30`. Of a hundred days and more the days have as many digits as they need. */
export function intervalText(minutes: number): string {
  const parts = [Math.floor(minutes / DAY_MINUTES), Math.floor(minutes / 60) % 24, minutes % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

/** The minutes of `DD:HH:MM`, of `HH:MM`, or of minutes alone; else why it is none. */
export function minutesOfInterval(
  text: string,
  { min, max }: { readonly min: number; readonly max: number },
): number | IntervalProblem {
  const found = PARTS.exec(text.trim());
  if (found === null) return 'form';
  const [, daysText, hoursText, minutesText = ''] = found;
  const [days, hours, minutes] = [Number(daysText ?? 0), Number(hoursText ?? 0), Number(minutesText)];
  if (daysText !== undefined && hours > 23) return 'hours';
  if (hoursText !== undefined && minutes > 59) return 'minutes';
  const all = days * DAY_MINUTES + hours * 60 + minutes;
  if (all < min) return 'short';
  return all > max ? 'long' : all;
}
