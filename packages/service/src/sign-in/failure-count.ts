import { MINUTE_MS } from '@tact/engine';
import { secretHash } from '../secret-token.ts';

/** Failures are forgotten after this long. */
const WINDOW_MS = 15 * MINUTE_MS;
/** A person who mistypes gets by; guessing gets 40 passwords an hour at one account. */
const FAILURES_MAX = { account: 10, network: 100 } as const;
/** Addresses that are remembered. Beyond it the oldest are forgotten: an attacker with so many is not stopped by counting. */
const REMEMBERED_MAX = 50_000;

/** Counts failed sign-ins by account and by network address. In memory: each process counts for itself. */
export interface FailureCount {
  /** Seconds until the next try is taken; null: now. Whether the account exists makes no difference. */
  waitSeconds(account: string, network: string, nowMs: number): number | null;
  fail(account: string, network: string, nowMs: number): void;
  /** A password that was right clears the account, not the network. */
  succeed(account: string): void;
}

/** Creates a count with nothing in it. */
export function createFailureCount(): FailureCount {
  const failures = new Map<string, readonly number[]>();
  const keyOf = (kind: keyof typeof FAILURES_MAX, text: string) => `${kind} ${secretHash(text)}`;
  const recent = (key: string, nowMs: number) =>
    (failures.get(key) ?? []).filter((atMs) => nowMs - atMs < WINDOW_MS);

  function wait(kind: keyof typeof FAILURES_MAX, text: string, nowMs: number): number | null {
    const times = recent(keyOf(kind, text), nowMs);
    const decisive = times.at(-FAILURES_MAX[kind]);
    return decisive === undefined ? null : Math.ceil((decisive + WINDOW_MS - nowMs) / 1_000);
  }

  function add(kind: keyof typeof FAILURES_MAX, text: string, nowMs: number): void {
    const key = keyOf(kind, text);
    const times = [...recent(key, nowMs), nowMs].slice(-FAILURES_MAX[kind]);
    failures.delete(key);
    failures.set(key, times);
    const [oldest] = failures.keys();
    if (failures.size > REMEMBERED_MAX && oldest !== undefined) failures.delete(oldest);
  }

  return {
    waitSeconds(account, network, nowMs) {
      const waits = [wait('account', account, nowMs), wait('network', network, nowMs)];
      const longest = Math.max(...waits.map((seconds) => seconds ?? 0));
      return longest === 0 ? null : longest;
    },
    fail(account, network, nowMs) {
      add('account', account, nowMs);
      add('network', network, nowMs);
    },
    succeed(account) {
      failures.delete(keyOf('account', account));
    },
  };
}
