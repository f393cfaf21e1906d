import type { Instant } from '@tact/engine';
import type { Store } from '../src/ports.ts';

/** The store as if the clock of its database were that of whoever asks: for what is driven through days on a clock of its own. */
export function onClock(store: Store, clock: () => Instant): Store {
  const { decisions } = store;
  return {
    ...store,
    decisions: {
      ...decisions,
      load: async (...asked) => ({ ...(await decisions.load(...asked)), databaseNow: clock() }),
      survey: async (...asked) => ({ ...(await decisions.survey(...asked)), databaseNow: clock() }),
    },
    ping: async (timeoutMs) => ({ ...(await store.ping(timeoutMs)), databaseNow: clock() }),
  };
}
