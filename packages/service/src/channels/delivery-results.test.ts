import { expect, test } from 'vitest';
import { callResultOfTwilio } from './delivery-results.ts';

test.each([
  ['queued', null, null, undefined],
  ['sent', null, null, undefined],
  ['ringing', null, null, undefined],
  ['in-progress', null, null, undefined],
  ['something new', null, null, undefined],
  ['delivered', null, null, 'Answer'],
  ['read', null, null, 'Answer'],
  ['undelivered', 30003, null, 'No Answer'],
  ['undelivered', 30005, null, 'SIT Invalid Number'],
  ['undelivered', 30006, null, 'SIT Invalid Number'],
  ['undelivered', 30007, null, 'General Error'],
  ['undelivered', null, null, 'General Error'],
  ['failed', 21610, null, 'Do Not Call'],
  ['completed', null, null, 'Answer'],
  ['completed', null, 'human', 'Answer'],
  ['completed', null, 'machine_end_beep', 'Answering Machine'],
  ['completed', null, 'fax', 'Fax Detected'],
  ['completed', null, 'unknown', 'Silence'],
  ['busy', null, null, 'Busy'],
  ['no-answer', null, null, 'No Answer'],
  ['failed', null, null, 'Dial Error'],
  ['canceled', null, null, 'Dropped No Answer'],
])('%s with error %s answered by %s is %s', (status, errorCode, answeredBy, callResult) => {
  expect(callResultOfTwilio({ status, errorCode, answeredBy })).toBe(callResult);
});
