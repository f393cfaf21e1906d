import { DEFAULT_COUNTED_CALL_RESULTS, type AttemptRule, type CountBy } from '@tact/engine';
import { texts } from '../../texts/screen-texts.ts';

/** What a new rule counts. */
export const NO_COUNTED: CountBy = { callResults: DEFAULT_COUNTED_CALL_RESULTS };

/** The rule as one sentence. */
export function saysAttempt({ count, direction, period, countBy, using, channels }: AttemptRule): string {
  const words = texts.attempt;
  const by = channels === 'any' ? words.anyChannel : channels.map((one) => texts.channels[one]).join(', ');
  return words.says(
    words.subjects[using],
    by,
    count,
    words.directions[direction],
    countedWords(countBy),
    periodWords(period),
  );
}

/** Which attempts count, in words. */
export function countedWords(countBy: CountBy): string {
  const words = texts.attempt.counted;
  if (countBy === 'any') return words.any;
  return 'callResults' in countBy
    ? words.callResults(countBy.callResults.length)
    : words.dispositions(countBy.dispositions.length);
}

function periodWords(period: AttemptRule['period']): string {
  const words = texts.attempt.periodSays;
  switch (period.kind) {
    case 'today':
      return words.today;
    case 'rolling':
      return words.rolling(period.amount, texts.attempt.units[period.unit]);
    case 'local-days':
      return words.localDays(period.days);
  }
}
