import { formatInstant } from '@tact/engine';
import type { Tally } from './tally.ts';

/** Digits at the end of a number that are shown to who may not see contacts. */
const SHOWN_DIGITS = 2;

/** What other rules would have changed, as it is sent. `seesContacts`: whether the caller may see whom the examples are about. */
export function changeJson({ rules, ...counts }: Tally, seesContacts: boolean) {
  return {
    ...counts,
    rules: rules.map(({ examples, ...rule }) => ({
      ...rule,
      examples: examples.map(({ deviceKey, clientId, at, ...example }) => ({
        ...example,
        at: formatInstant(at),
        clientId: seesContacts ? clientId : null,
        device: seesContacts
          ? deviceKey
          : `…${deviceKey.startsWith('+') ? deviceKey.slice(-SHOWN_DIGITS) : ''}`,
      })),
    })),
  };
}
