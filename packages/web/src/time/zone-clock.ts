import {
  formatLocal,
  parseLocalDate,
  weekdayIndexOf,
  type Instant,
  type Zone,
  type ZoneName,
} from '@tact/engine';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { client } from '../api/client.ts';
import { useSession } from '../api/session.ts';
import { texts } from '../texts/texts.ts';

/** The clock of one zone as the server's table has it. The browser's own zones are never asked. */
export function zoneQuery(name: string) {
  return queryOptions({
    queryKey: ['zone', name],
    staleTime: Infinity,
    queryFn: async (): Promise<Zone> => {
      const { zone, startsAtUtcMs, offsetsMs } = await client.places.timeZone({ params: { zone: name } });
      const startsAtUtc = Float64Array.from(startsAtUtcMs);
      startsAtUtc[0] = Number.NEGATIVE_INFINITY;
      return { name: zone as ZoneName, startsAtUtc, offsetsMs: Int32Array.from(offsetsMs) };
    },
  });
}

/** Shows instants on the organization's clock, with the zone's name; empty until that clock is known. */
export function useOrganizationClock(): (instant: string | null) => string {
  const { organization } = useSession();
  const { data: zone } = useQuery(zoneQuery(organization.zone));
  return (instant) => {
    if (instant === null) return '';
    const at = Date.parse(instant) as Instant;
    if (zone === undefined || Number.isNaN(at)) return '';
    return `${shownLocal(formatLocal(zone, at))} (${zoneTown(zone.name)})`;
  };
}

/** An instant inside a text. */
const INSTANT = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z/g;

/** Shows the instants of a sentence on the organization's clock. */
export function useLocalSentence(): (sentence: string) => string {
  const clock = useOrganizationClock();
  return (sentence) => sentence.replaceAll(INSTANT, (instant) => clock(instant) || instant);
}

/** `2026-11-21T09:42` as `Sat 21 Nov 2026, 09:42`. */
export function shownLocal(local: string): string {
  const [day = '', time = ''] = local.split('T');
  return `${shownDay(day)}${time === '' ? '' : `, ${time.slice(0, 5)}`}`;
}

/** `2026-11-21` as `Sat 21 Nov 2026`. */
export function shownDay(day: string): string {
  const date = parseLocalDate(day);
  if (date === undefined) return day;
  const [year = '', month = '', dayOfMonth = ''] = day.split('-');
  const weekday = texts.time.weekdaysShort[weekdayIndexOf(date)] ?? '';
  return `${weekday} ${Number(dayOfMonth)} ${texts.time.months[Number(month) - 1] ?? ''} ${year}`;
}

/** `America/Argentina/Buenos_Aires` as `Buenos Aires`. */
export function zoneTown(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
}

/** `in 3 h 12 min`, `2 d 4 h ago`; the server's now. */
export function relative(atMs: number, nowMs: number): string {
  const minutes = Math.round(Math.abs(atMs - nowMs) / 60_000);
  if (minutes === 0) return texts.time.now;
  const [days, hours, rest] = [Math.floor(minutes / 1_440), Math.floor(minutes / 60) % 24, minutes % 60];
  const parts = days > 0 ? [`${days} d`, `${hours} h`] : [`${hours} h`, `${rest} min`];
  const text = parts.filter((part) => !part.startsWith('0 ')).join(' ');
  return atMs > nowMs ? texts.time.ahead(text) : texts.time.ago(text);
}
