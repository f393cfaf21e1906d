import {
  DAY_MS,
  firstInstantOnOrAfterDate,
  parseLocalDate,
  type Instant,
  type ZoneTable,
} from '@tact/engine';
import { parseInstant } from '@tact/api/without-schemas';

/**
 * The instants of a period: days are whole days of the zone, the last one included (S22); an instant as the end is out. A text that is
 * neither, or a zone that the table does not have, gives a sentence.
 */
export function reportPeriod(
  from: string,
  to: string,
  zoneName: string,
  zoneTable: ZoneTable,
): { readonly from: Instant; readonly until: Instant } | { readonly problem: string } {
  const zone = zoneTable.get(zoneName);
  if (zone === undefined) return { problem: `the zone \`${zoneName}\` is not known` };
  const edge = (text: string, addedDays: number): Instant | undefined => {
    const day = parseLocalDate(text);
    if (day !== undefined) {
      const date = (day + addedDays) as typeof day;
      return firstInstantOnOrAfterDate(zone, date, Math.max(0, (date - 2) * DAY_MS) as Instant);
    }
    return parseInstant(text);
  };
  const starts = edge(from, 0);
  const ends = edge(to, 1);
  const bad = starts === undefined ? from : ends === undefined ? to : undefined;
  if (starts === undefined || ends === undefined)
    return {
      problem: `\`${bad ?? ''}\` is no day and no instant; write \`2026-03-01\` or \`2026-03-01T00:00:00Z\``,
    };
  if (ends <= starts)
    return { problem: `the period ends before it begins; \`${to}\` lies before \`${from}\`` };
  return { from: starts, until: ends };
}
