import type { JsonSchema, RuleProblem } from '../json-schema.ts';
import { LIMITS } from '../limits.ts';
import type { CompiledRules } from '../situation.ts';
import type { Instant } from '../time/instant.ts';
import { firstInstantOnOrAfterDate, parseLocalDate, type LocalDate } from '../time/local-time.ts';
import { changeWithinDay } from '../time/zone.ts';
import { verdictOf, type RuleName, type Verdict } from '../verdict.ts';
import type { ZoneOrigin } from '../zones.ts';
import { zoneUnknown } from './opt-out.ts';

/** A day without contact, midnight to midnight where the device is (seed A8, S19). It always applies and is never edited, only deleted. */
export interface ContactDate {
  readonly label: string;
  /** `YYYY-MM-DD`; it does not come back next year. */
  readonly date: string;
}

/** The shape of a contact date. */
export const schema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['label', 'date'],
  properties: {
    label: { type: 'string', minLength: 1, maxLength: LIMITS.nameLengthMax },
    date: { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' },
  },
};

/** What is wrong with a contact date beyond its shape. */
export function problemsOf({ date }: ContactDate): readonly RuleProblem[] {
  return parseLocalDate(date) === undefined
    ? [{ path: '/date', sentence: `\`${date}\` is not a day as YYYY-MM-DD` }]
    : [];
}

/** A contact date and who its verdict speaks for. */
export interface NamedContactDate extends ContactDate {
  readonly name: RuleName;
}

/** Makes contact dates ready, all together: one look at the device's clocks answers them. Each blocks while **any** zone of the device shows it (S19). */
export function compile(dates: readonly NamedContactDate[]): CompiledRules {
  const passes: readonly Verdict[] = dates.map(passOf);
  const places = Map.groupBy(dates.keys(), (place) => dateOf(dates[place] as NamedContactDate));
  const ascending = Int32Array.from(places.keys()).toSorted();
  const first = ascending[0] ?? Infinity;

  function verdictsWhere(zones: readonly ZoneOrigin[], at: Instant): readonly Verdict[] {
    let verdicts: Verdict[] | undefined;
    for (let i = 0; i < zones.length; i++) {
      const origin = zones[i] as ZoneOrigin;
      const date = origin.dateAt(at);
      if (!includesAscending(ascending, date)) continue;
      for (const place of places.get(date) ?? []) {
        verdicts ??= [...passes];
        // The first zone that shows the day is the one that is named.
        if (verdicts[place] === passes[place])
          verdicts[place] = blockOf(dates[place] as NamedContactDate, origin.zone.name);
      }
    }
    return verdicts ?? passes;
  }

  return {
    recurs: false,
    evaluate(situation, at) {
      const zones = situation.zonesOf('device');
      if (!zones.known) return dates.map(({ name }) => zoneUnknown(name, zones.zone));
      return verdictsWhere(zones.zones, at);
    },
    opensAgainAt(situation, at) {
      const zones = situation.zonesOf('device');
      if (!zones.known) return Infinity;
      let opens: number = at;
      for (const origin of zones.zones) {
        const date = origin.dateAt(at);
        if (places.has(date))
          opens = Math.max(opens, firstInstantOnOrAfterDate(origin.zone, (date + 1) as LocalDate, at));
      }
      return opens;
    },
    passesUntil(situation, at) {
      const zones = situation.zonesOf('device');
      if (!zones.known) return Infinity;
      let until = Infinity;
      for (const origin of zones.zones) {
        const { zone } = origin;
        const today = origin.dateAt(at);
        // A clock that goes back over midnight shows a day again.
        if (first <= today) until = Math.min(until, changeWithinDay(zone, origin.spanAt(at), at));
        const next = ascending.find((date) => date > today);
        if (next !== undefined)
          until = Math.min(until, firstInstantOnOrAfterDate(zone, next as LocalDate, at));
      }
      return until;
    },
  };
}

/** Whether a number is among these: on nearly all days it is not, and four looks tell that sooner than a map does. */
function includesAscending(numbers: Int32Array, wanted: number): boolean {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return numbers[low] === wanted;
}

function dateOf({ date }: ContactDate): LocalDate {
  const parsed = parseLocalDate(date);
  if (parsed === undefined) throw new Error(`\`${date}\` is not a day as YYYY-MM-DD`);
  return parsed;
}

function passOf({ label, date, name }: NamedContactDate): Verdict {
  return verdictOf(name, 'pass', { code: 'no_contact_date', facts: { label, date } });
}

function blockOf({ label, date, name }: NamedContactDate, zone: string): Verdict {
  return verdictOf(name, 'block', { code: 'contact_date', facts: { label, date, zone } });
}
