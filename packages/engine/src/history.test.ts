import { describe, expect, test } from 'vitest';
import { at, attemptAt, zoneOf } from '../test/samples.ts';
import { CALL_RESULTS } from './call-result.ts';
import { CHANNELS } from './device.ts';
import {
  channelTrait,
  countsAt,
  firstAfter,
  historyOf,
  RESULT_NONE,
  RESULT_OPEN,
  resultOf,
} from './history.ts';
import { formatLocalDate, type LocalDate } from './time/local-time.ts';
import type { Instant } from './time/instant.ts';

const texts = ['2026-03-07T12:00:00Z', '2026-03-08T04:59:59.999Z', '2026-03-08T05:00:00Z', '2026-03-09T03:59:59Z', '2026-03-09T04:00:00Z', '2026-11-02T04:59:59Z', '2026-11-02T05:00:00Z']; // prettier-ignore
const attempts = texts.map((text) => attemptAt(text));

describe('the history', () => {
  test('knows the local day of each attempt, across changes of the clock', () => {
    const dates = historyOf(attempts).localDatesIn(zoneOf('America/New_York'));
    expect(Array.from(dates, (date) => formatLocalDate(date as LocalDate))).toEqual([
      '2026-03-07',
      '2026-03-07',
      '2026-03-08',
      '2026-03-08',
      '2026-03-09',
      '2026-11-01',
      '2026-11-02',
    ]);
  });

  test('knows the local day of an attempt at the very change: Santiago goes back from midnight to 23:00', () => {
    const change = [attemptAt('2026-04-05T02:59:59.999Z'), attemptAt('2026-04-05T03:00:00Z')];
    const dates = historyOf(change).localDatesIn(zoneOf('America/Santiago'));
    expect(Array.from(dates, (date) => formatLocalDate(date as LocalDate))).toEqual([
      '2026-04-04',
      '2026-04-04',
    ]);
  });

  test('works a zone’s days out once', () => {
    const history = historyOf(attempts);
    expect(history.localDatesIn(zoneOf('UTC'))).toBe(history.localDatesIn(zoneOf('UTC')));
    expect(history.localDatesIn(zoneOf('UTC'))).not.toBe(history.localDatesIn(zoneOf('Asia/Tokyo')));
    expect(historyOf([]).localDatesIn(zoneOf('UTC'))).toHaveLength(0);
  });

  test('finds the first attempt after an instant', () => {
    const found = (text: string) => firstAfter(attempts, at(text));
    expect(found('2026-01-01T00:00:00Z')).toBe(0);
    expect(found('2026-03-07T11:59:59.999Z')).toBe(0);
    expect(found('2026-03-07T12:00:00Z')).toBe(1);
    expect(found('2026-03-09T03:59:59Z')).toBe(4);
    expect(found('2026-11-02T05:00:00Z')).toBe(7);
    expect(firstAfter([], at('2026-01-01T00:00:00Z'))).toBe(0);
    const twice = [attemptAt('2026-01-01T00:00:00Z'), attemptAt('2026-01-01T00:00:00Z'), attemptAt('2026-01-02T00:00:00Z')];
    expect(firstAfter(twice, at('2026-01-01T00:00:00Z'))).toBe(2);
  }); // prettier-ignore

  test('keeps the result of each attempt apart', () => {
    const results = [
      ...CALL_RESULTS.map((callResult) => attemptAt('2026-03-07T12:00:00Z', { callResult })),
      attemptAt('2026-03-07T12:00:00Z', { callResult: null }),
      attemptAt('2026-03-07T12:00:00Z', { state: 'reserved', callResult: 'Busy' }),
      attemptAt('2026-03-07T12:00:00Z', { state: 'expired', callResult: null }),
    ];
    const codes = Array.from(historyOf(results).traits, resultOf);
    expect(codes.slice(0, CALL_RESULTS.length)).toEqual(CALL_RESULTS.map((_, code) => code));
    expect(codes.slice(CALL_RESULTS.length)).toEqual([RESULT_NONE, RESULT_OPEN, RESULT_OPEN]);
  });

  test('gives each channel a trait of its own', () => {
    expect(new Set(CHANNELS.map(channelTrait)).size).toBe(CHANNELS.length);
  });

  test('counts an attempt in the future as made now', () => {
    const now = at('2026-03-07T12:00:00Z');
    expect(countsAt(attemptAt('2026-03-07T12:00:00Z'), now)).toBe(now);
    expect(countsAt(attemptAt('2026-03-07T12:04:00Z'), now)).toBe(now);
    expect(countsAt(attemptAt('2026-03-07T11:00:00Z'), now)).toBe((now - 3_600_000) as Instant);
  });
});
