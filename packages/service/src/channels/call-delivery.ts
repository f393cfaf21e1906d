import { HOUR_MS, type CallResult } from '@tact/engine';
import type { CallAnswerer, CallDelivery } from '@tact/store';

/** Who, or what, answered a call. */
export type Answerer = 'person' | CallAnswerer;

/** Where a call goes on: what is said first (empty: nothing), and where it is put through to (null: nowhere). */
export interface GoesOn {
  readonly text: string;
  readonly to: string | null;
}

/** What holds where a campaign says nothing (seed A11): a person hears the message, and whatever else answers is dropped. */
export const USUAL_DELIVERY: CallDelivery = {
  personTo: null,
  answeringMachine: { deliver: false, to: null },
  fax: { deliver: false, to: null },
  silence: { deliver: false, to: null },
};

/**
 * How long a call lasts at most, milliseconds: four hours, at which the largest provider ends calls by itself. The result of one that goes on comes
 * when it is over, so that nobody may take it for lost before.
 */
export const CALL_MS_MAX = 4 * HOUR_MS;

/** The call result of what answered (seed A11.1). */
export const RESULT_OF_ANSWERER: Readonly<Record<Answerer, CallResult>> = {
  person: 'Answer',
  answeringMachine: 'Answering Machine',
  fax: 'Fax Detected',
  silence: 'Silence',
};

const OTHERS: readonly CallAnswerer[] = ['answeringMachine', 'fax', 'silence'];

/** How a call goes on with who answered; null: it is hung up on. A person's always goes on. */
export function goesOnFor(delivery: CallDelivery, answerer: Answerer, text: string): GoesOn | null {
  if (answerer === 'person') return { text, to: delivery.personTo };
  const { deliver, to } = delivery[answerer];
  return deliver ? { text, to: to ?? delivery.personTo } : null;
}

/** Whether it makes a difference who answers. */
export function needsDetection(delivery: CallDelivery): boolean {
  return OTHERS.some((one) => !delivery[one].deliver || delivery[one].to !== null);
}
