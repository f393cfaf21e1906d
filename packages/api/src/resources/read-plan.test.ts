import { expect, test } from 'vitest';
import { createCheck } from '../check.ts';
import { API_LIMITS } from '../limits.ts';
import { readPlanChangeSchema } from './read-plan.ts';

test('a plan names as many files as a zip file may have, and no more', () => {
  const check = createCheck(readPlanChangeSchema);
  const named = (count: number) => ({
    members: Array.from({ length: count }, (_, index) => ({ name: `${index}.txt`, encoding: 'utf-8' })),
  });
  expect(check(named(API_LIMITS.planMembersMax)).valid).toBe(true);
  expect(check(named(API_LIMITS.planMembersMax + 1))).toMatchObject({
    valid: false,
    problems: [{ path: '/members' }],
  });
});
