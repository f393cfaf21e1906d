import type { Clock } from '../src/deciding/decider.ts';
import type { ChannelAdapter, Dispatch, HandOver } from '../src/channels/channel-adapter.ts';

/** A dispatch that reached the adapter, and when. */
export interface Recorded {
  readonly at: number;
  readonly dispatch: Dispatch;
}

/** An adapter of a test: it writes down what it gets and answers as it is told. */
export interface RecordingAdapter extends ChannelAdapter {
  readonly recorded: readonly Recorded[];
  /** What it answers from now on; at first it confirms everything. */
  answer: (dispatch: Dispatch) => HandOver | Promise<HandOver>;
}

/** Creates one. */
export function recordingAdapter(clock: Clock, concurrencyMax = 1_000): RecordingAdapter {
  const recorded: Recorded[] = [];
  return {
    recorded,
    concurrencyMax,
    answer: ({ idempotencyKey }) => ({ state: 'confirmed', providerReference: `p-${idempotencyKey}` }),
    async handOver(dispatch) {
      recorded.push({ at: clock(), dispatch });
      return this.answer(dispatch);
    },
    close: () => Promise.resolve(),
  };
}
