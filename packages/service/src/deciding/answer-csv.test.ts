import { describe, expect, test } from 'vitest';
import type { ClientId, Decision, Instant } from '@tact/engine';
import { ANSWER_CSV_HEADER, answerCsvLine } from './answer-csv.ts';
import type { Answer, Question } from './question.ts';

const QUESTION: Question = {
  contact: { by: 'clientId', clientId: 'A-1' as ClientId },
  device: null,
  channel: 'call',
  accountId: null,
  campaignGroupId: null,
  attributes: {},
  at: null,
};

const VERSIONS = { engine: '0', zones: '0', numbers: '0' };

function answerOf(decision: Partial<Decision>): Answer {
  const whole: Decision = {
    decision: 'allowed',
    at: 0 as Instant,
    nextAllowedAt: null,
    verdicts: [],
    deciding: null,
    callResult: null,
    zones: [],
    ruleset: 'sha256:0',
    versions: VERSIONS,
    ...decision,
  };
  return {
    answered: true,
    id: null,
    decision: whole,
    treatment: null,
    attempt: null,
    nextSpan: () => null,
    get json(): never {
      throw new Error('a line of CSV needs no JSON');
    },
  };
}

const BLOCKED: Partial<Decision> = {
  decision: 'blocked',
  deciding: {
    kind: 'contact-times',
    ruleId: null,
    rule: 'hours',
    dispositionCode: null,
    verdict: 'block',
    reason: {
      code: 'outside_contact_times',
      facts: {
        zone: 'America/New_York',
        localMs: Date.UTC(2026, 10, 20, 21, 15),
        windows: '09:00-12:00, 13:00-19:00',
      },
    },
  },
};
const LATE = '"it is 21:15 in America/New_York; contact is allowed 09:00-12:00, 13:00-19:00"';

describe('a line', () => {
  test.each<[string, Question, Answer, string]>([
    ['allowed', QUESTION, answerOf({}), 'A-1,,allowed,,,\n'],
    [
      'blocked until an instant',
      QUESTION,
      answerOf({ ...BLOCKED, nextAllowedAt: Date.UTC(2026, 10, 21, 14) as Instant }),
      `A-1,,blocked,outside_contact_times,${LATE},2026-11-21T14:00:00Z\n`,
    ],
    [
      'blocked for good',
      QUESTION,
      answerOf({ ...BLOCKED, nextAllowedAt: 'never' }),
      `A-1,,blocked,outside_contact_times,${LATE},never\n`,
    ],
    ['a device by its place', { ...QUESTION, device: { position: 2 } }, answerOf({}), 'A-1,2,allowed,,,\n'],
    [
      'a device as it was written',
      { ...QUESTION, device: { address: '(212) 555-0123' } },
      answerOf({}),
      'A-1,(212) 555-0123,allowed,,,\n',
    ],
    [
      'a client id that needs quotes',
      { ...QUESTION, contact: { by: 'clientId', clientId: 'A,"1"' as ClientId } },
      answerOf({}),
      '"A,""1""",,allowed,,,\n',
    ],
    [
      'a contact by our id',
      { ...QUESTION, contact: { by: 'id', id: 'x-1' } },
      answerOf({}),
      'x-1,,allowed,,,\n',
    ],
    [
      'refused, which is no permission',
      QUESTION,
      {
        answered: false,
        code: 'contact_unknown',
        sentence: 'there is no such contact; create it',
        path: '/contact',
      },
      'A-1,,refused,contact_unknown,there is no such contact; create it,\n',
    ],
  ])('%s', (_, question, answer, line) => {
    expect(answerCsvLine(question, answer)).toBe(line);
    expect(line.replaceAll(/"[^"]*"/g, '').split(',')).toHaveLength(ANSWER_CSV_HEADER.split(',').length);
  });
});
