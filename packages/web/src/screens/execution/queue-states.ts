/** Where an item of the queue can be, in the order of the figures (seed B4). */
export const QUEUE_STATES = ['pending', 'processing', 'completed', 'failed', 'skipped'] as const;
/** Where an item of the queue is. */
export type QueueState = (typeof QUEUE_STATES)[number];
