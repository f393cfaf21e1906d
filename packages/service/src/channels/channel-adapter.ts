import type { Channel } from '@tact/engine';
import type { CallDelivery } from '@tact/store';
import type { Permit } from './permit.ts';

/** What one attempt says, already written out for this contact. */
export interface Message {
  /** E-mail only. */
  readonly subject: string | null;
  readonly text: string;
  /** E-mail only; null: the text alone. */
  readonly html: string | null;
}

/** One attempt on its way out. It cannot be made without a {@link Permit}. */
export interface Dispatch {
  readonly permit: Permit;
  readonly channel: Channel;
  /** E.164 number or e-mail address. */
  readonly address: string;
  readonly message: Message;
  /** Calls: what is done by who answers; null: as usual, a person hears the message and whatever else answers is dropped. */
  readonly delivery: CallDelivery | null;
  /** The same for every try of this attempt; providers that know such keys get it. */
  readonly idempotencyKey: string;
}

/**
 * What became of a hand-over.
 * `confirmed`: the provider took it and named it. `refused`: it surely did not take it, and nothing left; `retryAfterMs` where it
 * asks to slow down (back-pressure), null where the same would be refused again. With `holdsChannel: false` the provider means this dispatch
 * alone (a mailbox that is busy), and the others go on. `unknown`: the connection or the time ended in
 * between; it counts as an attempt, and is never tried again by itself.
 */
export type HandOver =
  | { readonly state: 'confirmed'; readonly providerReference: string }
  | {
      readonly state: 'refused';
      readonly code: string;
      readonly sentence: string;
      readonly retryAfterMs: number | null;
      readonly holdsChannel?: false;
    }
  | { readonly state: 'unknown'; readonly sentence: string };

/** One way to reach people. An adapter never throws: whatever it cannot tell is `unknown`. */
export interface ChannelAdapter {
  /** Takes at most this many dispatches at once. */
  readonly concurrencyMax: number;
  handOver(dispatch: Dispatch, signal: AbortSignal): Promise<HandOver>;
  close(): Promise<void>;
}
