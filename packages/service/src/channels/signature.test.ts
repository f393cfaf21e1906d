import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Instant } from '@tact/engine';
import { isSigned, signatureOf } from './signature.ts';

const NOW = Date.UTC(2026, 10, 20, 12) as Instant;
const SECRET = 'a secret of sixteen characters';
const BODY = '{"type":"message"}';
const good = signatureOf(SECRET, BODY, NOW);
const at = (seconds: number) => (NOW + seconds * 1_000) as Instant;

test('a signature is what the guide says', () => {
  const time = `${NOW / 1_000}`;
  const digest = createHmac('sha256', SECRET).update(`${time}.${BODY}`).digest('hex');
  expect(good).toBe(`t=${time},v1=${digest}`);
});

describe('is believed', () => {
  test.each([
    ['at once', good, NOW],
    ['five minutes later', good, at(300)],
    ['five minutes early, by a clock that is wrong', good, at(-300)],
    ['beside one with another secret', `${good},v1=${'00'.repeat(32)}`, NOW],
    ['with spaces', good.replace(',', ' , '), NOW],
  ])('%s', (_, header, now) => {
    expect(isSigned(SECRET, BODY, header, now)).toBe(true);
  });
});

describe('is not believed', () => {
  const [time = '', digest = ''] = good.split(',');
  test.each([
    ['older than five minutes', BODY, good, at(301)],
    ['newer than five minutes', BODY, good, at(-301)],
    ['of another body', `${BODY} `, good, NOW],
    ['with another secret', BODY, signatureOf('another secret of some length', BODY, NOW), NOW],
    ['with another time', BODY, `t=${NOW / 1_000 + 1},${digest}`, NOW],
    ['with two times', BODY, `${good},t=1`, NOW],
    ['without a time', BODY, digest, NOW],
    ['without a signature', BODY, time, NOW],
    ['with a digit more', BODY, `${good}0`, NOW],
    ['cut', BODY, good.slice(0, -2), NOW],
    ['with many signatures to try', BODY, `${time},${`v1=${'00'.repeat(32)},`.repeat(9)}${digest}`, NOW],
    ['empty', BODY, '', NOW],
    ['not there', BODY, undefined, NOW],
  ])('%s', (_, body, header, now) => {
    expect(isSigned(SECRET, body, header, now)).toBe(false);
  });
});
