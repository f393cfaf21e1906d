import { describe, expect, test } from 'vitest';
import { CALL_RESULTS, DEFAULT_COUNTED_CALL_RESULTS, parseCallResult } from './call-result.ts';

describe('call results', () => {
  test.each([
    ['Ok', 0],
    ['Busy', 6],
    ['No Answer', 7],
    ['Answering Machine', 9],
    ['Unknown', 28],
    ['Answer', 33],
    ['Do Not Call', 51],
    ['Cancel Record', 52],
    ['Wrong Number', 53],
  ] as const)('%s has the source product’s code %i (seed A11.1)', (result, code) => {
    expect(CALL_RESULTS[code]).toBe(result);
  });

  test.each<[text: string, result: string | undefined]>([
    ['No Answer', 'No Answer'],
    ['NoAnswer', 'No Answer'],
    ['no answer', 'No Answer'],
    ['NO-ANSWER', 'No Answer'],
    ['no_answer', 'No Answer'],
    ['converse on', 'Converse-On'],
    ['ConverseOn', 'Converse-On'],
    ['SITVacant', 'SIT Vacant'],
    ['no  answer', 'No Answer'],
    ['noanswers', undefined],
    ['', undefined],
  ])('`%s` reads as %s', (text, result) => {
    expect(parseCallResult(text)).toBe(result);
  });

  test('each reads as itself', () => {
    for (const result of CALL_RESULTS) expect(parseCallResult(result)).toBe(result);
  });

  test('twelve are counted by a new rule (S11)', () => {
    expect(DEFAULT_COUNTED_CALL_RESULTS).toEqual(['Busy', 'No Answer', 'Answering Machine', 'Fax Detected', 'Overflowed', 'Abandoned', 'Dropped', 'Dropped No Answer', 'Silence', 'Answer', 'Wrong Party', 'Wrong Number']); // prettier-ignore
  });
});
