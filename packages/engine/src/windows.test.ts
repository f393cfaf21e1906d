import { zoneTable } from '@tact/places';
import { describe, expect, test } from 'vitest';
import {
  at,
  commonOf,
  contactOf,
  deviceOf,
  factsOf,
  requestOf,
  sourceOf,
  zoneNames,
} from '../test/samples.ts';
import { closedSpans } from './closed-spans.ts';
import { compileRuleset, type RulesetSource } from './ruleset.ts';
import { DAY_MS, type Instant } from './time/instant.ts';
import { formatInstant } from './time/local-time.ts';
import type { ZoneName } from './time/zone.ts';
import { allowedWindows } from './windows.ts';

const FROM = at('2026-03-10T16:00:00Z');

/** Open in all of Auckland and New York from nine to twelve, which is never. */
const HOURS: RulesetSource['contactTimes'] = [
  {
    ...commonOf('Mornings of both'),
    country: 'any',
    regions: [],
    devices: 'any',
    deviceTypes: 'any',
    timezoneSource: 'contact-and-device',
    strict: false,
    times: { everyDay: [{ start: '09:00', end: '12:00' }] },
  },
];

describe('days in which nothing opens', () => {
  const facts = factsOf({
    at: FROM,
    contact: contactOf({ zone: 'Pacific/Auckland' as ZoneName, zoneFrom: 'stated' }),
    device: deviceOf({ zones: zoneNames('America/New_York') }),
  });
  const ruleset = compileRuleset(sourceOf({ contactTimes: HOURS }), zoneTable());
  const until = (FROM + 7 * DAY_MS) as Instant;

  test('are known to be closed, though what comes after them is not', () => {
    expect(allowedWindows(requestOf(), ruleset, facts, until)).toEqual({ spans: [], unknownFrom: null });
  });

  test('name their rule', () => {
    const windows = allowedWindows(requestOf(), ruleset, facts, until);
    const closed = closedSpans(requestOf(), ruleset, facts, windows, until);
    expect(closed.map(({ deciding, ...span }) => [formatInstant(span.from), formatInstant(span.until), deciding.rule])).toEqual([
      ['2026-03-10T16:00:00Z', '2026-03-17T16:00:00Z', 'Mornings of both'],
    ]);
  }); // prettier-ignore
});
