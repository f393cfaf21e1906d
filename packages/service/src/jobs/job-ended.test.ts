import { expect, test } from 'vitest';
import { endOf } from './job-ended.ts';

test.each([
  ['import the file again', undefined],
  ['take the import back again', 'take the import back again'],
])('a fault of ours says that whoever reads of it is to %s', (said, nextStep) => {
  expect(endOf(new Error('x'), 'queued', nextStep)).toEqual({
    state: 'failed',
    error: { code: 'internal', sentence: `something went wrong here; look at the log, and ${said}` },
  });
});
