import type { LocationEntry } from '../location.ts';
import type { RuleCommon, RulesetSource } from '../ruleset.ts';
import type { Instant } from '../time/instant.ts';
import { DAY_MS } from '../time/instant.ts';
import { parseLocalDate } from '../time/local-time.ts';
import type { SpanEdge } from '../facts.ts';
import type { RuleKind } from '../verdict.ts';
import type { Condition } from './condition.ts';
import type { CustomHours } from './custom-hours.ts';
import { deviceBitsOf, devicesText, isEveryDevice, selectionOf } from './device-classes.ts';
import { EVERY_REQUEST, type Finding, type FindingRule, type FindingSeverity } from './finding.ts';
import { isAlwaysOpen } from './open-minutes.ts';

/**
 * What can be said of each rule by itself: it never allows, or it never blocks. Sound in both directions. Complete for hours, any country,
 * dates and ends; of expressions it finds what their text tells, with every `$name` and counter taken for anything it could be.
 */
export function singleRuleFindings(
  source: RulesetSource,
  conditions: readonly Condition[],
  customHours: readonly CustomHours[],
  at: Instant,
): readonly Finding[] {
  return [
    ...conditions.flatMap(hoursFindings),
    ...source.location.flatMap(locationFindings),
    ...contradictions(source),
    ...source.custom.flatMap((rule, index) => customFindings(rule, index, customHours[index])),
    ...source.suppressionLists.flatMap(({ id, name, expires }, index) =>
      expires === null || !isOverEverywhere(expires, at)
        ? []
        : [
            about({ kind: 'suppression-list', id, name }, `/suppressionLists/${index}/expires`, {
              code: 'list_expired',
              severity: 'warning',
              sentence: `\`${name}\` has expired: it blocks nobody any more`,
            }),
          ],
    ),
    ...source.contactDates.flatMap(({ id, label, date }, index) =>
      isOverEverywhere({ date }, at)
        ? [
            about({ kind: 'contact-dates', id, name: label }, `/contactDates/${index}/date`, {
              code: 'contact_date_past',
              severity: 'note',
              sentence: `\`${label}\` is over: ${date} does not come back, so it blocks no day any more`,
            }),
          ]
        : [],
    ),
  ];
}

function hoursFindings({ rule, path, minutes, devices, country, regions }: Condition): readonly Finding[] {
  if (rule.kind !== 'contact-times') return [];
  const timesPath = rule.id === null ? path : `${path}/times`;
  if (isAlwaysOpen(minutes) && rule.id !== null) {
    return [
      about(rule, timesPath, {
        code: 'contact_times_always_open',
        severity: 'note',
        sentence: `\`${rule.name}\` leaves out no minute of the week: it never blocks by the clock, only where no zone is known`,
      }),
    ];
  }
  if (minutes.length > 0) return [];
  const isEverything = country === 'any' && isEveryDevice(devices);
  const place = country === 'any' ? '' : ` in ${regions.length === 0 ? country : regions.slice(0, 3).join(', ')}`;
  return [
    {
      ...about(rule, timesPath, {
        code: 'contact_times_never_open',
        severity: isEverything ? 'error' : 'warning',
        sentence: `${rule.id === null ? `the ${rule.name} are` : `\`${rule.name}\` is`} closed on all days: no contact${place}${devicesText(devices)} is ever allowed`,
      }),
      neverAllows: { ...EVERY_REQUEST, ...selectionOf(devices), country, regions },
    },
  ];
} // prettier-ignore

/** Seed A5: all types and all devices suppress dialling completely, and the officer is warned. */
function locationFindings(rule: RulesetSource['location'][number], index: number): readonly Finding[] {
  if (!isEveryDevice(deviceBitsOf(rule))) return [];
  const named: FindingRule = { kind: 'location', id: rule.id, name: rule.name };
  if (rule.locations === 'any-country') {
    return [
      {
        ...about(named, `/location/${index}`, {
          code: 'location_suppresses_everything',
          severity: 'error',
          sentence: `\`${rule.name}\` suppresses everything: it is for any country, all devices and all types, so no request at all is ever allowed`,
        }),
        neverAllows: EVERY_REQUEST,
      },
    ];
  }
  const places = rule.locations.length === 1 ? 'its location' : `its ${rule.locations.length} locations`;
  return [
    about(named, `/location/${index}`, {
      code: 'location_suppresses_places',
      severity: 'warning',
      sentence: `\`${rule.name}\` is for all devices and all types: it suppresses contact with ${places} completely`,
    }),
  ];
}

/** A region of another country: such an entry matches no place that is known. */
function contradictions(source: RulesetSource): readonly Finding[] {
  return source.attempt.flatMap((rule, index) =>
    rule.to.flatMap(({ country, region }: LocationEntry, entry) =>
      country === undefined || region === undefined || region.startsWith(`${country}-`)
        ? []
        : [
            about({ kind: 'attempt', id: rule.id, name: rule.name }, `/attempt/${index}/to/${entry}/region`, {
              code: 'location_contradicts_itself',
              severity: 'warning',
              sentence: `\`${rule.name}\` counts attempts to \`${region}\` in \`${country}\`, which is no place: by it only attempts of unknown place count`,
            }),
          ],
    ),
  );
}

function customFindings(
  { id, name }: RuleCommon,
  index: number,
  hours: CustomHours | undefined,
): readonly Finding[] {
  const rule: FindingRule = { kind: 'custom', id, name };
  const path = `/custom/${index}/expression`;
  if (hours?.canAllow === false) {
    return [
      {
        ...about(rule, path, {
          code: 'expression_never_true',
          severity: 'error',
          sentence: `\`${name}\` is never true: no request at all is ever allowed by it`,
        }),
        neverAllows: EVERY_REQUEST,
      },
    ];
  }
  if (hours?.canBlock !== false) return [];
  const sentence = `\`${name}\` is always true: it blocks nothing`;
  return [about(rule, path, { code: 'expression_always_true', severity: 'warning', sentence })];
}

/** A finding about one rule with nothing said of requests. */
function about(
  rule: FindingRule & { readonly kind: RuleKind },
  path: string,
  found: { readonly code: Finding['code']; readonly severity: FindingSeverity; readonly sentence: string },
): Finding {
  return { ...found, rules: [rule], path, neverAllows: null };
}

/** Whether an edge has passed in every zone there can be: no wall clock is a whole day behind. Errs on the side of `not yet`. */
function isOverEverywhere(edge: SpanEdge, at: Instant): boolean {
  if ('instant' in edge) return edge.instant <= at;
  const date = parseLocalDate(edge.date);
  return date !== undefined && (date + 2) * DAY_MS <= at;
}
