import {
  DEFAULT_COUNTED_CALL_RESULTS,
  type AttemptRule,
  type Channel,
  type Choice,
  type CountBy,
} from '@tact/engine';
import { texts } from '../../texts/screen-texts.ts';
import { placesWords, selectionWords } from './place-words.ts';

/** What a new rule counts. */
export const NO_COUNTED: CountBy = { callResults: DEFAULT_COUNTED_CALL_RESULTS };

/** The rule as one sentence, with all that limits it. */
export function saysAttempt(rule: AttemptRule): string {
  const { count, direction, period, countBy, using, channels, countedChannels, to, betweenTimes, scope } =
    rule;
  const words = texts.attempt;
  const which = [
    countedChannels === null ? '' : words.byChannels(channelsWords(countedChannels)),
    countedWords(countBy),
    to.length === 0 ? '' : words.toPlaces(placesWords(to)),
  ];
  const when = [
    periodWords(period),
    betweenTimes === null ? '' : words.betweenSays(betweenTimes.start, betweenTimes.end),
  ];
  const sentence = words.says(
    words.subjects[using],
    spaced([channelsWords(channels), selectionWords(rule)]),
    count,
    words.directions[direction],
    spaced(which),
    spaced(when),
  );
  return scope === 'tenant' ? sentence : `${sentence}, ${words.inScope} ${words.scopes[scope]}`;
}

function channelsWords(channels: Choice<Channel>): string {
  return channels === 'any'
    ? texts.attempt.anyChannel
    : channels.map((one) => texts.channels[one]).join(', ');
}

function spaced(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
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
