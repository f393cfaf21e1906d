import { DAY_MS, type Instant, type OrganizationId } from '@tact/engine';
import type { Store } from '@tact/store';
import type { WorkThreads } from '../threads/work-threads.ts';
import { runBacktest } from './run-backtest.ts';
import type { Proposal } from './proposal.ts';
import type { Tally } from './tally.ts';

/** How long is looked for whoever writes a rule, milliseconds, from the first piece on. */
const LOOK_MS_MAX = 4_000;
/** How long in all, milliseconds, on a machine that has much else to do. */
const WAIT_MS_MAX = 15_000;
/** Days back where nobody says. */
const DAYS_DEFAULT = 30;

/** What a proposal would have changed, as far as there was time to look. */
export interface RuleEffect {
  readonly days: number;
  readonly from: Instant;
  readonly until: Instant;
  readonly isWhole: boolean;
  readonly share: number;
  readonly tally: Tally;
}

/** What an effect is worked out with. */
export interface RuleEffectParts {
  readonly store: Store;
  readonly workThreads: WorkThreads;
  readonly now: Instant;
  readonly lookMsMax?: number;
}

/** Works out what a proposal that is not saved, such as one rule, would have changed in the last days. Clients are looked at one after the other until the time is over. */
export async function ruleEffect(
  { store, workThreads, now, lookMsMax = LOOK_MS_MAX }: RuleEffectParts,
  organizationId: OrganizationId,
  proposal: Proposal,
  days = DAYS_DEFAULT,
): Promise<RuleEffect> {
  const from = Math.max(0, now - days * DAY_MS) as Instant;
  const plan = {
    organizationId,
    from,
    until: now,
    proposal,
  };
  const controller = new AbortController();
  const stop = () => {
    controller.abort();
  };
  const timers = [setTimeout(stop, WAIT_MS_MAX)];
  const { signal } = controller;
  const onProgress = () => {
    if (timers.length === 1) timers.push(setTimeout(stop, lookMsMax));
  };
  const state = await runBacktest({ store, workThreads, threads: 1, signal, onProgress }, plan).finally(
    () => {
      for (const timer of timers) clearTimeout(timer);
    },
  );
  return {
    days,
    from,
    until: now,
    isWhole: state.ranges.length === 0,
    share: state.done,
    tally: state.tally,
  };
}
