import { describe, expect, test } from 'vitest';
import { findingsOf } from './rule.ts';
import { rules } from './rules.ts';
import { samplesOfRules } from './samples.ts';

for (const [rule, samples] of samplesOfRules)
  describe(`the rule "${rule.name}"`, () => {
    test.each(samples)('$path: $text', ({ path, text, bytes, breaksOn }) => {
      const findings = findingsOf(rule, [{ path, text, bytes: bytes ?? text.length }]);
      expect(findings.map((finding) => Number(finding.split(':')[1]))).toEqual(breaksOn);
    });

    test('has a sample that breaks it and one that keeps it', () => {
      expect(samples.some(({ breaksOn }) => breaksOn.length > 0)).toBe(true);
      expect(samples.some(({ breaksOn }) => breaksOn.length === 0)).toBe(true);
    });
  });

test('every rule has samples', () => {
  expect(new Set(samplesOfRules.map(([rule]) => rule))).toEqual(new Set(rules));
});
