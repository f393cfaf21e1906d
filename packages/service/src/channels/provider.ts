import type { CallResult, OrganizationId } from '@tact/engine';
import type { Clock } from '../deciding/decider.ts';
import type { Dispatch, HandOver } from './channel-adapter.ts';

/** What was tried without contacting anybody, and what came of it. */
export interface ChannelTest {
  readonly works: boolean;
  readonly sentence: string;
}

/**
 * What is behind an adapter: one kind of provider with one configuration. It is reached through `withPermits` alone, which looks at
 * the permit. Never throws.
 */
export interface Provider {
  handOver(dispatch: Dispatch, signal: AbortSignal): Promise<HandOver>;
  /** Tries the configuration without contacting anybody. */
  test(): Promise<ChannelTest>;
  close(): Promise<void>;
}

/** What a provider tells by itself. */
export interface ProviderEvents {
  /** The device stopped messages there: nothing may go to it any more. */
  stopped(dispatch: Dispatch): Promise<void>;
  /** What became of an attempt. */
  finished(organizationId: OrganizationId, attemptId: string, callResult: CallResult): Promise<void>;
}

/** A refusal: it surely was not taken. */
export function refused(
  code: string,
  sentence: string,
  retryAfterMs: number | null = null,
): Extract<HandOver, { readonly state: 'refused' }> {
  return { state: 'refused', code, sentence, retryAfterMs };
}

/** Nobody can tell whether it was taken. */
export function unknown(sentence: string): HandOver {
  return { state: 'unknown', sentence };
}

/** How long a decision may still be acted on, milliseconds; at 0 or below nothing may begin to leave under it. */
export function freshMs({ permit }: Pick<Dispatch, 'permit'>, clock: Clock): number {
  return permit.staleAt - clock();
}

/** What is too old to act on is decided anew, at once. */
export const STALE = refused('permit_stale', 'the decision is too old to act on, and is made anew', 0);

/** How soon a channel is tried again where no connection came about, milliseconds. */
export const NO_CONNECTION_RETRY_MS = 5_000;
/** How soon it is tried again where the provider does not take the credentials: somebody has to mend them, and no record is at fault. */
export const CREDENTIALS_RETRY_MS = 60_000;
/** The longest that a provider's own wish to wait is believed. */
const RETRY_AFTER_MS_MAX = 3_600_000;

/** What `Retry-After` asks for, in seconds, as milliseconds; a date, or nothing, gives the default. */
export function retryAfterMs(header: string | undefined, otherwiseMs: number): number {
  const seconds = /^\d{1,6}$/.test(header ?? '') ? Number(header) : undefined;
  return seconds === undefined ? otherwiseMs : Math.min(seconds * 1_000, RETRY_AFTER_MS_MAX);
}
