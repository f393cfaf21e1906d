import type { RulesetSource } from '../ruleset.ts';
import type { Finding } from './finding.ts';

/** Contact dates that are there twice: of several with one date all but the first of the source. Sound and complete. */
export function coveredDates({ contactDates }: RulesetSource): readonly Finding[] {
  const first = new Map<string, RulesetSource['contactDates'][number]>();
  return contactDates.flatMap((date, index): readonly Finding[] => {
    const before = first.get(date.date);
    if (before === undefined) {
      first.set(date.date, date);
      return [];
    }
    return [
      {
        code: 'covered',
        severity: 'warning',
        rules: [date, before].map(({ id, label }) => ({ kind: 'contact-dates', id, name: label })),
        path: `/contactDates/${index}`,
        sentence: `\`${date.label}\` is the same day as \`${before.label}\`: ${date.date}`,
        neverAllows: null,
      },
    ];
  });
}
