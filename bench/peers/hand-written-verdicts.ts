import { DAY_MS, MINUTE_MS, parseLocalDate, type Instant, type Zone } from '@tact/engine';
import { isOpen, localMs, placeOf, REGIONS, whereIs } from './hand-written.ts';
import { RULES, type RawQuestion, type SuppressedNumbers } from './question.ts';

/** One rule's answer with what explains it. */
export interface HandVerdict {
  readonly rule: string;
  readonly verdict: 'pass' | 'block';
  readonly facts: object | null;
}

/** The same rules from the same raw question, by hand, but like Tact with every rule's verdict and the facts behind it. */
export function handVerdicts(question: RawQuestion, suppressed: SuppressedNumbers): readonly HandVerdict[] {
  const { at, number, address, attributes } = question;
  const { device, region, zones } = whereIs(question);
  const verdicts: HandVerdict[] = [suppressed.has(number) ? LISTED : NOT_LISTED];
  pushHolidays(verdicts, device.geographic ? device.zones : zones, at);
  verdicts.push(hours(zones, at));
  pushAttempts(verdicts, question);
  const place = placeOf(address, region, device);
  verdicts.push(
    place !== null && REGIONS.has(place) ? REGION_IN : { ...REGION_OUT, facts: { region: place } },
  );
  verdicts.push(place !== RULES.consentIn || attributes.consent ? CONSENT : NO_CONSENT);
  return verdicts;
}

const pass = (rule: string): HandVerdict => ({ rule, verdict: 'pass', facts: null });
const block = (rule: string): HandVerdict => ({ rule, verdict: 'block', facts: null });
const [LISTED, NOT_LISTED] = [block('suppressed numbers'), pass('suppressed numbers')];
const [REGION_IN, REGION_OUT] = [pass('regions'), block('regions')];
const [CONSENT, NO_CONSENT] = [pass('state'), block('state')];
const INSIDE_HOURS = pass('organization hours');

const HOLIDAYS = RULES.holidays.map((date) => ({
  date: parseLocalDate(date) ?? NaN,
  pass: pass(`holiday ${date}`),
  block: block(`holiday ${date}`),
}));

function pushHolidays(verdicts: HandVerdict[], zones: readonly Zone[], at: Instant): void {
  const dates = zones.map((zone) => Math.floor(localMs(zone, at) / DAY_MS));
  for (const { date, pass: free, block: shown } of HOLIDAYS)
    verdicts.push(dates.includes(date) ? shown : free);
}

function hours(zones: readonly Zone[], at: Instant): HandVerdict {
  for (const zone of zones) {
    const ofDayMs = localMs(zone, at) % DAY_MS;
    if (isOpen(ofDayMs)) continue;
    const facts = { zone: zone.name, localMinute: Math.floor(ofDayMs / MINUTE_MS) };
    return { rule: 'organization hours', verdict: 'block', facts };
  }
  return INSIDE_HOURS;
}

function pushAttempts(verdicts: HandVerdict[], { at, number, attempts }: RawQuestion): void {
  let inDay = 0;
  let inWeek = 0;
  for (let i = attempts.length - 1; i >= 0; i--) {
    const attempt = attempts[i];
    if (attempt === undefined || attempt.at <= at - 7 * DAY_MS) break;
    if (attempt.direction !== 'outbound') continue;
    inWeek++;
    if (attempt.at > at - DAY_MS && attempt.number === number) inDay++;
  }
  verdicts.push(
    counted('attempts in a day', inDay, RULES.attemptsInDayMax),
    counted('attempts in a week', inWeek, RULES.attemptsInWeekMax),
  );
}

function counted(rule: string, count: number, limit: number): HandVerdict {
  return { rule, verdict: count >= limit ? 'block' : 'pass', facts: { counted: count, limit } };
}
