import type { JsonSchema, RuleProblem } from '../json-schema.ts';
import { LIMITS } from '../limits.ts';
import type { CompiledRule } from '../situation.ts';
import { firstInstantOnOrAfterDate, parseLocalDate, type LocalDate } from '../time/local-time.ts';
import { changeWithinDay } from '../time/zone.ts';
import type { RuleName } from '../verdict.ts';
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

/** Makes a contact date ready. It blocks while **any** zone of the device shows it (S19). */
export function compile({ label, date }: ContactDate, name: RuleName): CompiledRule {
  const parsed = parseLocalDate(date);
  if (parsed === undefined) throw new Error(`\`${date}\` is not a day as YYYY-MM-DD`);
  const dayAfter = (parsed + 1) as LocalDate;
  const pass = {
    ...name,
    verdict: 'pass',
    reason: { code: 'no_contact_date', facts: { label, date } },
  } as const;
  return {
    recurs: false,
    evaluate(situation, at) {
      const zones = situation.zonesOf('device');
      if (!zones.known) return zoneUnknown(name, zones.zone);
      const shows = zones.zones.find((origin) => origin.dateAt(at) === parsed);
      if (shows === undefined) return pass;
      return {
        ...name,
        verdict: 'block',
        reason: { code: 'contact_date', facts: { label, date, zone: shows.zone.name } },
      };
    },
    opensAgainAt(situation, at) {
      const zones = situation.zonesOf('device');
      if (!zones.known) return Infinity;
      let opens: number = at;
      for (const origin of zones.zones) {
        if (origin.dateAt(at) === parsed)
          opens = Math.max(opens, firstInstantOnOrAfterDate(origin.zone, dayAfter, at));
      }
      return opens;
    },
    passesUntil(situation, at) {
      const zones = situation.zonesOf('device');
      if (!zones.known) return Infinity;
      let until = Infinity;
      for (const origin of zones.zones) {
        const { zone } = origin;
        // A clock that goes back over midnight shows the day again.
        const showsAt =
          origin.dateAt(at) < parsed
            ? firstInstantOnOrAfterDate(zone, parsed, at)
            : changeWithinDay(zone, origin.spanAt(at), at);
        until = Math.min(until, showsAt);
      }
      return until;
    },
  };
}
