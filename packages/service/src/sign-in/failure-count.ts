import { MINUTE_MS, type Instant } from '@tact/engine';
import type { Store, TryKey } from '@tact/store';
import { secretHash } from '../secret-token.ts';
import { networkOf } from './network-of.ts';

/** Failures are forgotten after this long. */
const WINDOW_MS = 15 * MINUTE_MS;
/** A person who mistypes gets by; guessing gets 40 passwords an hour at one account. */
const FAILURES_MAX = { account: 10, network: 100 } as const;

/** Counts failed sign-ins by account and by network (of IPv6 by 64 bits), for all processes of a database together. */
export interface FailureCount {
  /**
   * Takes a try, before its password is looked at, so that many at once are not many guesses. Seconds until the next one is taken; null: now.
   * Whether the account exists makes no difference. A try that is not said to have succeeded has failed.
   */
  take(account: string, network: string, now: Instant): Promise<number | null>;
  /**
   * Says that the password of a try was right: that one try is given back. The failures before it stay, because an address may be a user of several
   * organizations, and whoever made one of them knows a password of it.
   */
  succeed(account: string, network: string, takenAt: Instant): Promise<void>;
}

/** Creates a count on what the database holds. */
export function createFailureCount({ signInFailures }: Pick<Store, 'signInFailures'>): FailureCount {
  return {
    async take(account, network, now) {
      const keys = [keyOf('account', account), keyOf('network', networkOf(network))];
      const until = await signInFailures.take(keys, now, WINDOW_MS);
      return until === null ? null : Math.ceil((until - now) / 1_000);
    },
    async succeed(account, network, takenAt) {
      await signInFailures.giveBack(keyOf('account', account).keyHash, takenAt);
      await signInFailures.giveBack(keyOf('network', networkOf(network)).keyHash, takenAt);
    },
  };
}

function keyOf(kind: keyof typeof FAILURES_MAX, text: string): TryKey {
  return { keyHash: secretHash(`${kind} ${text}`), triesMax: FAILURES_MAX[kind] };
}
