/** A second, independent source of offsets for tests: compiled time zone files (TZif, RFC 9636) and their rule for later years. */
import { readFileSync } from 'node:fs';

export interface CompiledZone {
  /** Seconds since 1970 at which the offset changes, up to the last one that the file lists or its rule gives before `untilYear`. */
  readonly changesAt: readonly number[];
  /** Seconds to add to UTC from each change on; the first is in force before the first change. */
  readonly offsets: readonly number[];
}

export function readCompiledZone(path: string, untilYear: number): CompiledZone {
  const bytes = readFileSync(path);
  if (bytes.toString('latin1', 0, 4) !== 'TZif') throw new Error(`\`${path}\` is no compiled time zone`);
  const counts = (at: number): number[] =>
    [20, 24, 28, 32, 36, 40].map((field) => bytes.readUInt32BE(at + field));
  const [utc32 = 0, standard32 = 0, leaps32 = 0, times32 = 0, types32 = 0, names32 = 0] = counts(0);
  const header = 44 + times32 * 5 + types32 * 6 + names32 + leaps32 * 8 + standard32 + utc32;
  const [utc = 0, standard = 0, leaps = 0, times = 0, types = 0, names = 0] = counts(header);
  const start = header + 44;
  const typeOffset = (type: number): number => bytes.readInt32BE(start + times * 9 + type * 6);
  const changesAt = Array.from({ length: times }, (_, i) => Number(bytes.readBigInt64BE(start + i * 8)));
  const offsets = [0, ...bytes.subarray(start + times * 8, start + times * 9)].map(typeOffset);
  const rule = bytes
    .toString('latin1', start + times * 9 + types * 6 + names + leaps * 12 + standard + utc)
    .trim();
  const last = changesAt.at(-1) ?? Number.NEGATIVE_INFINITY;
  for (const { at, offset } of changesByRule(rule, untilYear)) {
    if (at <= last) continue;
    changesAt.push(at);
    offsets.push(offset);
  }
  return { changesAt, offsets };
}

export function offsetAt({ changesAt, offsets }: CompiledZone, seconds: number): number {
  let index = 0;
  while (index < changesAt.length && (changesAt[index] ?? 0) <= seconds) index += 1;
  return offsets[index] ?? 0;
}

/** `EST5EDT,M3.2.0,M11.1.0`: the changes of every year from 1970; none where the rule has no summer time. */
function changesByRule(rule: string, untilYear: number): { readonly at: number; readonly offset: number }[] {
  const form =
    /^(?:<[^>]+>|[A-Za-z]+)([-+\d:]+)(?:<[^>]+>|[A-Za-z]+)([-+\d:]*),M([^,/]+)(?:\/([^,]+))?,M([^,/]+)(?:\/([^,]+))?$/;
  const parts = form.exec(rule);
  if (parts === null) return [];
  const [, standardText = '', summerText = '', from = '', fromTime = '2', to = '', toTime = '2'] = parts;
  const standard = -secondsOf(standardText);
  const summer = summerText === '' ? standard + 3600 : -secondsOf(summerText);
  const changes: { readonly at: number; readonly offset: number }[] = [];
  for (let year = 1970; year < untilYear; year++) {
    changes.push({ at: dayOf(year, from) + secondsOf(fromTime) - standard, offset: summer });
    changes.push({ at: dayOf(year, to) + secondsOf(toTime) - summer, offset: standard });
  }
  return changes.sort((a, b) => a.at - b.at);
}

/** `5`, `-3:30`, `+50` hours in seconds. */
function secondsOf(text: string): number {
  const [hours = '0', minutes = '0', seconds = '0'] = text.replace(/^[-+]/, '').split(':');
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return text.startsWith('-') ? -total : total;
}

/** `3.2.0`: midnight UTC of the second Sunday of March; week 5 is the last one. */
function dayOf(year: number, text: string): number {
  const [month = 1, week = 1, weekday = 0] = text.split('.').map(Number);
  const first = new Date(Date.UTC(year, month - 1, 1)).getUTCDay();
  const daysInMonth = new Date(Date.UTC(year, month, 0)).getUTCDate();
  let day = 1 + ((weekday - first + 7) % 7) + (week - 1) * 7;
  while (day > daysInMonth) day -= 7;
  return Date.UTC(year, month - 1, day) / 1000;
}
