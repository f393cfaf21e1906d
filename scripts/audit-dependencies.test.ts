import { expect, test } from 'vitest';
import { judgeAudit } from './audit-dependencies.ts';

const counted = (high: number, low: number) =>
  JSON.stringify({
    metadata: { vulnerabilities: { high, low, critical: 0, total: high + low } },
    vulnerabilities: { left: { severity: high > 0 ? 'high' : 'low', range: '<2' } },
  });

test.each([
  ['none', counted(0, 0), 0, /^0 known weaknesses/],
  ['only small ones', counted(0, 2), 0, /^2 known weaknesses, 0 of them high or above/],
  ['a grave one', counted(1, 2), 1, /high: left <2/],
  ['no answer', undefined, 2, /could not be asked \(it gave no answer\); nothing is known/],
  ['an empty one', '', 2, /nothing is known/],
  ['a page of a proxy', '<html>', 2, /nothing is known/],
  ['an error', JSON.stringify({ message: 'no way', error: { summary: 'ENOTFOUND' } }), 2, /\(ENOTFOUND\)/],
])('%s', (_, text, code, said) => {
  const judged = judgeAudit(text);
  expect(judged.code).toBe(code);
  expect(judged.said).toMatch(said);
});
