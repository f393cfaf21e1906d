import type { Actor } from '@tact/store';

/** Who makes the demo, for the audit log. */
export const DEMO_ACTOR: Actor = {
  kind: 'job',
  id: 'demo',
  name: 'demo data',
  requestId: 'demo',
  source: 'bulk',
};

/** What all of the demo's chances are drawn from. */
export const DEMO_SEED = 8228;

/** Rows written in one transaction. */
export const BATCH = 1_000;
/** Transactions under way at once. */
export const BATCHES_AT_ONCE = 2;
