import { describe, expect, test } from 'vitest';
import type { AllowedSpan, Decision, Instant } from '@tact/engine';
import { zoneTable } from '@tact/places';
import type { FoundWindows } from '@tact/service/without-http';
import { windowsText } from './windows-text.ts';

const at = (text: string) => Date.parse(text) as Instant;

function windowsOf(
  zones: readonly string[],
  spans: readonly (readonly [from: string, until: string])[],
  unknownFrom: string | null = null,
): FoundWindows {
  const decision: Decision = {
    decision: 'allowed',
    at: at('2026-11-20T00:00:00Z'),
    nextAllowedAt: null,
    verdicts: [],
    deciding: null,
    callResult: null,
    zones: zones.map((zone) => ({ zone, from: 'device', localMs: 0 })),
    ruleset: 'sha256:0',
    versions: { engine: '0', zones: '0', numbers: '0' },
  };
  return {
    answered: true,
    decision,
    until: at('2026-11-27T00:00:00Z'),
    windows: {
      spans: spans.map(([from, until]): AllowedSpan => ({ from: at(from), until: at(until) })),
      unknownFrom: unknownFrom === null ? null : at(unknownFrom),
    },
    closed: [],
  };
}

const line = (zone: string, from: string, until: string) =>
  windowsText(windowsOf([zone], [[from, until]]), zoneTable()).split('\n')[1];

describe('a span on the clock of its zone', () => {
  test.each<[string, string, string, string, string]>([
    ['within a day', 'America/New_York', '2026-11-24T14:00:00Z', '2026-11-25T00:00:00Z', 'Tue 2026-11-24 09:00–19:00'],
    ['to the end of the day', 'UTC', '2026-11-24T14:00:00Z', '2026-11-25T00:00:00Z', 'Tue 2026-11-24 14:00–24:00'],
    ['over midnight', 'UTC', '2026-11-24T14:00:00Z', '2026-11-25T00:01:00Z', 'Tue 2026-11-24 14:00 – Wed 2026-11-25 00:01'],
    ['over several days', 'UTC', '2026-11-24T14:00:00Z', '2026-11-26T00:00:00Z', 'Tue 2026-11-24 14:00 – Thu 2026-11-26 00:00'],
    ['with seconds, which are inside it', 'UTC', '2026-11-24T14:00:00.001Z', '2026-11-24T15:00:59.999Z', 'Tue 2026-11-24 14:00:01–15:00:59'],
    ['over a clock that goes back', 'America/New_York', '2026-11-01T05:30:00Z', '2026-11-01T07:00:00Z', 'Sun 2026-11-01 01:30–02:00'],
    ['over a clock that goes forward', 'America/New_York', '2026-03-08T06:30:00Z', '2026-03-08T07:30:00Z', 'Sun 2026-03-08 01:30–03:30'],
  ])('%s', (_, zone, from, until, text) => {
    expect(line(zone, from, until)).toBe(`  ${text} (${zone})`);
  }); // prettier-ignore
});

test('several zones stand in one line, and what is not known below', () => {
  const windows = windowsOf(
    ['America/New_York', 'America/Chicago'],
    [['2026-11-24T15:00:00Z', '2026-11-25T00:00:00Z']],
    '2026-11-25T00:00:00Z',
  );
  expect(windowsText(windows, zoneTable())).toBe(
    `Allowed, if nothing happens in between, from 2026-11-20T00:00:00Z to 2026-11-27T00:00:00Z:
  Tue 2026-11-24 10:00–19:00 (America/New_York); Tue 2026-11-24 09:00–18:00 (America/Chicago)
Not known from 2026-11-25T00:00:00Z on.
`,
  );
});

test('no span at all, and no zone', () => {
  expect(windowsText(windowsOf([], []), zoneTable())).toBe(
    'Never allowed from 2026-11-20T00:00:00Z to 2026-11-27T00:00:00Z.\n',
  );
  const some = windowsOf([], [['2026-11-24T15:00:00Z', '2026-11-24T16:00:00Z']]);
  expect(windowsText(some, zoneTable())).toContain('  Tue 2026-11-24 15:00–16:00 (UTC)\n');
});
