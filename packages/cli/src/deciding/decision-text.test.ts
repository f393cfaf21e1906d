import { expect, test } from 'vitest';
import type { Decision, Instant } from '@tact/engine';
import { zoneTable } from '@tact/places';
import { decisionText } from './decision-text.ts';

const AT = Date.UTC(2026, 10, 21, 2, 15) as Instant;

const ALLOWED: Decision = {
  decision: 'allowed',
  at: AT,
  nextAllowedAt: null,
  verdicts: [
    {
      kind: 'opt-out',
      ruleId: null,
      rule: 'opt-outs',
      dispositionCode: null,
      verdict: 'pass',
      reason: { code: 'not_opted_out' },
    },
  ],
  deciding: null,
  callResult: null,
  zones: [{ zone: 'America/New_York', from: 'device', localMs: Date.UTC(2026, 10, 20, 21, 15) }],
  ruleset: 'sha256:0',
  versions: { engine: '0', zones: '0', numbers: '0' },
};

const HOURS: Decision['verdicts'][number] = {
  kind: 'contact-times',
  ruleId: null,
  rule: 'New York hours',
  dispositionCode: null,
  verdict: 'block',
  reason: {
    code: 'outside_contact_times',
    facts: { zone: 'America/New_York', localMs: Date.UTC(2026, 10, 20, 21, 15), windows: '09:00-19:00' },
  },
};

const BLOCKED: Decision = {
  ...ALLOWED,
  decision: 'blocked',
  nextAllowedAt: Date.UTC(2026, 10, 21, 14) as Instant,
  verdicts: [...ALLOWED.verdicts, HOURS],
  deciding: HOURS,
};

test('allowed: the clock that was asked, and every verdict', () => {
  expect(decisionText(ALLOWED, zoneTable())).toBe(
    `Allowed.
Asked for 2026-11-21T02:15:00Z: 2026-11-20 21:15 in America/New_York (by the device).

  PASS   opt-out           opt-outs: no opt-out of the contact or the device is in force for this request
`,
  );
});

test('blocked: the sentence, and when it opens on the contact’s clock and in UTC', () => {
  expect(decisionText(BLOCKED, zoneTable())).toBe(
    `Blocked by contact-times \`New York hours\`: it is 21:15 in America/New_York; contact is allowed 09:00-19:00.
Next allowed: Sat 2026-11-21 09:00 (America/New_York), 2026-11-21T14:00:00Z, in 11 h 45 min.
Asked for 2026-11-21T02:15:00Z: 2026-11-20 21:15 in America/New_York (by the device).

  PASS   opt-out           opt-outs: no opt-out of the contact or the device is in force for this request
  BLOCK  contact-times     New York hours: it is 21:15 in America/New_York; contact is allowed 09:00-19:00
`,
  );
});

test.each<[Decision['nextAllowedAt'], string]>([
  ['never', 'Next allowed: never; what blocks does not end by itself.'],
  ['unknown', 'Next allowed: not known; nothing opens within the time that can be searched.'],
  [(AT + 40_000) as Instant, 'in 40 s.'],
  [(AT + 61_000) as Instant, 'in 1 min.'],
  [(AT + 86_400_000 * 3 + 3_600_000) as Instant, 'in 3 d 1 h.'],
])('next allowed %s', (nextAllowedAt, text) => {
  expect(decisionText({ ...BLOCKED, nextAllowedAt }, zoneTable())).toContain(text);
});
