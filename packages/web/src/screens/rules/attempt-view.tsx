import { NO_COUNTED, saysAttempt } from './attempt-words.ts';
import { client } from '../../api/client.ts';
import { AttemptForm } from './attempt-form.tsx';
import type { RuleKindView } from './rule-kind.ts';
import type { AttemptRule } from '@tact/engine';

/** Attempt rules on the screens. A new one counts the twelve call results of the source product (seed A3.1). */
export const attemptView: RuleKindView<AttemptRule> = {
  kind: 'attempt',
  resource: client.attemptRules,
  empty: {
    scope: 'tenant',
    count: 4,
    direction: 'outbound',
    period: { kind: 'rolling', amount: 24, unit: 'hours' },
    countBy: NO_COUNTED,
    using: 'client',
    channels: ['call'],
    countedChannels: null,
    devices: 'any',
    deviceTypes: 'any',
    to: [],
    betweenTimes: null,
  },
  says: saysAttempt,
  isWhole: ({ countBy, count }) =>
    count > 0 && (countBy === 'any' || !('dispositions' in countBy) || countBy.dispositions.length > 0),
  Form: AttemptForm,
};
